package dev.labctl.localcloud.service.logs;

import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.store.Table;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Groups, streams and events in their tables. Events are read one chunk at a time, however many there are. */
final class LogStore {
    /** The longest span of time one chunk may cover. */
    static final long MAX_SPAN = 24L * 60 * 60 * 1000;

    private static final String LAST_SEQUENCE = "last";

    private final Store store;
    private final Table<GroupRow> groups;
    private final Table<StreamRow> streams;
    private final Table<Chunk> chunks;
    private final Table<Long> sequences;
    private final AtomicLong sequence;
    private final ReentrantLock lock = new ReentrantLock();

    LogStore(Store store) {
        this.store = store;
        groups = store.table("logs.groups", Codec.json(GroupRow.class));
        streams = store.table("logs.streams", Codec.json(StreamRow.class));
        chunks = store.table("logs.chunks", Chunk.CODEC);
        sequences = store.table("logs.sequences", Codec.json(Long.class));
        sequence = new AtomicLong(sequences.get(LAST_SEQUENCE).orElse(0L));
    }

    /** Checks and changes as one. */
    <T> T change(Supplier<T> body) {
        lock.lock();
        try {
            return store.write(body);
        } finally {
            lock.unlock();
        }
    }

    Optional<GroupRow> find(GroupKey key) {
        return groups.get(key.row());
    }

    GroupRow group(GroupKey key) {
        return find(key).orElseThrow(LogsErrors::groupNotFound);
    }

    Stream<GroupRow> groups(String region, String namePrefix) {
        return groups.prefix(region + ":" + namePrefix).map(Map.Entry::getValue);
    }

    /** All groups with their row keys, of all regions. */
    Stream<Map.Entry<String, GroupRow>> allGroups() {
        return groups.entries();
    }

    void put(GroupKey key, GroupRow group) {
        groups.put(key.row(), group);
    }

    void remove(GroupKey key) {
        List<String> names = streams(key, "").map(StreamRow::name).toList();
        names.forEach(name -> remove(key, name));
        groups.remove(key.row());
    }

    Optional<StreamRow> stream(GroupKey key, String name) {
        return streams.get(key.streamRow(name));
    }

    StreamRow existing(GroupKey key, String name) {
        return stream(key, name).orElseThrow(LogsErrors::streamNotFound);
    }

    Stream<StreamRow> streams(GroupKey key, String namePrefix) {
        return streams.prefix(key.streamRow(namePrefix)).map(Map.Entry::getValue);
    }

    void put(GroupKey key, StreamRow stream) {
        streams.put(key.streamRow(stream.name()), stream);
    }

    void remove(GroupKey key, String stream) {
        List<String> rows = chunks.prefix(key.streamRow(stream) + ":")
                .map(Map.Entry::getKey)
                .toList();
        rows.forEach(chunks::remove);
        streams.remove(key.streamRow(stream));
    }

    /** Appends a batch, in a change under way. */
    void append(GroupKey key, StreamRow stream, Chunk chunk) {
        long number = sequence.incrementAndGet();
        sequences.put(LAST_SEQUENCE, number);
        chunks.put(chunkRow(key.streamRow(stream.name()), chunk.first(), number), chunk);
        put(key, stream.with(chunk));
    }

    private static String chunkRow(String streamRow, long first, long number) {
        return "%s:%020d:%020d".formatted(streamRow, first, number);
    }

    /** The events of one stream with {@code from <= time < to}, in order. */
    Iterator<LogEvent> events(GroupKey key, String stream, long from, long to) {
        String row = key.streamRow(stream);
        Iterator<Map.Entry<String, Chunk>> stored = chunks.range(
                        chunkRow(row, Math.max(0, from - MAX_SPAN), 0), chunkRow(row, Math.max(0, to), 0))
                .iterator();
        return new StreamEvents(stream, stored, from, to);
    }

    /** Removes the chunks of a group whose events are all older than {@code limit}. */
    void expire(String groupRow, long limit) {
        List<String> old = new ArrayList<>();
        List<String> names =
                streams.prefix(groupRow + ":").map(Map.Entry::getKey).toList();
        for (String stream : names) {
            chunks.range(chunkRow(stream, 0, 0), chunkRow(stream, Math.max(0, limit), 0))
                    .filter(entry -> entry.getValue().last() < limit)
                    .forEach(entry -> old.add(entry.getKey()));
        }
        if (!old.isEmpty()) {
            change(() -> {
                old.forEach(chunks::remove);
                return true;
            });
        }
    }
}
