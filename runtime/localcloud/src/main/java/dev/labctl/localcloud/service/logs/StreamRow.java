package dev.labctl.localcloud.service.logs;

import org.jspecify.annotations.Nullable;

/**
 * A log stream. Times are in milliseconds, null while there are no events.
 *
 * @param name its name
 * @param created when it was made
 * @param firstEvent the time of its oldest event
 * @param lastEvent the time of its newest event
 * @param lastIngestion when it last took events
 * @param bytes how much it has taken
 */
record StreamRow(
        String name,
        long created,
        @Nullable Long firstEvent,
        @Nullable Long lastEvent,
        @Nullable Long lastIngestion,
        long bytes) {
    StreamRow with(Chunk chunk) {
        long first = firstEvent == null ? chunk.first() : Math.min(firstEvent, chunk.first());
        long last = lastEvent == null ? chunk.last() : Math.max(lastEvent, chunk.last());
        return new StreamRow(name, created, first, last, chunk.ingested(), bytes + chunk.bytes());
    }

    /** Whether it may have events in this time span. */
    boolean overlaps(long from, long to) {
        return firstEvent != null && lastEvent != null && lastEvent >= from && firstEvent < to;
    }
}
