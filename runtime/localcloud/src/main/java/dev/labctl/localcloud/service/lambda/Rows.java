package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.store.Table;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** A table that is read from memory: an invocation looks up several rows. Changed, like any table, in a write. */
final class Rows<V> {
    private final Table<V> table;
    private final NavigableMap<String, V> memory = new ConcurrentSkipListMap<>();

    Rows(Table<V> table) {
        this.table = table;
        table.entries().forEach(entry -> memory.put(entry.getKey(), entry.getValue()));
    }

    Optional<V> get(String key) {
        return Optional.ofNullable(memory.get(key));
    }

    void put(String key, V value) {
        table.put(key, value);
        memory.put(key, value);
    }

    boolean remove(String key) {
        table.remove(key);
        return memory.remove(key) != null;
    }

    /** The values under keys that begin with {@code prefix}, in key order. */
    List<V> under(String prefix) {
        return List.copyOf(range(prefix).values());
    }

    void removeUnder(String prefix) {
        List.copyOf(range(prefix).keySet()).forEach(this::remove);
    }

    private NavigableMap<String, V> range(String prefix) {
        return memory.subMap(prefix, true, prefix + Character.MAX_VALUE, false);
    }
}
