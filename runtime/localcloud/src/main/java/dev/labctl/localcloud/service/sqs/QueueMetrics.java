package dev.labctl.localcloud.service.sqs;

import dev.labctl.localcloud.core.Metrics;
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
    void sample(Queue queue) {
        Queue.Counts counts = queue.counts();
        put(queue, "ApproximateNumberOfMessagesVisible", "Count", counts.visible());
        put(queue, "ApproximateNumberOfMessagesNotVisible", "Count", counts.inFlight());
        put(queue, "ApproximateNumberOfMessagesDelayed", "Count", counts.delayed());
        put(queue, "ApproximateAgeOfOldestMessage", "Seconds", (double) counts.oldestAgeSeconds());
    }

    private void put(Queue queue, String name, String unit, double value) {
        QueueKey key = queue.queueRecord().key();
        metrics.put(key.region(), new Metrics.Metric("AWS/SQS", name, Map.of("QueueName", key.name()), unit), value);
    }
}
