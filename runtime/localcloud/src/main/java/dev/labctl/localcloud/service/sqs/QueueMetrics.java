package dev.labctl.localcloud.service.sqs;

import dev.labctl.localcloud.core.Metrics;
import java.time.Instant;
import java.util.Map;

/** What CloudWatch shows of queues, in the namespace {@code AWS/SQS}. */
final class QueueMetrics {
    private final Metrics metrics;

    QueueMetrics(Metrics metrics) {
        this.metrics = metrics;
    }

    void sent(Queue queue, long bytes) {
        put(queue, "NumberOfMessagesSent", "Count", 1);
        put(queue, "SentMessageSize", "Bytes", (double) bytes);
    }

    void received(Queue queue, int count) {
        put(queue, count == 0 ? "NumberOfEmptyReceives" : "NumberOfMessagesReceived", "Count", Math.max(count, 1));
    }

    void deleted(Queue queue) {
        put(queue, "NumberOfMessagesDeleted", "Count", 1);
    }

    /** What is sampled once a minute. */
    void sample(Queue queue, Instant at) {
        Queue.Counts counts = queue.counts();
        sample(queue, at, "ApproximateNumberOfMessagesVisible", "Count", counts.visible());
        sample(queue, at, "ApproximateNumberOfMessagesNotVisible", "Count", counts.inFlight());
        sample(queue, at, "ApproximateNumberOfMessagesDelayed", "Count", counts.delayed());
        sample(queue, at, "ApproximateAgeOfOldestMessage", "Seconds", (double) counts.oldestAgeSeconds());
    }

    private void sample(Queue queue, Instant at, String name, String unit, double value) {
        metrics.put(queue.queueRecord().key().region(), metric(queue, name, unit), value, at);
    }

    private void put(Queue queue, String name, String unit, double value) {
        metrics.put(queue.queueRecord().key().region(), metric(queue, name, unit), value);
    }

    private static Metrics.Metric metric(Queue queue, String name, String unit) {
        return new Metrics.Metric(
                "AWS/SQS", name, Map.of("QueueName", queue.queueRecord().key().name()), unit);
    }
}
