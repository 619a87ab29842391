package dev.labctl.cli.lab.todoapi;

import dev.labctl.cli.cloud.EventBridge;
import dev.labctl.cli.cloud.Lambda;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Findings;
import dev.labctl.cli.verify.Verification;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Checks of what finishes the deletions that were interrupted. */
final class CleanerChecks {
    private static final String OFTEN = "rate(5 minutes)";

    private CleanerChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "cleaner-scheduled",
                        "a rule runs the function that finishes interrupted deletions, and it runs through",
                        CleanerChecks::scheduled),
                new Check(
                        "failed-runs-kept",
                        "a run of the cleaner that fails every retry goes to the on-failure queue",
                        CleanerChecks::failedRunsKept));
    }

    private static CheckResult scheduled(Verification run) {
        String function = run.deployment().output(TodoApiLab.CLEANER);
        String name = run.deployment().output("ScheduleName");
        Optional<EventBridge.Rule> rule = run.cloud().eventBridge().rule(name);
        Findings findings = new Findings();
        if (rule.isEmpty() || !rule.get().isEnabled() || !rule.get().schedule().equals(OFTEN)) {
            findings.problem("rule %s does not run %s: %s"
                    .formatted(name, OFTEN, rule.map(Object::toString).orElse("gone")));
        } else if (rule.get().targets().stream().noneMatch(target -> target.endsWith(":function:" + function))) {
            findings.problem("rule %s does not invoke %s".formatted(name, function));
        }
        Lambda.Invocation answer = run.cloud().lambda().invoke(function, "{}");
        if (answer.failed()) {
            findings.problem("%s failed: %s".formatted(function, answer.payload()));
        }
        findings.evidence("%s: %s; %s answered %s".formatted(name, OFTEN, function, answer.payload()));
        return findings.result();
    }

    private static CheckResult failedRunsKept(Verification run) {
        String function = run.deployment().output(TodoApiLab.CLEANER);
        String url = run.deployment().output("FailedRunsQueueUrl");
        String queue = Objects.requireNonNull(run.cloud().sqs().attributes(url).get("QueueArn"), "every queue has one");
        Optional<String> destination = run.cloud().lambda().onFailure(function);
        if (!destination.equals(Optional.of(queue))) {
            return CheckResult.failed(
                    "failed runs of %s go to %s, not to %s".formatted(function, destination.orElse("nowhere"), queue));
        }
        String role = run.deployment().physicalId("CleanerRole");
        String decision = run.cloud().iam().simulate(role, "sqs:SendMessage", queue);
        return decision.equals("allowed")
                ? CheckResult.passed("%s: sqs:SendMessage %s".formatted(queue, decision))
                : CheckResult.failed("role %s may not send to %s: %s".formatted(role, queue, decision));
    }
}
