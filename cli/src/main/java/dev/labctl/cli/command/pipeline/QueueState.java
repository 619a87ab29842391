package dev.labctl.cli.command.pipeline;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.Sqs;
import dev.labctl.cli.lab.WorksOffQueue.NamedQueue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How full a queue is.
 *
 * @param oldestSeconds the age of its oldest message as CloudWatch saw it last; empty where it has seen none
 */
record QueueState(NamedQueue queue, Sqs.Depth depth, OptionalDouble oldestSeconds) {
    static QueueState of(Cloud cloud, NamedQueue queue) {
        String name = queue.url().substring(queue.url().lastIndexOf('/') + 1);
        Sqs.Depth depth = cloud.sqs().depths(queue.url());
        return new QueueState(
                queue,
                depth,
                depth.all() == 0
                        ? OptionalDouble.empty()
                        : cloud.cloudWatch()
                                .newest("AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", name, cloud.now()));
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("queue", queue.title());
        json.put("url", queue.url());
        json.put("waiting", depth.waiting());
        json.put("inFlight", depth.inFlight());
        json.put("delayed", depth.delayed());
        json.put("oldestSeconds", oldestSeconds.isPresent() ? oldestSeconds.getAsDouble() : null);
        return json;
    }
}
