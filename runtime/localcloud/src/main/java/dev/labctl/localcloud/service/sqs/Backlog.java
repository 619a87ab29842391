package dev.labctl.localcloud.service.sqs;

import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * The order in which a queue's messages are handed out. Not thread-safe: its queue locks.
 *
 * <p>Messages that are not yet visible wait in two sets by the instant they become so, hence everything here is
 * logarithmic however many messages there are.
 */
abstract sealed class Backlog permits StandardBacklog, FifoBacklog {
    private final TreeSet<Entry> delayed = new TreeSet<>(Entry.BY_VISIBILITY);
    private final TreeSet<Entry> inFlight = new TreeSet<>(Entry.BY_VISIBILITY);

    /** Takes up a message, visible at {@code now} or later. */
    final void add(Entry entry, long now) {
        if (!entry.isVisible(now)) {
            hidden(entry).add(entry);
        }
        added(entry, now);
    }

    final void remove(Entry entry) {
        hidden(entry).remove(entry);
        removed(entry);
    }

    /** Makes visible what has become so by {@code now}. */
    final void advanceTo(long now) {
        advance(delayed, now);
        advance(inFlight, now);
    }

    private void advance(NavigableSet<Entry> waiting, long now) {
        while (!waiting.isEmpty() && waiting.first().isVisible(now)) {
            appeared(waiting.pollFirst(), now);
        }
    }

    /** When the next hidden message becomes visible, epoch milliseconds; {@link Long#MAX_VALUE} when none will. */
    final long nextVisibleAt() {
        return Math.min(first(delayed), first(inFlight));
    }

    private static long first(NavigableSet<Entry> waiting) {
        return waiting.isEmpty() ? Long.MAX_VALUE : waiting.first().visibleAt();
    }

    final int delayedCount() {
        return delayed.size();
    }

    final int inFlightCount() {
        return inFlight.size();
    }

    private NavigableSet<Entry> hidden(Entry entry) {
        return entry.receives() == 0 ? delayed : inFlight;
    }

    abstract void added(Entry entry, long now);

    abstract void removed(Entry entry);

    /** A hidden message became visible. */
    abstract void appeared(Entry entry, long now);

    /** Up to {@code max} messages that may be received now, in the order to hand them out; changes nothing. */
    abstract List<Entry> next(int max, long now);
}
