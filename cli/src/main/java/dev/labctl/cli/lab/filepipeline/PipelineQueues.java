package dev.labctl.cli.lab.filepipeline;

import dev.labctl.cli.lab.WorksOffQueue;
import dev.labctl.cli.stack.Deployment;
import java.util.List;

/** The queue between the pipe and the workers, and where failures go. */
final class PipelineQueues implements WorksOffQueue {
    @Override
    public NamedQueue work(Deployment deployment) {
        return new NamedQueue("messages", deployment.output("QueueUrl"));
    }

    @Override
    public NamedQueue deadLetters(Deployment deployment) {
        return new NamedQueue("dead letters", deployment.output("DeadLetterQueueUrl"));
    }

    @Override
    public List<NamedQueue> failures(Deployment deployment) {
        return List.of(
                new NamedQueue("failed records", deployment.output("FailedRecordsQueueUrl")),
                new NamedQueue("failed launches", deployment.output("FailedLaunchesQueueUrl")));
    }
}
