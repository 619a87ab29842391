package dev.labctl.cli.lab.filepipeline;

import dev.labctl.cli.cloud.Lambda;
import dev.labctl.cli.cloud.Sqs;
import dev.labctl.cli.lab.check.FailedEvents;
import dev.labctl.cli.lab.check.JsonValue;
import dev.labctl.cli.lab.check.ScheduledRuns;
import dev.labctl.cli.lab.filepipeline.ProcessedItems.GoodItem;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Findings;
import dev.labctl.cli.verify.Verification;
import dev.labctl.wire.filepipeline.ItemAttribute;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks of workers: that one comes when there is work, and goes when there is none. */
final class WorkerChecks {
    private static final ScheduledRuns SCHEDULE =
            new ScheduledRuns(FilePipelineLab.LAUNCHER, "rate(1 minute)", "LauncherRole");
    /** Many receipts, after each of which it is hidden no longer. */
    private static final Duration POISON = Duration.ofMinutes(10);

    private WorkerChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "one-worker-launched",
                        "the schedule launches one worker, however often it fires while that one boots",
                        WorkerChecks::oneWorkerLaunched),
                new Check(
                        "poison-kept",
                        "a message that no worker can read ends in the dead letter queue, and harms nothing",
                        WorkerChecks::poisonKept),
                new Check(
                        "idle-worker-ends",
                        "without messages the worker uploads its log and its instance ends by itself",
                        WorkerChecks::idleWorkerEnds),
                new Check(
                        "none-launched-without-work",
                        "on an empty queue the launcher launches nothing",
                        WorkerChecks::noneLaunchedWithoutWork),
                new Check(
                        "scheduled-every-minute",
                        "a rule that is enabled runs the launcher every minute",
                        WorkerChecks::scheduled),
                new Check(
                        "failed-launches-kept",
                        "an event that the launcher fails on every time ends in the on-failure queue",
                        run -> FailedEvents.kept(
                                run,
                                FilePipelineLab.LAUNCHER,
                                "FailedLaunchesQueueUrl",
                                "{\"time\": \"no time of run %s\"}".formatted(run.runId()))));
    }

    private static CheckResult scheduled(Verification run) {
        Findings findings = new Findings();
        SCHEDULE.compareRule(run, findings);
        return findings.result();
    }

    private static CheckResult oneWorkerLaunched(Verification run) {
        ProcessedItems items = ProcessedItems.of(run);
        Set<Object> workers = items.good().stream()
                .map(item -> ProcessedItems.row(run, item.id()).getOrDefault(ItemAttribute.WORKER_ID, "none"))
                .collect(Collectors.toSet());
        Findings findings = new Findings();
        if (items.launched().size() != 1) {
            findings.problem("%d workers were seen, not one: %s"
                    .formatted(items.launched().size(), items.launched()));
        }
        if (!workers.equals(Set.copyOf(items.launched()))) {
            findings.problem(
                    "the items were processed by %s, and the instances are %s".formatted(workers, items.launched()));
        }
        findings.evidence("launched %s".formatted(items.launched()));
        return findings.result();
    }

    private static CheckResult poisonKept(Verification run) {
        ProcessedItems.of(run);
        Sqs sqs = run.cloud().sqs();
        String deadLetters = run.deployment().output("DeadLetterQueueUrl");
        String poison = "no record of " + ProcessedItems.mark(run);
        sqs.send(run.deployment().output(FilePipelineLab.QUEUE), poison);
        Sqs.Message message = run.until(
                        "the poison message in the dead letter queue",
                        POISON,
                        () -> sqs.receive(deadLetters, Duration.ZERO).stream()
                                .filter(each -> each.body().equals(poison))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        sqs.delete(deadLetters, message);
        return CheckResult.passed("message %s: %s".formatted(message.id(), message.body()));
    }

    private static CheckResult idleWorkerEnds(Verification run) {
        ProcessedItems items = ProcessedItems.of(run);
        Findings findings = new Findings();
        ProcessedItems.awaitWorkersEnd(run);
        int messages = run.cloud().sqs().depth(run.deployment().output(FilePipelineLab.QUEUE));
        if (messages != 0) {
            findings.problem("%d messages are left in the queue".formatted(messages));
        }
        for (String worker : items.launched()) {
            requireLog(run, worker, items, findings);
        }
        return findings.result();
    }

    private static void requireLog(Verification run, String worker, ProcessedItems items, Findings findings) {
        Optional<String> uploaded = ProcessedItems.log(run, worker);
        if (uploaded.isEmpty()) {
            findings.problem("the log of %s was not uploaded".formatted(worker));
            return;
        }
        String log = uploaded.get();
        for (GoodItem item : items.good()) {
            if (!log.contains(item.id() + " FINISHED")) {
                findings.problem("the log of %s does not tell of item %s".formatted(worker, item.id()));
            }
        }
        findings.evidence("%s ended and uploaded %,d lines of log"
                .formatted(worker, log.lines().count()));
    }

    private static CheckResult noneLaunchedWithoutWork(Verification run) {
        String queue = run.deployment().output(FilePipelineLab.QUEUE);
        if (!ProcessedItems.settled(run, () -> run.cloud().sqs().depth(queue) == 0)) {
            return CheckResult.failed("the queue does not get empty");
        }
        Lambda.Invocation answer = run.cloud().lambda().invoke(run.deployment().output(FilePipelineLab.LAUNCHER), "{}");
        return JsonValue.read(answer.payload()).at("status").text().equals("no_messages")
                ? CheckResult.passed("the launcher answered " + answer.payload())
                : CheckResult.failed("the launcher answered " + answer.payload());
    }
}
