package dev.labctl.localcloud.service.sqs;

import dev.labctl.localcloud.store.Table;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a FIFO queue accepted in the last five minutes, so that the same message sent again is acknowledged and not
 * queued twice. Not thread-safe: its queue locks.
 */
final class Deduplication {
    private static final long INTERVAL_MILLIS = 300_000;

    private final Table<Accepted> table;
    private final String prefix;

    /** In the order of acceptance, hence of expiry. */
    private final Map<String, Accepted> recent = new LinkedHashMap<>();

    Deduplication(Table<Accepted> table, String queueId) {
        this.table = table;
        this.prefix = queueId + "/";
        table.prefix(prefix)
                .sorted(Map.Entry.comparingByValue(java.util.Comparator.comparingLong(Accepted::until)))
                .forEach(row -> recent.put(row.getKey().substring(prefix.length()), row.getValue()));
    }

    /** The key under which a message counts as the same. */
    static String key(boolean isPerGroup, String group, String deduplicationId) {
        return (isPerGroup ? group : "") + "\u0000" + deduplicationId;
    }

    /** The message accepted under this key in the last five minutes; null when there is none. */
    @Nullable
    Accepted find(String key, long now) {
        Accepted accepted = recent.get(key);
        return accepted == null || accepted.until() <= now ? null : accepted;
    }

    /** Remembers an accepted message. Called inside a write. */
    void accept(String key, String messageId, String sequenceNumber, long now) {
        forgetExpired(now);
        Accepted accepted = new Accepted(messageId, sequenceNumber, now + INTERVAL_MILLIS);
        table.put(prefix + key, accepted);
        recent.remove(key);
        recent.put(key, accepted);
    }

    private void forgetExpired(long now) {
        Iterator<Map.Entry<String, Accepted>> oldest = recent.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<String, Accepted> entry = oldest.next();
            if (entry.getValue().until() > now) {
                return;
            }
            table.remove(prefix + entry.getKey());
            oldest.remove();
        }
    }

    /** Forgets everything. Called inside a write. */
    void clear() {
        recent.keySet().forEach(key -> table.remove(prefix + key));
        recent.clear();
    }

    /**
     * An accepted message.
     *
     * @param messageId the id it was given
     * @param sequenceNumber the sequence number it was given
     * @param until when the same message is new again, epoch milliseconds
     */
    record Accepted(String messageId, String sequenceNumber, long until) {}
}
