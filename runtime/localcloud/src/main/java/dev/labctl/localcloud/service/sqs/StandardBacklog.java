package dev.labctl.localcloud.service.sqs;

import java.util.List;
import java.util.TreeMap;

/** A standard queue's order: oldest visible message first, as well as SQS's best effort can be. */
final class StandardBacklog extends Backlog {
    private final TreeMap<Long, Entry> visible = new TreeMap<>();

    @Override
    void added(Entry entry, long now) {
        if (entry.isVisible(now)) {
            visible.put(entry.sequence(), entry);
        }
    }

    @Override
    void removed(Entry entry) {
        visible.remove(entry.sequence());
    }

    @Override
    void appeared(Entry entry, long now) {
        visible.put(entry.sequence(), entry);
    }

    @Override
    List<Entry> next(int max, long now) {
        return visible.values().stream().limit(max).toList();
    }
}
