package dev.labctl.cli.lab.check;

import dev.labctl.cli.cloud.EventBridge;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Findings;
import dev.labctl.cli.verify.Verification;
import java.util.Objects;
import java.util.Optional;

/**
 * The runs of a function that the rule in the stack output {@code ScheduleName} starts, and whose failures go to the queue in
 * {@code FailedRunsQueueUrl}.
 *
 * @param functionOutput the stack output with the function's name
 * @param schedule the rule's schedule expression: {@code rate(1 hour)}
 * @param role the logical id of the function's role
 */
public record ScheduledRuns(String functionOutput, String schedule, String role) {
    /** Compares the rule with what it should be. */
    public void compareRule(Verification run, Findings findings) {
        String function = run.deployment().output(functionOutput);
        String name = run.deployment().output("ScheduleName");
        Optional<EventBridge.Rule> rule = run.cloud().eventBridge().rule(name);
        if (rule.isEmpty()) {
            findings.problem("there is no rule " + name);
            return;
        }
        if (!rule.get().isEnabled()) {
            findings.problem("rule %s is disabled".formatted(name));
        }
        if (!rule.get().schedule().equals(schedule)) {
            findings.problem("rule %s has the schedule %s, not %s"
                    .formatted(name, rule.get().schedule(), schedule));
        }
        if (rule.get().targets().stream().noneMatch(target -> target.endsWith(":function:" + function))) {
            findings.problem("rule %s does not invoke %s".formatted(name, function));
        }
        findings.evidence(
                "%s: %s, %s".formatted(name, rule.get().schedule(), rule.get().targets()));
    }

    /** The check that a failed run is not forgotten. */
    public Check failedRunsKept() {
        return new Check(
                "failed-runs-kept", "a run that fails every retry goes to the on-failure queue", this::failuresKept);
    }

    private CheckResult failuresKept(Verification run) {
        String function = run.deployment().output(functionOutput);
        String url = run.deployment().output("FailedRunsQueueUrl");
        String queue = Objects.requireNonNull(run.cloud().sqs().attributes(url).get("QueueArn"), "every queue has one");
        Optional<String> destination = run.cloud().lambda().onFailure(function);
        if (!destination.equals(Optional.of(queue))) {
            return CheckResult.failed(
                    "failed runs of %s go to %s, not to %s".formatted(function, destination.orElse("nowhere"), queue));
        }
        String sender = run.deployment().physicalId(role);
        String decision = run.cloud().iam().simulate(sender, "sqs:SendMessage", queue);
        return decision.equals("allowed")
                ? CheckResult.passed("%s: sqs:SendMessage %s".formatted(queue, decision))
                : CheckResult.failed("role %s may not send to %s: %s".formatted(sender, queue, decision));
    }
}
