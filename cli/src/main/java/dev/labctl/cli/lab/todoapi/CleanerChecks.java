package dev.labctl.cli.lab.todoapi;

import dev.labctl.cli.cloud.Lambda;
import dev.labctl.cli.lab.check.ScheduledRuns;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Findings;
import dev.labctl.cli.verify.Verification;
import java.util.List;

/** Checks of what finishes the deletions that were interrupted. */
final class CleanerChecks {
    private static final ScheduledRuns RUNS = new ScheduledRuns(TodoApiLab.CLEANER, "rate(5 minutes)", "CleanerRole");

    private CleanerChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "cleaner-scheduled",
                        "a rule runs the function that finishes interrupted deletions, and it runs through",
                        CleanerChecks::scheduled),
                RUNS.failedRunsKept());
    }

    private static CheckResult scheduled(Verification run) {
        Findings findings = new Findings();
        RUNS.compareRule(run, findings);
        String function = run.deployment().output(TodoApiLab.CLEANER);
        Lambda.Invocation answer = run.cloud().lambda().invoke(function, "{}");
        if (answer.failed()) {
            findings.problem("%s failed: %s".formatted(function, answer.payload()));
        }
        findings.evidence("%s answered %s".formatted(function, answer.payload()));
        return findings.result();
    }
}
