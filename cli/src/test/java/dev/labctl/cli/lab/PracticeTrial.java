package dev.labctl.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.lab.fault.BrokenLab;
import dev.labctl.cli.lab.fault.BrokenLabs;
import dev.labctl.cli.lab.fault.Fault;
import dev.labctl.cli.lab.fault.Practice;
import dev.labctl.cli.progress.Progress;
import dev.labctl.cli.stack.Deployment;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.Verification;
import dev.labctl.cli.verify.VerifyReport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Breaks a deployed lab as {@code labctl break} does, sees that the checks name it, and heals it. */
final class PracticeTrial {
    /** What never comes is not waited for. */
    private static final Duration BRIEF = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final DeployedLab lab;
    private final BrokenLabs records;
    private final Practice practice;

    PracticeTrial(DeployedLab lab) {
        this.lab = lab;
        records = BrokenLabs.of(lab.commandLine().home(), lab.cloud());
        practice = new Practice(lab.cloud(), records);
    }

    /** Each of the fault's checks fails while it is broken, and passes when it is healed. */
    void breakAndHeal(Fault fault) {
        Deployment deployment = lab.deployment();
        BrokenLab broken = practice.breaks(lab.slug(), deployment, List.of(fault));
        try {
            assertThat(verify(fault, BRIEF)).isNotEmpty().noneMatch(VerifyReport.Line::passed);
            assertThat(practice.hints(broken, Optional.of(fault)))
                    .last()
                    .asString()
                    .contains("By hand: aws ");
        } finally {
            assertThat(practice.heal(broken, Optional.of(deployment.stack()))).isEqualTo(Practice.Outcome.PUT_BACK);
        }
        assertThat(broken.part().read(lab.cloud())).isEqualTo(broken.before());
        assertThat(records.find(lab.stackName())).isEmpty();
        assertThat(verify(fault, PATIENCE))
                .allSatisfy(line -> assertThat(line.passed()).as(line.reason()).isTrue());
    }

    private List<VerifyReport.Line> verify(Fault fault, Duration patience) {
        Lab verified = Labs.named(lab.slug());
        List<Check> checks = verified.checks().stream()
                .filter(check -> fault.checks().contains(check.name()))
                .toList();
        Verification run = new Verification(lab.deployment(), patience);
        try {
            return VerifyReport.of(lab.slug(), checks, run, Progress.silent(), line -> true)
                    .lines();
        } finally {
            verified.cleanUp(run);
        }
    }
}
