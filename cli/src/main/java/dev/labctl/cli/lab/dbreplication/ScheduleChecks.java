package dev.labctl.cli.lab.dbreplication;

import dev.labctl.cli.lab.check.ScheduledRuns;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Findings;
import dev.labctl.cli.verify.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Checks that the copy is made every hour, and that a run which fails is not forgotten. */
final class ScheduleChecks {
    private static final ScheduledRuns RUNS =
            new ScheduledRuns(DbReplicationLab.REPLICATOR, "rate(1 hour)", "ReplicatorRole");
    private static final Duration HOUR = Duration.ofMinutes(65);

    private ScheduleChecks() {}

    static List<Check> all() {
        return List.of(
                new Check("runs-hourly", "a rule runs the function every hour", ScheduleChecks::runsHourly),
                RUNS.failedRunsKept());
    }

    private static CheckResult runsHourly(Verification run) {
        Findings findings = new Findings();
        RUNS.compareRule(run, findings);
        // Where the clock cannot be moved, an hour is too long to watch.
        if (findings.areGood() && run.cloud().hasMovableClock()) {
            long before = runs(run);
            run.until("the rule to run the function", HOUR, () -> runs(run), runs -> runs > before);
            findings.evidence("it ran when the local cloud's clock was moved, which stays an hour ahead");
        }
        return findings.result();
    }

    private static long runs(Verification run) {
        String group = run.deployment().output(DbReplicationLab.REPLICATOR_LOGS);
        return run.cloud()
                .logs()
                .events(group, Instant.EPOCH)
                .filter(event -> event.message().startsWith("REPORT RequestId"))
                .count();
    }
}
