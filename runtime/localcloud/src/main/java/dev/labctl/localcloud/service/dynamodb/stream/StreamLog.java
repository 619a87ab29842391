package dev.labctl.localcloud.service.dynamodb.stream;

import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.store.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The streams and their records.
 *
 * <p>A record's number is taken from the clock, in nanoseconds, and is higher than all before it in its stream: numbers
 * rise across restarts and after all records were trimmed.
 */
public final class StreamLog {
    /** How long records are kept. */
    public static final Duration RETENTION = Duration.ofHours(24);

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int SEQUENCE_DIGITS = 20;

    private final Table<StreamRow> streams;
    private final Table<ChangeRecord> records;
    private final Map<String, Long> lastSequences = new ConcurrentHashMap<>();

    /** The log in this store; several may be open at once. */
    public StreamLog(Store store) {
        this.streams = store.table("dynamodb.streams", Codec.json(StreamRow.class));
        this.records = store.table("dynamodb.stream-records", ChangeRecord.CODEC);
    }

    /** Adds a stream; inside {@link Store#write}. */
    public void open(StreamRow stream) {
        streams.put(stream.key(), stream);
    }

    /** Ends a stream, which keeps its records; inside {@link Store#write}. */
    public void close(String region, String tableName, String label, Instant now) {
        String key = StreamRow.key(region, tableName, label);
        streams.get(key).ifPresent(stream -> streams.put(key, stream.closedAt(now)));
    }

    /**
     * Records a change; inside {@link Store#write}, by one thread at a time for one stream.
     *
     * @param streamKey the stream's {@link StreamRow#key()}
     */
    public void append(
            String streamKey,
            Instant now,
            boolean isExpiry,
            Map<String, AttributeValue> keys,
            @Nullable Map<String, AttributeValue> oldItem,
            @Nullable Map<String, AttributeValue> newItem) {
        long last = lastSequences.computeIfAbsent(
                streamKey, key -> last(key).map(ChangeRecord::sequence).orElse(0L));
        long sequence = Math.max(last + 1, now.toEpochMilli() * NANOS_PER_MILLI);
        lastSequences.put(streamKey, sequence);
        records.put(
                recordKey(streamKey, sequence),
                new ChangeRecord(sequence, now.toEpochMilli(), isExpiry, keys, oldItem, newItem));
    }

    /** The key of a table's stream. */
    public static String streamKey(String region, String tableName, String label) {
        return StreamRow.key(region, tableName, label);
    }

    /** Removes what is older than the retention, and closed streams of which nothing is left. */
    public void trim(Store store, Instant now) {
        Instant horizon = now.minus(RETENTION);
        for (StreamRow stream : streams.values().toList()) {
            List<String> old = records.prefix(stream.key())
                    .takeWhile(entry -> entry.getValue().epochMillis() < horizon.toEpochMilli())
                    .map(Map.Entry::getKey)
                    .toList();
            boolean over = stream.closed() != null && stream.closed().isBefore(horizon);
            if (!old.isEmpty() || over) {
                store.write(() -> {
                    old.forEach(records::remove);
                    if (over) {
                        streams.remove(stream.key());
                    }
                });
            }
        }
    }

    Optional<StreamRow> find(String region, String tableName, String label) {
        return streams.get(StreamRow.key(region, tableName, label));
    }

    /** A region's streams, of one table when one is given. */
    Stream<StreamRow> inRegion(String region, @Nullable String tableName) {
        return streams.prefix(region + "/" + (tableName == null ? "" : tableName + "/"))
                .map(Map.Entry::getValue);
    }

    /** The records from a number on that are not past the retention, oldest first. */
    Stream<ChangeRecord> from(StreamRow stream, long sequence, Instant now) {
        long horizon = now.minus(RETENTION).toEpochMilli();
        String from = recordKey(stream.key(), sequence);
        return records.range(from, stream.key() + '\uffff')
                .map(Map.Entry::getValue)
                .filter(change -> change.epochMillis() >= horizon);
    }

    Optional<ChangeRecord> last(String streamKey) {
        return records.descending(streamKey, streamKey + '\uffff').findFirst().map(Map.Entry::getValue);
    }

    private static String recordKey(String streamKey, long sequence) {
        String digits = Long.toString(sequence);
        return streamKey + "0".repeat(SEQUENCE_DIGITS - digits.length()) + digits;
    }
}
