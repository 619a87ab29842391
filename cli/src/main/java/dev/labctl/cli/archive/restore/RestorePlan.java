package dev.labctl.cli.archive.restore;

import dev.labctl.cli.archive.Section;
import dev.labctl.cli.archive.TableOfContents;
import dev.labctl.cli.archive.TocEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/** What comes when: the schema in the archive's order, then data and all that depends on it, then privileges. */
final class RestorePlan {
    private final List<TocEntry> schema = new ArrayList<>();
    private final List<TocEntry> parallel = new ArrayList<>();
    private final List<TocEntry> privileges = new ArrayList<>();
    private final List<TocEntry> last = new ArrayList<>();

    RestorePlan(TableOfContents contents) {
        for (TocEntry entry : contents.entries()) {
            if (Kinds.isSetting(entry) || Kinds.isDatabase(entry)) {
                continue;
            }
            switch (Kinds.pass(entry)) {
                case PRIVILEGES -> privileges.add(entry);
                case LAST -> last.add(entry);
                case MAIN -> phase(entry).add(entry);
            }
        }
    }

    /** Comments and labels before the first data belong to the schema, later ones wait for what they are about. */
    private List<TocEntry> phase(TocEntry entry) {
        return switch (entry.section()) {
            case PRE_DATA -> schema;
            case NONE -> parallel.isEmpty() ? schema : parallel;
            case DATA, POST_DATA -> parallel;
        };
    }

    List<TocEntry> schema() {
        return schema;
    }

    List<TocEntry> privileges() {
        return privileges;
    }

    List<TocEntry> last() {
        return last;
    }

    /**
     * The data and what comes after it, with what each has to wait for.
     *
     * @param weight of the data of an entry: the heaviest go first
     */
    TaskQueue queue(boolean dataHandedIn, ToLongFunction<TocEntry> weight) {
        Map<Integer, TocEntry> dataOfTable = new HashMap<>();
        Map<Integer, TocEntry> byId = new HashMap<>();
        schema.forEach(entry -> byId.put(entry.id(), entry));
        for (TocEntry entry : parallel) {
            byId.put(entry.id(), entry);
            if (entry.description().equals("TABLE DATA")
                    && !entry.dependencies().isEmpty()) {
                dataOfTable.put(entry.dependencies().get(0), entry);
            }
        }
        TaskQueue queue = new TaskQueue();
        for (TocEntry entry : parallel) {
            Set<Integer> uses = new HashSet<>();
            Set<Integer> locks = new HashSet<>();
            long heaviest = entry.expectsData() ? weight.applyAsLong(entry) : 0;
            for (int id : entry.dependencies()) {
                TocEntry data = dataOfTable.get(id);
                TocEntry needed = data == null || entry.section() == Section.DATA ? byId.get(id) : data;
                if (needed == null) {
                    continue;
                }
                uses.add(needed.id());
                if (needed.description().equals("TABLE") || needed.description().equals("TABLE DATA")) {
                    locks.add(needed.id());
                    heaviest = Math.max(heaviest, needed.expectsData() ? weight.applyAsLong(needed) : 0);
                }
            }
            queue.add(new TaskQueue.Task(
                    entry, uses, needsLock(entry) ? locks : Set.of(), heaviest, dataHandedIn && entry.expectsData()));
        }
        queue.seal();
        return queue;
    }

    /** All that comes after the data alters a table and locks it, but for making an index. */
    private static boolean needsLock(TocEntry entry) {
        return entry.section() == Section.POST_DATA && !entry.description().equals("INDEX");
    }
}
