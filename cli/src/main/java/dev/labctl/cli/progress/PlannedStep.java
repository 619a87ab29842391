package dev.labctl.cli.progress;

import java.util.List;
import java.util.Set;

/**
 * One step of a task that is planned.
 *
 * @param name how it is called; no two steps of a task have the same name
 * @param note what is shown beside it: a resource's type
 * @param keys under which earlier runs know how long it takes, the most telling first
 * @param after the names of the steps that have to end before it begins; names of no step are ignored
 */
public record PlannedStep(String name, String note, List<String> keys, Set<String> after) {
    public PlannedStep {
        keys = List.copyOf(keys);
        after = Set.copyOf(after);
    }

    /** A step that waits for no other. */
    public static PlannedStep of(String name, String note, String key) {
        return new PlannedStep(name, note, List.of(key), Set.of());
    }
}
