package dev.labctl.cli.lab.dbreplication;

import dev.labctl.cli.cloud.EventBridge;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Findings;
import dev.labctl.cli.verify.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Checks that the copy is made every hour, and that a run which fails is not forgotten. */
final class ScheduleChecks {
    private static final String HOURLY = "rate(1 hour)";
    private static final Duration HOUR = Duration.ofMinutes(65);

    private ScheduleChecks() {}

    static List<Check> all() {
        return List.of(
                new Check("runs-hourly", "a rule runs the function every hour", ScheduleChecks::runsHourly),
                new Check(
                        "failed-runs-kept",
                        "a run that fails every retry goes to the on-failure queue",
                        ScheduleChecks::failedRunsKept));
    }

    private static CheckResult runsHourly(Verification run) {
        String function = run.deployment().output(DbReplicationLab.REPLICATOR);
        String name = run.deployment().output("ScheduleName");
        Optional<EventBridge.Rule> rule = run.cloud().eventBridge().rule(name);
        Findings findings = new Findings();
        if (rule.isEmpty()) {
            findings.problem("there is no rule " + name);
            return findings.result();
        }
        if (!rule.get().isEnabled()) {
            findings.problem("rule %s is disabled".formatted(name));
        }
        if (!rule.get().schedule().equals(HOURLY)) {
            findings.problem("rule %s has the schedule %s, not %s"
                    .formatted(name, rule.get().schedule(), HOURLY));
        }
        if (rule.get().targets().stream().noneMatch(target -> target.endsWith(":function:" + function))) {
            findings.problem("rule %s does not invoke %s".formatted(name, function));
        }
        findings.evidence(
                "%s: %s, %s".formatted(name, rule.get().schedule(), rule.get().targets()));
        // Where the clock cannot be moved, an hour is too long to watch.
        if (findings.areGood() && run.cloud().hasMovableClock()) {
            long before = runs(run);
            run.until("the rule to run " + function, HOUR, () -> runs(run), runs -> runs > before);
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

    private static CheckResult failedRunsKept(Verification run) {
        String function = run.deployment().output(DbReplicationLab.REPLICATOR);
        String url = run.deployment().output("FailedRunsQueueUrl");
        String queue = Objects.requireNonNull(run.cloud().sqs().attributes(url).get("QueueArn"), "every queue has one");
        Optional<String> destination = run.cloud().lambda().onFailure(function);
        if (!destination.equals(Optional.of(queue))) {
            return CheckResult.failed(
                    "failed runs of %s go to %s, not to %s".formatted(function, destination.orElse("nowhere"), queue));
        }

        String role = run.deployment().physicalId("ReplicatorRole");
        String decision = run.cloud().iam().simulate(role, "sqs:SendMessage", queue);
        return decision.equals("allowed")
                ? CheckResult.passed("%s: sqs:SendMessage %s".formatted(queue, decision))
                : CheckResult.failed("role %s may not send to %s: %s".formatted(role, queue, decision));
    }
}
