package dev.labctl.localcloud.service.sqs;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A message's state in its queue, kept in memory and in a row of its own: small, because each receive writes it.
 *
 * @param sequence its place among all messages of the cloud; unique
 * @param enqueuedAt what its retention counts from, epoch milliseconds
 * @param visibleAt from when it can be received, epoch milliseconds
 * @param receives how often it was received
 * @param firstReceivedAt epoch milliseconds; 0 before
 * @param group its message group; null when it has none
 */
record Entry(
        long sequence,
        long enqueuedAt,
        long visibleAt,
        int receives,
        long firstReceivedAt,
        @Nullable String group) {
    static final Comparator<Entry> BY_VISIBILITY =
            Comparator.comparingLong(Entry::visibleAt).thenComparingLong(Entry::sequence);
    static final Comparator<Entry> BY_AGE =
            Comparator.comparingLong(Entry::enqueuedAt).thenComparingLong(Entry::sequence);

    /** The entry after a receive that hides it until {@code until}. */
    Entry received(long now, long until) {
        return new Entry(sequence, enqueuedAt, until, receives + 1, receives == 0 ? now : firstReceivedAt, group);
    }

    Entry hiddenUntil(long until) {
        return new Entry(sequence, enqueuedAt, until, receives, firstReceivedAt, group);
    }

    @JsonIgnore
    boolean isVisible(long now) {
        return visibleAt <= now;
    }

    /** The group's name; empty for a message without. */
    @JsonIgnore
    String groupName() {
        return group == null ? "" : group;
    }
}
