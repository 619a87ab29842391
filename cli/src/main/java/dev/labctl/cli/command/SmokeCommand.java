package dev.labctl.cli.command;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.output.Durations;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import dev.labctl.cli.stack.Artifacts;
import dev.labctl.cli.stack.Deploy;
import dev.labctl.cli.stack.DeployPlan;
import dev.labctl.cli.stack.DeployRequest;
import dev.labctl.cli.stack.Destroy;
import dev.labctl.cli.stack.Receipt;
import dev.labctl.cli.stack.StackNames;
import dev.labctl.cli.verify.VerifyReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "smoke",
        description = "Deploy, verify and destroy labs; the exit code is the verdict. Made for CI jobs: never asks.")
final class SmokeCommand implements Callable<Integer> {
    @Option(names = "--labs", paramLabel = "LAB", split = ",", description = "Which labs (default: all).")
    private List<Lab> labs = new ArrayList<>();

    @Option(names = "--keep", description = "Do not destroy the labs afterwards.")
    private boolean keep;

    @Option(names = "--timeout", paramLabel = "DURATION", description = "How long to wait for a stack (default: 30m).")
    private Duration timeout = Duration.ofMinutes(30);

    @Mixin
    private final ReportOptions reports = new ReportOptions();

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    SmokeCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        Output talk = output.open();
        List<Lab> chosen =
                labs.isEmpty() ? Labs.all() : labs.stream().distinct().toList();
        DeployPlan plan = DeployPlan.of(chosen.stream().map(this::request).toList());
        try (Cloud cloud = new Clouds(context).open(target, talk)) {
            SmokeResult result = Interruption.during(
                    () -> run(plan, chosen, cloud, talk),
                    talk,
                    "what was deployed is still there; labctl destroy --all takes it away",
                    () -> {});
            talk.write(result);
            reports.write(result.verified());
            return result.exitCode();
        }
    }

    private SmokeResult run(DeployPlan plan, List<Lab> chosen, Cloud cloud, Output talk) {
        long started = System.nanoTime();
        List<VerifyReport> verified = new ArrayList<>();
        List<Receipt> receipts = List.of();
        try {
            new Deploy(cloud, progress(talk)).run(plan);
            for (Lab lab : chosen) {
                verified.add(VerifyCommand.verify(
                        lab,
                        lab.checks(),
                        DeployedLabs.usableVerification(cloud, target.names(), lab, Duration.ofSeconds(60)),
                        false,
                        talk));
            }
        } finally {
            if (!keep) {
                receipts = destroy(cloud, talk, chosen);
            }
        }
        return new SmokeResult(verified, receipts, Duration.ofNanos(System.nanoTime() - started));
    }

    private static ProgressLines progress(Output talk) {
        return new ProgressLines(talk, (stack, changes) -> true);
    }

    private DeployRequest request(Lab lab) {
        return new DeployRequest(
                lab.slug(),
                context.distribution().template(lab.slug()),
                context.distribution().code(),
                target.names(),
                Map.of(),
                new DatabaseOptions().lookedUp(lab, target.names()),
                Map.of(),
                false,
                true,
                timeout);
    }

    private List<Receipt> destroy(Cloud cloud, Output talk, List<Lab> chosen) {
        StackNames names = target.names();
        List<Receipt> receipts = new Destroy(cloud, progress(talk)).labs(Labs.lastFirst(chosen), names, timeout);
        boolean last = cloud.cloudFormation().list().stream()
                .noneMatch(stack -> names.slug(stack.name()).isPresent());
        if (last) {
            new Artifacts(cloud, names.artifactBucket(cloud.sts().caller().account(), cloud.region())).remove();
        }
        return receipts;
    }

    private record SmokeResult(List<VerifyReport> verified, List<Receipt> receipts, Duration took) implements Result {
        int exitCode() {
            int checks =
                    verified.stream().mapToInt(VerifyReport::exitCode).max().orElse(0);
            return checks != 0 ? checks : new DestroyResult(receipts).exitCode();
        }

        @Override
        public Object json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("passed", exitCode() == 0);
            json.put("verified", verified.stream().map(VerifyReport::json).toList());
            json.put("destroyed", new DestroyResult(receipts).json());
            json.put("durationMs", took.toMillis());
            return json;
        }

        @Override
        public void print(Text text) {
            verified.forEach(report -> report.print(text));
            new DestroyResult(receipts).print(text);
            boolean good = exitCode() == 0;
            text.line("%s in %s"
                    .formatted(
                            good
                                    ? text.styled(Text.Style.GOOD, "smoke passed")
                                    : text.styled(Text.Style.BAD, "smoke failed"),
                            Durations.readable(took)));
        }
    }
}
