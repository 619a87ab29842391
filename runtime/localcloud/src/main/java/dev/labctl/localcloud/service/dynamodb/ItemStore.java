package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.service.dynamodb.stream.StreamLog;
import dev.labctl.localcloud.service.dynamodb.value.ItemCodec;
import dev.labctl.localcloud.service.dynamodb.value.KeyCodec;
import dev.labctl.localcloud.service.dynamodb.value.Values;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.store.Table;
import java.time.Clock;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Items, the entries of indexes, and what follows from a change: index entries, the expiry, the stream record. A change
 * is all of it or nothing.
 *
 * <p>An item's key is its table's prefix and its encoded primary key. An index entry's key is the index's prefix, the
 * encoded index key and the encoded primary key; it holds the projected item, so that reading an index is reading a table.
 */
final class ItemStore {
    private static final int TABLE_ITSELF = 0;

    private final Store store;
    private final Clock clock;
    private final StreamLog streams;
    private final Table<Map<String, AttributeValue>> items;
    private final Table<Map<String, AttributeValue>> entries;
    private final Expiries expiries;
    private final ItemLocks locks = new ItemLocks();

    ItemStore(Store store, Clock clock, StreamLog streams, Expiries expiries) {
        this.store = store;
        this.clock = clock;
        this.streams = streams;
        this.expiries = expiries;
        this.items = store.table("dynamodb.items", new ItemCodec());
        this.entries = store.table("dynamodb.index-entries", new ItemCodec());
    }

    /** An item's place. */
    record Ref(LiveTable table, String key) {}

    /** The item with this encoded primary key; null when there is none. */
    @Nullable
    Map<String, AttributeValue> get(LiveTable table, String key) {
        return items.get(table.row().prefix() + key).orElse(null);
    }

    /** The items of a table, or the entries of an index, with {@code from <= key < to}. */
    Stream<Map<String, AttributeValue>> read(
            TableRow table, @Nullable IndexDefinition index, String from, String to, boolean forward) {
        Table<Map<String, AttributeValue>> source = index == null ? items : entries;
        String prefix = index == null ? table.prefix() : table.prefix(index);
        Stream<Map.Entry<String, Map<String, AttributeValue>>> range =
                forward ? source.range(prefix + from, prefix + to) : source.descending(prefix + from, prefix + to);
        return range.map(Map.Entry::getValue);
    }

    /**
     * Runs {@code body} while nobody else changes these items, as one atomic change.
     *
     * @throws AwsError ResourceNotFoundException when a table was deleted meanwhile
     */
    <T> T change(List<Ref> refs, Supplier<T> body) {
        return locks.holding(refs, () -> {
            for (Ref ref : refs) {
                if (ref.table().isDeleted()) {
                    throw AwsError.of(400, "ResourceNotFoundException", "Requested resource not found");
                }
            }
            return store.write(body);
        });
    }

    /** What a change cost. */
    record Written(double tableUnits, Map<String, Double> indexUnits) {}

    /** Replaces an item, inside {@link #change}; {@code after} null deletes it. */
    Written replace(
            LiveTable table,
            String key,
            @Nullable Map<String, AttributeValue> before,
            @Nullable Map<String, AttributeValue> after) {
        return replace(table, key, before, after, false);
    }

    /** Replaces an item, inside {@link #change}; {@code isExpiry} marks the service's own deletions in the stream. */
    Written replace(
            LiveTable table,
            String key,
            @Nullable Map<String, AttributeValue> before,
            @Nullable Map<String, AttributeValue> after,
            boolean isExpiry) {
        TableRow row = table.row();
        double units = Math.max(units(before), units(after));
        if (Objects.equals(before, after)) {
            return new Written(Math.max(1, units), Map.of());
        }
        putOrRemove(items, row.prefix() + key, after);
        count(table, TABLE_ITSELF, before, after);
        Map<String, Double> indexUnits = new java.util.LinkedHashMap<>();
        for (IndexDefinition index : row.indexes()) {
            double indexed = replaceEntry(table, index, key, before, after);
            if (indexed > 0) {
                indexUnits.put(index.name(), indexed);
            }
        }
        expiries.replace(row, key, before, after);
        record(table, before, after, isExpiry);
        return new Written(Math.max(1, units), indexUnits);
    }

    private static double units(@Nullable Map<String, AttributeValue> item) {
        return item == null ? 0 : Math.max(1, Math.ceil(Values.size(item) / 1024.0));
    }

    private static void putOrRemove(
            Table<Map<String, AttributeValue>> table, String key, @Nullable Map<String, AttributeValue> item) {
        if (item == null) {
            table.remove(key);
        } else {
            table.put(key, item);
        }
    }

    private double replaceEntry(
            LiveTable table,
            IndexDefinition index,
            String key,
            @Nullable Map<String, AttributeValue> before,
            @Nullable Map<String, AttributeValue> after) {
        Entry old = entry(table.row(), index, key, before);
        Entry changed = entry(table.row(), index, key, after);
        if (Objects.equals(old, changed)) {
            return 0;
        }
        count(table, index.number(), old == null ? null : old.item, changed == null ? null : changed.item);
        double units = 0;
        if (old != null && (changed == null || !changed.key.equals(old.key))) {
            entries.remove(old.key);
            units += units(old.item);
        }
        if (changed != null) {
            entries.put(changed.key, changed.item);
            units += units(changed.item);
        }
        return units;
    }

    private record Entry(String key, Map<String, AttributeValue> item) {}

    private static @Nullable Entry entry(
            TableRow row, IndexDefinition index, String key, @Nullable Map<String, AttributeValue> item) {
        return item == null || !index.key().isComplete(item)
                ? null
                : new Entry(row.prefix(index) + index.key().encode(item) + key, index.project(item, row.key()));
    }

    private void record(
            LiveTable table,
            @Nullable Map<String, AttributeValue> before,
            @Nullable Map<String, AttributeValue> after,
            boolean isExpiry) {
        TableRow row = table.row();
        TableRow.StreamSettings stream = row.stream();
        if (stream == null || !stream.isEnabled()) {
            return;
        }
        Map<String, AttributeValue> keys = row.key().of(after == null ? Objects.requireNonNull(before) : after);
        table.streamTail.lock();
        try {
            streams.append(
                    StreamLog.streamKey(row.region(), row.name(), stream.label()),
                    clock.instant(),
                    isExpiry,
                    keys,
                    before,
                    after);
        } finally {
            table.streamTail.unlock();
        }
    }

    /** Fills a new index from the table's items; inside {@link Store#write}, with the table's shape locked. */
    void fill(TableRow row, IndexDefinition index) {
        read(row, null, "", String.valueOf(KeyCodec.AFTER), true).forEach(item -> {
            Entry entry = entry(row, index, row.key().encode(item), item);
            if (entry != null) {
                entries.put(entry.key, entry.item);
            }
        });
    }

    /** Empties an index; inside {@link Store#write}. */
    void clear(TableRow row, IndexDefinition index) {
        removeAll(entries, row.prefix(index));
    }

    /** Removes all items of a table and all entries of its indexes; inside {@link Store#write}. */
    void clear(TableRow row) {
        removeAll(items, row.prefix());
        removeAll(entries, row.prefix());
        expiries.clear(row);
    }

    private static void removeAll(Table<Map<String, AttributeValue>> table, String prefix) {
        Iterator<String> keys = table.prefix(prefix).map(Map.Entry::getKey).iterator();
        keys.forEachRemaining(table::remove);
    }

    /** Notes when the items of a table expire, after the time-to-live attribute changed; inside {@link Store#write}. */
    void fillExpiries(TableRow row) {
        expiries.clear(row);
        read(row, null, "", String.valueOf(KeyCodec.AFTER), true)
                .forEach(item -> expiries.replace(row, row.key().encode(item), null, item));
    }

    /**
     * How many items a table has, or entries an index has, and how many bytes they take. They are counted when that is
     * first asked after a start, while no item changes, and kept up from then on.
     */
    Tally tally(LiveTable table, @Nullable IndexDefinition index) {
        int number = index == null ? TABLE_ITSELF : index.number();
        Tally known = table.tally(number);
        if (known != null) {
            return known;
        }
        table.shape.writeLock().lock();
        try {
            Tally counted = new Tally();
            read(table.row(), index, "", String.valueOf(KeyCodec.AFTER), true)
                    .forEach(item -> counted.add(1, Values.size(item)));
            table.counted(number, counted);
            return counted;
        } finally {
            table.shape.writeLock().unlock();
        }
    }

    private void count(
            LiveTable table,
            int indexNumber,
            @Nullable Map<String, AttributeValue> before,
            @Nullable Map<String, AttributeValue> after) {
        Tally tally = table.tally(indexNumber);
        if (tally == null) {
            return;
        }
        long items = (after == null ? 0L : 1L) - (before == null ? 0L : 1L);
        long bytes = size(after) - size(before);
        tally.add(items, bytes);
        store.changed(() -> tally.add(-items, -bytes));
    }

    private static long size(@Nullable Map<String, AttributeValue> item) {
        return item == null ? 0 : Values.size(item);
    }
}
