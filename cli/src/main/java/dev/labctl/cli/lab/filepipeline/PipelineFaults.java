package dev.labctl.cli.lab.filepipeline;

import dev.labctl.cli.lab.Breakable;
import dev.labctl.cli.lab.fault.Fault;
import dev.labctl.cli.lab.fault.FunctionConcurrency;
import dev.labctl.cli.lab.fault.FunctionVariable;
import dev.labctl.cli.lab.fault.QueueAttribute;
import dev.labctl.cli.lab.fault.RolePolicy;
import dev.labctl.cli.lab.fault.RuleSwitch;
import dev.labctl.cli.lab.fault.Spoilers;
import java.util.List;

/** How a pipeline breaks: at its table, its pipe, its queue, its launcher, or in its workers. */
final class PipelineFaults implements Breakable {
    private static final List<Fault> FAULTS = List.of(
            new Fault(
                    "missed-minutes",
                    "items stay pending",
                    List.of("files-copied", "one-worker-launched"),
                    "the rule that runs the launcher every minute was disabled",
                    List.of(
                            "Submit a file, then follow it: labctl watch file-pipeline shows how far it gets.",
                            "Its message waits in the queue and no worker comes, but labctl invoke file-pipeline launches one. What runs the launcher by itself?"),
                    lab -> new RuleSwitch(lab.output("ScheduleName")),
                    Spoilers.off()),
            new Fault(
                    "dry-pipe",
                    "items stay pending",
                    List.of("files-copied"),
                    "the queue of messages was removed from the statement SendMessages of the pipe's role",
                    List.of(
                            "Submit a file, then follow it: labctl watch file-pipeline shows how far it gets.",
                            "The item is in the table and never in the queue; after some time its record is among the failed records. May the pipe send? Compare its role's policy with the template."),
                    lab -> new RolePolicy(lab.physicalId("PipeRole"), "pipe"),
                    Spoilers.withoutResource("SendMessages", "QueueUrl")),
            new Fault(
                    "no-room",
                    "items stay pending",
                    List.of("none-launched-without-work"),
                    "the launcher's reserved concurrency was set to 0, the emergency stop that nobody took back",
                    List.of(
                            "Submit a file, then follow it: labctl watch file-pipeline shows how far it gets.",
                            "Its message waits in the queue, and a worker that still runs may take it; no new one comes. labctl invoke file-pipeline names what keeps the launcher from running."),
                    lab -> new FunctionConcurrency(lab.output(FilePipelineLab.LAUNCHER)),
                    Spoilers.set("0")),
            new Fault(
                    "wrong-queue",
                    "items stay pending",
                    List.of("files-copied", "none-launched-without-work"),
                    "the launcher's variable SQS_QUEUE_URL names the dead letter queue",
                    List.of(
                            "Submit a file, then follow it: labctl watch file-pipeline shows how far it gets.",
                            "Its message waits in the queue; the launcher runs, and fails: labctl logs file-pipeline says which queue it looks at."),
                    lab -> new FunctionVariable(lab.output(FilePipelineLab.LAUNCHER), "SQS_QUEUE_URL"),
                    Spoilers.output("DeadLetterQueueUrl")),
            new Fault(
                    "idle-hands",
                    "items fail",
                    List.of("files-copied"),
                    "s3:PutObject was removed from the statement CopyFiles of the workers' role",
                    List.of(
                            "Submit a file, then look at labctl items: what became of it, and why?",
                            "A worker comes, claims the item, reads the file and may not write its copy. Compare the workers' role with the template."),
                    lab -> new RolePolicy(lab.physicalId("WorkerRole"), "rag-worker"),
                    Spoilers.withoutAction("CopyFiles", "s3:PutObject")),
            new Fault(
                    "endless-poison",
                    "a message that cannot be read comes back for ever",
                    List.of("poison-kept"),
                    "the redrive policy of the queue was removed, so that no message becomes a dead letter",
                    List.of(
                            "Items are processed. What becomes of a message that no worker can read?",
                            "It should be a dead letter after some receives. Compare the attributes of the queue with the template."),
                    lab -> new QueueAttribute(lab.output(FilePipelineLab.QUEUE), "RedrivePolicy"),
                    Spoilers.gone()));

    @Override
    public List<Fault> faults() {
        return FAULTS;
    }
}
