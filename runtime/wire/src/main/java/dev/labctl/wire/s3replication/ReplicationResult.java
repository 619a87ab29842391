package dev.labctl.wire.s3replication;

/**
 * What {@code s3-replicator} answers: {@code {"copied": n}}.
 *
 * @param copied how many of the event's records led to a copy; less than there were records when a source was already
 *     deleted or its replica already equal
 */
public record ReplicationResult(int copied) {
    public ReplicationResult {
        if (copied < 0) {
            throw new IllegalArgumentException("copied must not be negative: " + copied);
        }
    }
}
