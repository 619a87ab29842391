package dev.labctl.localcloud.service.dynamodb;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/** A table in memory: its row, and what orders changes of its items and of itself. */
final class LiveTable {
    /** Read by whoever changes items, written by whoever changes the table's shape. */
    final ReentrantReadWriteLock shape = new ReentrantReadWriteLock();

    /** Held while a stream record gets its number and is stored, so that readers see them in order. */
    final ReentrantLock streamTail = new ReentrantLock();

    /** By the number of the index, 0 for the table itself; there from when it is first asked for. */
    private final Map<Integer, Tally> tallies = new ConcurrentHashMap<>();

    private volatile TableRow row;
    private volatile boolean deleted;

    LiveTable(TableRow row) {
        this.row = row;
    }

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

    /** The count of an index's entries, or with 0 of the items; null when they were not counted yet. */
    @Nullable
    Tally tally(int indexNumber) {
        return tallies.get(indexNumber);
    }

    void counted(int indexNumber, Tally tally) {
        tallies.put(indexNumber, tally);
    }
}
