package dev.labctl.localcloud.service.dynamodb;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A table in memory: its row, and what orders changes of its items and of itself. */
final class LiveTable {
    /** Read by whoever changes items, written by whoever changes the table's shape. */
    final ReentrantReadWriteLock shape = new ReentrantReadWriteLock();

    /** Held while a stream record gets its number and is stored, so that readers see them in order. */
    final ReentrantLock streamTail = new ReentrantLock();

    private final AtomicLong changes = new AtomicLong();
    private volatile TableRow row;
    private volatile boolean deleted;
    private volatile Statistics statistics = new Statistics(-1, 0, 0);

    LiveTable(TableRow row) {
        this.row = row;
    }

    /** Items and bytes, counted when {@code changes} changes had been made. */
    record Statistics(long changes, long items, long bytes) {}

    TableRow row() {
        return row;
    }

    void setRow(TableRow changed) {
        row = changed;
    }

    boolean isDeleted() {
        return deleted;
    }

    void markDeleted() {
        deleted = true;
    }

    void countChange() {
        changes.incrementAndGet();
    }

    long changes() {
        return changes.get();
    }

    Statistics statistics() {
        return statistics;
    }

    void setStatistics(Statistics counted) {
        statistics = counted;
    }
}
