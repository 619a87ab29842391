package dev.labctl.cli.lab.todoapi;

import dev.labctl.cli.lab.DeployedLab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.progress.Progress;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.Verification;
import dev.labctl.cli.verify.VerifyReport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Some checks of a deployed todo-api, run in this process. */
record VerifiedChecks(DeployedLab lab, List<String> names) {
    /** The first that fails, and why; empty when all pass. */
    Optional<String> failure(Duration patience) {
        List<Check> checks = Labs.named(lab.slug()).checks().stream()
                .filter(check -> names.contains(check.name()))
                .toList();
        Verification verification = new Verification(lab.deployment(), patience);
        try {
            return VerifyReport.of(lab.slug(), checks, verification, Progress.silent(), VerifyReport.Line::passed)
                    .lines()
                    .stream()
                    .filter(line -> !line.passed())
                    .map(line -> line.check() + ", " + line.reason())
                    .findFirst();
        } finally {
            Labs.named(lab.slug()).cleanUp(verification);
        }
    }
}
