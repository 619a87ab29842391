package dev.labctl.localcloud.store;

import java.util.Map;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * A sorted table of the {@link Store}: keys in the order of {@link String#compareTo}, values of one type.
 *
 * <p>Reads may happen at any time and see the latest change; changes only inside {@link Store#write}. Iteration reads a
 * few rows at a time: a row that is there all the while is seen, once; one that comes, changes or goes meanwhile may be
 * seen or not. Values are decoded at each read: a service that reads hot state often keeps it in memory itself.
 */
public final class Table<V> {
    private static final char AFTER_ALL = '\uffff';

    private final Store store;
    private final MVMap<String, byte[]> map;
    private final Codec<V> codec;

    Table(Store store, MVMap<String, byte[]> map, Codec<V> codec) {
        this.store = store;
        this.map = map;
        this.codec = codec;
    }

    public Optional<V> get(String key) {
        byte[] value = store.read(() -> map.get(key));
        return Optional.ofNullable(value).map(codec::decode);
    }

    public boolean contains(String key) {
        return store.read(() -> map.containsKey(key));
    }

    public void put(String key, V value) {
        byte[] before = map.put(key, codec.encode(value));
        store.changed(() -> restore(key, before));
    }

    /** Removes the key; returns whether it was there. */
    public boolean remove(String key) {
        byte[] before = map.remove(key);
        if (before == null) {
            return false;
        }
        store.changed(() -> restore(key, before));
        return true;
    }

    private void restore(String key, byte @Nullable [] before) {
        if (before == null) {
            map.remove(key);
        } else {
            map.put(key, before);
        }
    }

    /** All entries, in key order. */
    public Stream<Map.Entry<String, V>> entries() {
        return range(null, null);
    }

    public Stream<V> values() {
        return entries().map(Map.Entry::getValue);
    }

    /** The entries whose key starts with {@code prefix}, in key order. */
    public Stream<Map.Entry<String, V>> prefix(String prefix) {
        return range(prefix, prefix + AFTER_ALL);
    }

    /** The entries with {@code from <= key < to}, in key order; null leaves that end open. */
    public Stream<Map.Entry<String, V>> range(@Nullable String from, @Nullable String to) {
        return decoded(new Rows(store, map, Rows.Direction.ASCENDING, from, to));
    }

    /** The entries with {@code from <= key < to}, from the last to the first; null leaves that end open. */
    public Stream<Map.Entry<String, V>> descending(@Nullable String from, @Nullable String to) {
        return decoded(new Rows(store, map, Rows.Direction.DESCENDING, from, to));
    }

    private Stream<Map.Entry<String, V>> decoded(Rows rows) {
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(rows, Spliterator.ORDERED | Spliterator.NONNULL), false)
                .map(row -> Map.entry(row.getKey(), codec.decode(row.getValue())));
    }

    /** The first entry with {@code key > after}; empty at the end. */
    public Optional<Map.Entry<String, V>> next(String after) {
        return range(after, null).filter(row -> !row.getKey().equals(after)).findFirst();
    }

    public long size() {
        return map.sizeAsLong();
    }
}
