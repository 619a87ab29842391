package dev.labctl.runtime.lab.filepipeline;

import java.time.Duration;
import java.util.List;

/** Lets go of items: their messages are deleted, or given back to be received again. */
final class Settling implements AutoCloseable {
    private static final long LINGER_MILLIS = 20;
    private static final int SENDERS = 2;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final HeldItems held;
    private final WorkQueue queue;
    private final Batches<String> deletions;

    Settling(HeldItems held, WorkQueue queue) {
        this.held = held;
        this.queue = queue;
        this.deletions = new Batches<>("delete", WorkQueue.BATCH, LINGER_MILLIS, SENDERS, queue::delete);
    }

    /** Nothing is left to be done for this item. */
    void done(HeldItem item) {
        held.release(item).forEach(deletions::add);
    }

    /** Someone is to try again, not before this time from now. */
    void giveBack(HeldItem item, Duration after) {
        List<String> receipts = held.release(item);
        queue.hide(receipts, after);
    }

    /** How long to wait before an item is tried again: longer each time. */
    Duration pause(HeldItem item) {
        Duration pause = Duration.ofSeconds(1L << Math.min(item.message().receives(), 9));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /** Returns when the messages of all that is done are deleted. */
    @Override
    public void close() {
        deletions.close();
    }
}
