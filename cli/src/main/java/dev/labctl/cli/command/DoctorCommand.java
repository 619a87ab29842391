package dev.labctl.cli.command;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.Target;
import dev.labctl.cli.cloud.local.LocalCloud;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.doctor.Account;
import dev.labctl.cli.doctor.Finding;
import dev.labctl.cli.doctor.Machine;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import dev.labctl.cli.progress.Progress;
import dev.labctl.cli.stack.TemplateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "doctor",
        description = {
            "Look for whatever could keep labctl from working, and say what to do about it.",
            "On --target aws also: clock, credentials, quotas, and whether they may deploy each lab, which IAM simulates;"
                    + " nothing is made."
        })
final class DoctorCommand implements Callable<Integer> {
    @Parameters(paramLabel = "LAB", arity = "0..*", description = "The labs to look at (default: all).")
    private List<Lab> chosen = new ArrayList<>();

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
        LocalCloud local = new Clouds(context).localCloud();
        List<Lab> labs =
                chosen.isEmpty() ? Labs.all() : chosen.stream().distinct().toList();
        List<Finding> findings = new ArrayList<>(new Machine(
                        context.settings().home(), local.port(), local.running().isPresent())
                .examine());
        findings.add(Finding.of("code", this::code));
        for (Lab lab : labs) {
            findings.add(Finding.of("template " + lab.slug(), () -> parameters(template(lab.slug()))));
        }
        if (target.target().kind() == Target.Kind.AWS) {
            findings.addAll(account(labs, talk));
        } else {
            findings.add(Finding.of("cloud", () -> cloud(local, talk)));
        }
        talk.write(new Findings(findings));
        return findings.stream().noneMatch(Finding::isBad) ? 0 : Failure.CHECKS_FAILED.exitCode();
    }

    private String code() throws IOException {
        Path code = context.distribution().code();
        if (!Files.isReadable(code)) {
            throw LabctlException.usage(code + " is missing", "build it: mvn -q -DskipTests package");
        }
        return "%s, %,d bytes".formatted(code, Files.size(code));
    }

    private TemplateFile template(String slug) {
        return TemplateFile.read(context.distribution().template(slug));
    }

    private static String parameters(TemplateFile template) {
        return "%s, %d parameters"
                .formatted(template.path(), template.parameters().size());
    }

    private String cloud(LocalCloud local, Output talk) {
        if (local.running().isEmpty()) {
            return "the local cloud does not run; it will start when it is needed";
        }
        try (Cloud cloud = new Clouds(context).open(target, talk)) {
            return "%s as %s"
                    .formatted(cloud.target().title(), cloud.sts().caller().arn());
        }
    }

    private List<Finding> account(List<Lab> labs, Output talk) {
        try (Cloud cloud = new Clouds(context).open(target, talk);
                Progress progress = target.progress(talk)) {
            return new Account(cloud, target.names(), this::template).examine(labs, progress);
        } catch (LabctlException e) {
            return List.of(Finding.of("credentials", () -> {
                throw e;
            }));
        }
    }

    private record Findings(List<Finding> findings) implements Result {
        @Override
        public Object json() {
            return findings.stream()
                    .map(each -> Map.of(
                            "what", each.what(),
                            "good", !each.isBad(),
                            "verdict", each.verdict().name().toLowerCase(Locale.ROOT),
                            "seen", each.seen(),
                            "fix", each.fix()))
                    .toList();
        }

        @Override
        public void print(Text text) {
            for (Finding each : findings) {
                String mark =
                        switch (each.verdict()) {
                            case GOOD -> text.styled(Text.Style.GOOD, "ok  ");
                            case BAD -> text.styled(Text.Style.BAD, "BAD ");
                            case UNSURE -> text.styled(Text.Style.CHANGED, "?   ");
                        };
                text.line("%s %s: %s".formatted(mark, each.what(), each.seen()));
                if (!each.fix().isEmpty()) {
                    text.line("     fix: " + each.fix());
                }
            }
        }
    }
}
