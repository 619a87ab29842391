package dev.labctl.localcloud.service.sqs;

import org.jspecify.annotations.Nullable;

/**
 * The stored state of one message move task.
 *
 * @param id a UUID
 * @param sourceArn the dead-letter queue it empties
 * @param destinationArn where to; null for the queues the messages came from
 * @param maxPerSecond null for as fast as it goes
 * @param status RUNNING, or how it ended
 * @param moved how many messages it has moved
 * @param toMove how many there were when it started
 * @param startedAt epoch milliseconds
 * @param failure why it failed; null when it did not
 */
record MoveTask(
        String id,
        String sourceArn,
        @Nullable String destinationArn,
        @Nullable Integer maxPerSecond,
        Status status,
        long moved,
        long toMove,
        long startedAt,
        @Nullable String failure) {
    enum Status {
        RUNNING,
        COMPLETED,
        CANCELLED,
        FAILED
    }

    MoveTask progressed(long count) {
        return new MoveTask(
                id, sourceArn, destinationArn, maxPerSecond, status, moved + count, toMove, startedAt, failure);
    }

    MoveTask ended(Status end, @Nullable String reason) {
        return new MoveTask(id, sourceArn, destinationArn, maxPerSecond, end, moved, toMove, startedAt, reason);
    }
}
