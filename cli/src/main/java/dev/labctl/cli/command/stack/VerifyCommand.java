package dev.labctl.cli.command.stack;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.DeployedLabs;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.command.shared.ReportOptions;
import dev.labctl.cli.completion.CompletedBy;
import dev.labctl.cli.completion.Source;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.progress.Progress;
import dev.labctl.cli.report.Report;
import dev.labctl.cli.report.SuiteLog;
import dev.labctl.cli.report.SuiteLog.Step;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.Verification;
import dev.labctl.cli.verify.VerifyReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        description = {
            "Prove that a deployed lab does what its README claims.",
            "On the local cloud, checks for which time has to pass move its clock: labctl local clock tells how far."
        })
public final class VerifyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "LAB", description = "The lab to verify.")
    private Lab lab;

    @Option(names = "--check", paramLabel = "NAME", description = "Only this check; may be given several times.")
    @CompletedBy(Source.CHECK)
    private List<String> names = new ArrayList<>();

    @Option(names = "--fail-fast", description = "Stop at the first check that fails.")
    private boolean failFast;

    @Option(names = "--timeout", paramLabel = "DURATION", description = "How long a check waits (default: 60s).")
    private Duration timeout = Duration.ofSeconds(60);

    @Mixin
    private final ReportOptions reports = new ReportOptions();

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    public VerifyCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        List<Check> checks = chosen();
        reports.check();
        Output talk = output.open();
        Instant startedAt = Instant.now();
        SuiteLog log = new SuiteLog(lab.slug(), EnumSet.of(Step.VERIFY), checks);
        try (Cloud cloud = new Clouds(context).open(target, talk);
                Progress progress = target.progress(talk)) {
            log.begin(Step.VERIFY, cloud.target().title());
            VerifyReport report = verify(
                    checks,
                    DeployedLabs.usableVerification(
                            cloud, target.names(), lab, context.distribution().template(lab.slug()), timeout),
                    log,
                    startedAt,
                    progress,
                    talk);
            log.succeed(Step.VERIFY, List.of());
            log.skip("an earlier check failed, and --fail-fast was given");
            talk.write(report);
            reports.write(report(log, startedAt));
            return report.exitCode();
        } catch (LabctlException e) {
            log.fail(Step.VERIFY, e, e.fixFor(lab.slug()));
            reports.write(report(log, startedAt), e);
            throw e;
        }
    }

    /** Runs checks and tells of each on a terminal; what they left behind is removed. */
    private VerifyReport verify(
            List<Check> checks,
            Verification verification,
            SuiteLog log,
            Instant startedAt,
            Progress progress,
            Output talk) {
        try {
            return context.interrupts()
                    .during(
                            () -> VerifyReport.of(lab.slug(), checks, verification, progress, line -> {
                                log.checked(line);
                                line.tell(talk);
                                return line.passed() || !failFast;
                            }),
                            talk,
                            "what verify had put into the lab is removed",
                            () -> {
                                log.interrupt();
                                reports.write(report(log, startedAt));
                                lab.cleanUp(verification);
                            });
        } finally {
            lab.cleanUp(verification);
        }
    }

    private Report report(SuiteLog log, Instant startedAt) {
        return new Report(
                "labctl verify " + lab.slug(),
                startedAt,
                Duration.between(startedAt, Instant.now()),
                List.of(log.suite()));
    }

    private List<Check> chosen() {
        List<String> known = lab.checks().stream().map(Check::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw LabctlException.usage(
                        "%s has no check '%s'".formatted(lab.slug(), name), "choose from: " + String.join(", ", known));
            }
        }
        return lab.checks().stream()
                .filter(check -> names.isEmpty() || names.contains(check.name()))
                .toList();
    }
}
