package dev.labctl.localcloud.service.sqs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A queue as GetQueueAttributes describes it: its settings and what it computes. */
final class QueueDescription {
    private static final Set<String> COMPUTED = Set.of(
            "QueueArn",
            "ApproximateNumberOfMessages",
            "ApproximateNumberOfMessagesNotVisible",
            "ApproximateNumberOfMessagesDelayed",
            "CreatedTimestamp",
            "LastModifiedTimestamp");
    private static final Set<String> SETTABLE = Set.of(
            QueueAttributes.DELAY_SECONDS,
            QueueAttributes.MAXIMUM_MESSAGE_SIZE,
            QueueAttributes.MESSAGE_RETENTION_PERIOD,
            QueueAttributes.RECEIVE_WAIT,
            QueueAttributes.VISIBILITY_TIMEOUT,
            QueueAttributes.POLICY,
            QueueAttributes.REDRIVE_POLICY,
            QueueAttributes.REDRIVE_ALLOW_POLICY,
            QueueAttributes.KMS_KEY,
            QueueAttributes.KMS_REUSE,
            QueueAttributes.SQS_SSE,
            QueueAttributes.FIFO,
            QueueAttributes.CONTENT_DEDUPLICATION,
            QueueAttributes.DEDUPLICATION_SCOPE,
            QueueAttributes.THROUGHPUT_LIMIT);

    private QueueDescription() {}

    static boolean isKnown(String name) {
        return COMPUTED.contains(name) || SETTABLE.contains(name);
    }

    static Map<String, String> of(Queue queue) {
        QueueRecord stored = queue.queueRecord();
        Queue.Counts counts = queue.counts();
        Map<String, String> all = new LinkedHashMap<>();
        all.put("QueueArn", queue.arn());
        all.put("ApproximateNumberOfMessages", String.valueOf(counts.visible()));
        all.put("ApproximateNumberOfMessagesNotVisible", String.valueOf(counts.inFlight()));
        all.put("ApproximateNumberOfMessagesDelayed", String.valueOf(counts.delayed()));
        all.put("CreatedTimestamp", String.valueOf(stored.createdAt() / 1000));
        all.put("LastModifiedTimestamp", String.valueOf(stored.modifiedAt() / 1000));
        all.putAll(stored.settings());
        return all;
    }
}
