package dev.labctl.cli.lab.filepipeline;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.EventBridge;
import dev.labctl.cli.cloud.Sqs;
import dev.labctl.cli.cloud.Target;
import dev.labctl.cli.lab.ProcessesItems.Item;
import dev.labctl.cli.lab.trace.Gap;
import dev.labctl.cli.lab.trace.LoggedLine;
import dev.labctl.cli.lab.trace.RequestTraces;
import dev.labctl.cli.lab.trace.TraceEvent;
import dev.labctl.cli.lab.trace.TracedFunction;
import dev.labctl.cli.output.Text;
import dev.labctl.cli.stack.Deployment;
import dev.labctl.wire.filepipeline.ItemAttribute;
import dev.labctl.wire.filepipeline.ItemStatus;
import dev.labctl.wire.log.LogField;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where an item is that is not done, as far as queues, launcher and lease tell. */
final class StuckItem {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String REPORT = "REPORT RequestId: ";

    private final Deployment deployment;
    private final Cloud cloud;
    private final Instant now;
    private final Item item;
    private final Instant since;

    /**
     * An item that is not done.
     *
     * @param since when it was submitted
     */
    StuckItem(Deployment deployment, Instant now, Item item, Instant since) {
        this.deployment = deployment;
        this.cloud = deployment.cloud();
        this.now = now;
        this.item = item;
        this.since = since;
    }

    /** The launcher's last run since the item was submitted: nobody runs it for one item. */
    List<TraceEvent> launcherRuns() {
        TracedFunction launcher = launcher();
        return lastRun(launcher)
                .map(request -> launcher.runs(request, since.minus(SECOND), now))
                .orElse(List.of());
    }

    private Optional<String> lastRun(TracedFunction launcher) {
        return launcher.linesWith("REPORT", since, now).stream()
                .map(LoggedLine::said)
                .filter(line -> line.startsWith(REPORT))
                .map(line -> line.substring(REPORT.length()).split("\\s", 2)[0])
                .reduce((earlier, later) -> later);
    }

    private TracedFunction launcher() {
        return RequestTraces.function(deployment, "rag-launcher", FilePipelineLab.LAUNCHER, ItemTrace.LAUNCHER_LOGS);
    }

    /** What is missing. */
    Gap gap() {
        return item.status().equals(ItemStatus.PENDING.name()) ? unclaimed() : unfinished();
    }

    private Gap unfinished() {
        String worker = String.valueOf(item.attributes().getOrDefault(ItemAttribute.WORKER_ID, "no worker"));
        boolean isAbandoned = item.attributes().get(ItemAttribute.LEASE_EXPIRES_AT) instanceof Number end
                && end.longValue() < System.currentTimeMillis();
        if (isAbandoned) {
            return new Gap(
                    "it is %s, and the claim of %s has ended: that worker is gone".formatted(item.status(), worker),
                    "labctl queue; its message comes again, or: labctl submit --again " + item.id());
        }
        return new Gap(
                "it is %s and not done yet; %s has it".formatted(item.status(), worker),
                cloud.target().kind() == Target.Kind.LOCAL
                        ? "labctl instance logs " + worker
                        : "labctl instance console " + worker);
    }

    private Gap unclaimed() {
        Sqs.Depth waiting = cloud.sqs().depths(deployment.output(FilePipelineLab.QUEUE));
        int dead = cloud.sqs().depth(deployment.output("DeadLetterQueueUrl"));
        int failed = cloud.sqs().depth(deployment.output("FailedRecordsQueueUrl"));
        List<String> found = new ArrayList<>();
        found.add("no worker has claimed it; the queue has %d waiting and %d in flight"
                .formatted(waiting.waiting() + waiting.delayed(), waiting.inFlight()));
        if (dead > 0) {
            found.add(Text.counted(dead, "dead letter"));
        }
        if (failed > 0) {
            found.add(Text.counted(failed, "record") + " that the pipe could not send");
        }
        String next = "labctl queue";
        if (waiting.all() == 0 && failed > 0) {
            next = "labctl verify file-pipeline --check files-copied";
        } else if (waiting.all() == 0 && dead > 0) {
            next = "labctl queue redrive";
        } else if (waiting.all() == 0) {
            found.add("so the pipe has not sent its message yet, or somebody took it away");
        } else {
            next = launching(found);
        }
        return new Gap(String.join("; ", found), next);
    }

    /** A message waits: what about those who launch workers? */
    private String launching(List<String> found) {
        Optional<EventBridge.Rule> rule = cloud.eventBridge().rule(deployment.output("ScheduleName"));
        if (rule.isEmpty() || !rule.get().isEnabled()) {
            found.add("the rule %s, which runs the launcher every minute, is %s"
                    .formatted(deployment.output("ScheduleName"), rule.isEmpty() ? "gone" : "disabled"));
            return "labctl verify file-pipeline --check scheduled-every-minute";
        }
        TracedFunction launcher = launcher();
        if (lastRun(launcher).isEmpty()) {
            found.add("the launcher has not run since");
            return cloud.hasMovableClock()
                    ? "labctl local clock advance 1m"
                    : "labctl verify file-pipeline --check scheduled-every-minute";
        }
        boolean answers =
                !launcher.lines(LogField.MESSAGE, "ec2_running", since, now).isEmpty()
                        || !launcher.linesWith("ec2_launched", since, now).isEmpty();
        found.add(answers ? "a worker was launched or ran already" : "the launcher has launched no worker since");
        return answers ? "labctl instances" : "labctl logs file-pipeline";
    }
}
