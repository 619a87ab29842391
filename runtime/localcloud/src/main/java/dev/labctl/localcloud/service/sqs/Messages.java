package dev.labctl.localcloud.service.sqs;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one queue holds: the messages' states in memory and on disk, their contents on disk only. Its queue's lock guards
 * it.
 */
final class Messages {
    private final String queueId;
    private final SqsTables tables;
    private final Map<Long, Entry> entries = new HashMap<>();
    private final TreeSet<Entry> byAge = new TreeSet<>(Entry.BY_AGE);
    private final Backlog backlog;

    /** The stored messages of a queue. */
    Messages(String queueId, Backlog backlog, SqsTables tables, long now) {
        this.queueId = queueId;
        this.backlog = backlog;
        this.tables = tables;
        tables.entries.prefix(queueId + "/").forEach(row -> keep(row.getValue(), now));
    }

    /** Which of them can be handed out when. */
    Backlog backlog() {
        return backlog;
    }

    Map<Long, Entry> bySequence() {
        return entries;
    }

    @Nullable
    Entry find(long sequence) {
        return entries.get(sequence);
    }

    List<Entry> all() {
        return List.copyOf(entries.values());
    }

    int count() {
        return entries.size();
    }

    /** The oldest, up to {@code most}. */
    List<Entry> oldest(int most) {
        return byAge.stream().limit(most).toList();
    }

    /** When the oldest was sent, in milliseconds; {@code otherwise} when there is none. */
    long oldest(long otherwise) {
        return byAge.isEmpty() ? otherwise : byAge.first().enqueuedAt();
    }

    Content content(Entry entry) {
        return tables.contents
                .get(SqsTables.row(queueId, entry.sequence()))
                .orElseThrow(() -> new IllegalStateException("message " + entry.sequence() + " has no content"));
    }

    /** Writes a new message; inside a write. It counts once it is kept. */
    void insert(Entry entry, Content content) {
        String row = SqsTables.row(queueId, entry.sequence());
        tables.entries.put(row, entry);
        tables.contents.put(row, content);
    }

    /** Takes up in memory what is already written. */
    void keep(Entry entry, long now) {
        entries.put(entry.sequence(), entry);
        byAge.add(entry);
        backlog.add(entry, now);
    }

    /** Gives a message another state. */
    void replace(Entry before, Entry after, long now) {
        tables.store.write(() -> tables.entries.put(SqsTables.row(queueId, after.sequence()), after));
        forget(before);
        keep(after, now);
    }

    /** Deletes a message from the disk; inside a write. It counts until it is forgotten. */
    void delete(Entry entry) {
        String row = SqsTables.row(queueId, entry.sequence());
        tables.entries.remove(row);
        tables.contents.remove(row);
    }

    void forget(Entry entry) {
        entries.remove(entry.sequence());
        byAge.remove(entry);
        backlog.remove(entry);
    }

    void remove(Collection<Entry> gone) {
        tables.store.write(() -> gone.forEach(this::delete));
        gone.forEach(this::forget);
    }

    /** Brings visibility up to date and drops what was sent up to {@code expired}. */
    void advance(long now, long expired) {
        backlog.advanceTo(now);
        while (!byAge.isEmpty() && byAge.first().enqueuedAt() <= expired) {
            remove(List.of(byAge.first()));
        }
    }
}
