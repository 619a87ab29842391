package dev.labctl.localcloud.service.sqs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A FIFO queue's order: within a message group strictly by sequence, so that a hidden message holds back all that
 * follow it in its group.
 */
final class FifoBacklog extends Backlog {
    private final Map<String, TreeMap<Long, Entry>> groups = new HashMap<>();

    /** The groups whose first message is visible, the one that waits longest first. */
    private final Set<String> ready = new LinkedHashSet<>();

    @Override
    void added(Entry entry, long now) {
        groups.computeIfAbsent(entry.groupName(), name -> new TreeMap<>()).put(entry.sequence(), entry);
        refresh(entry.groupName(), now);
    }

    @Override
    void removed(Entry entry) {
        TreeMap<Long, Entry> group = groups.get(entry.groupName());
        if (group == null) {
            return;
        }
        group.remove(entry.sequence());
        if (group.isEmpty()) {
            groups.remove(entry.groupName());
            ready.remove(entry.groupName());
        } else {
            // whether the new head is visible is found out by next(), which looks at it in any case
            ready.add(entry.groupName());
        }
    }

    @Override
    void appeared(Entry entry, long now) {
        refresh(entry.groupName(), now);
    }

    private void refresh(String name, long now) {
        TreeMap<Long, Entry> group = groups.get(name);
        if (group != null && group.firstEntry().getValue().isVisible(now)) {
            ready.add(name);
        } else {
            ready.remove(name);
        }
    }

    @Override
    List<Entry> next(int max, long now) {
        List<Entry> next = new ArrayList<>();
        List<String> blocked = new ArrayList<>();
        for (String name : ready) {
            if (next.size() >= max) {
                break;
            }
            int before = next.size();
            for (Entry entry : groups.getOrDefault(name, new TreeMap<>()).values()) {
                if (next.size() >= max || !entry.isVisible(now)) {
                    break;
                }
                next.add(entry);
            }
            if (next.size() == before) {
                blocked.add(name);
            }
        }
        blocked.forEach(ready::remove);
        return next;
    }
}
