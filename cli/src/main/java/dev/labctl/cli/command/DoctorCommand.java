package dev.labctl.cli.command;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.Target;
import dev.labctl.cli.cloud.local.LocalCloud;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.error.Reason;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import dev.labctl.cli.stack.TemplateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "doctor",
        description = "Look for whatever could keep labctl from working, and say what to do about it.")
final class DoctorCommand implements Callable<Integer> {
    private static final long MEBIBYTE = 1024 * 1024;

    /** What the local cloud leaves free, with room for the labs' code and a few files. */
    private static final long NEEDED_MEBIBYTES = 200;

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    DoctorCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        Output talk = output.open();
        List<Finding> findings = new ArrayList<>();
        findings.add(look("java", DoctorCommand::java));
        findings.add(look("home", this::home));
        findings.add(look("code", this::code));
        for (Lab lab : Labs.all()) {
            findings.add(look("template " + lab.slug(), () -> template(lab)));
        }
        findings.add(look("cloud", () -> cloud(talk)));
        talk.write(new Findings(findings));
        return findings.stream().allMatch(Finding::good) ? 0 : Failure.CHECKS_FAILED.exitCode();
    }

    private interface Look {
        String at() throws IOException;
    }

    private record Finding(String what, boolean good, String seen, String fix) {}

    private static Finding look(String what, Look look) {
        try {
            return new Finding(what, true, look.at(), "");
        } catch (LabctlException e) {
            return new Finding(what, false, e.text(), e.fix());
        } catch (IOException e) {
            return new Finding(what, false, Reason.of(e), "make it readable and writable");
        }
    }

    private static String java() {
        return "%s %s at %s"
                .formatted(System.getProperty("java.vendor"), Runtime.version(), System.getProperty("java.home"));
    }

    private String home() {
        Path home = context.settings().home();
        long free;
        try {
            Files.createDirectories(home);
            Path probe = Files.createTempFile(home, "doctor", "");
            Files.delete(probe);
            free = Files.getFileStore(home).getUsableSpace() / MEBIBYTE;
        } catch (IOException e) {
            throw LabctlException.usage(
                    "cannot write to %s: %s".formatted(home, Reason.of(e)),
                    "make it writable, or set LABCTL_HOME to a folder of yours");
        }
        if (free < NEEDED_MEBIBYTES) {
            throw LabctlException.usage(
                    "%s has %d MiB free, and the local cloud needs %d".formatted(home, free, NEEDED_MEBIBYTES),
                    "make room there, or set LABCTL_HOME to a folder on another disk");
        }
        return "%s is writable, %,d MiB are free".formatted(home, free);
    }

    private String code() throws IOException {
        Path code = context.distribution().code();
        if (!Files.isReadable(code)) {
            throw LabctlException.usage(code + " is missing", "build it: mvn -q -DskipTests package");
        }
        return "%s, %,d bytes".formatted(code, Files.size(code));
    }

    private String template(Lab lab) {
        TemplateFile template = TemplateFile.read(context.distribution().template(lab.slug()));
        return "%s, %d parameters"
                .formatted(template.path(), template.parameters().size());
    }

    private String cloud(Output talk) {
        Target asked = target.target();
        LocalCloud local = new Clouds(context).localCloud();
        if (asked.kind() == Target.Kind.LOCAL && local.running().isEmpty()) {
            return "the local cloud does not run; it will start on port %d when it is needed".formatted(local.port());
        }
        try (Cloud cloud = new Clouds(context).open(target, talk)) {
            return "%s as %s"
                    .formatted(cloud.target().title(), cloud.sts().caller().arn());
        }
    }

    private record Findings(List<Finding> findings) implements Result {
        @Override
        public Object json() {
            return findings.stream()
                    .map(each ->
                            Map.of("what", each.what(), "good", each.good(), "seen", each.seen(), "fix", each.fix()))
                    .toList();
        }

        @Override
        public void print(Text text) {
            for (Finding each : findings) {
                String mark = each.good() ? text.styled(Text.Style.GOOD, "ok  ") : text.styled(Text.Style.BAD, "BAD ");
                text.line("%s %s: %s".formatted(mark, each.what(), each.seen()));
                if (!each.fix().isEmpty()) {
                    text.line("     fix: " + each.fix());
                }
            }
        }
    }
}
