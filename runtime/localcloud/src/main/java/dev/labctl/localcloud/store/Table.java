package dev.labctl.localcloud.store;

import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * A sorted table of the {@link Store}: keys in the order of {@link String#compareTo}, values of one type.
 *
 * <p>Reads may happen at any time and see the latest change; changes only inside {@link Store#write}. Iteration is over
 * a snapshot. Values are decoded at each read: a service that reads hot state often keeps it in memory itself.
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
        return Optional.ofNullable(map.get(key)).map(codec::decode);
    }

    public boolean contains(String key) {
        return map.containsKey(key);
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
        Iterator<Map.Entry<String, V>> entries = new Entries(map.cursor(from), to);
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(entries, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    /** The entries with {@code from <= key < to}, from the last to the first; null leaves that end open. */
    public Stream<Map.Entry<String, V>> descending(@Nullable String from, @Nullable String to) {
        Iterator<Map.Entry<String, V>> entries = new Descending(to, from);
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(entries, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    /** The first entry with {@code key > after}; empty at the end. */
    public Optional<Map.Entry<String, V>> next(String after) {
        String key = map.higherKey(after);
        return key == null ? Optional.empty() : get(key).map(value -> Map.entry(key, value));
    }

    public long size() {
        return map.sizeAsLong();
    }

    /** Decodes entries one by one up to an exclusive end. */
    private final class Entries implements Iterator<Map.Entry<String, V>> {
        private final Cursor<String, byte[]> cursor;
        private final @Nullable String to;
        private Map.@Nullable Entry<String, V> ahead;

        Entries(Cursor<String, byte[]> cursor, @Nullable String to) {
            this.cursor = cursor;
            this.to = to;
        }

        @Override
        public boolean hasNext() {
            if (ahead == null && cursor.hasNext()) {
                String key = cursor.next();
                if (to == null || key.compareTo(to) < 0) {
                    ahead = Map.entry(key, codec.decode(cursor.getValue()));
                }
            }
            return ahead != null;
        }

        @Override
        public Map.Entry<String, V> next() {
            if (!hasNext() || ahead == null) {
                throw new NoSuchElementException();
            }
            Map.Entry<String, V> entry = ahead;
            ahead = null;
            return entry;
        }
    }

    /** Decodes entries one by one from an exclusive end down to an inclusive one. */
    private final class Descending implements Iterator<Map.Entry<String, V>> {
        private final Cursor<String, byte[]> cursor;
        private final @Nullable String from;
        private Map.@Nullable Entry<String, V> ahead;

        Descending(@Nullable String before, @Nullable String from) {
            this.cursor = map.cursor(before, null, true);
            this.from = from;
            if (before != null && hasNext() && ahead != null && ahead.getKey().equals(before)) {
                ahead = null;
            }
        }

        @Override
        public boolean hasNext() {
            if (ahead == null && cursor.hasNext()) {
                String key = cursor.next();
                if (from == null || key.compareTo(from) >= 0) {
                    ahead = Map.entry(key, codec.decode(cursor.getValue()));
                }
            }
            return ahead != null;
        }

        @Override
        public Map.Entry<String, V> next() {
            if (!hasNext() || ahead == null) {
                throw new NoSuchElementException();
            }
            Map.Entry<String, V> entry = ahead;
            ahead = null;
            return entry;
        }
    }
}
