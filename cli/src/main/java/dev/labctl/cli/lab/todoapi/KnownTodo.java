package dev.labctl.cli.lab.todoapi;

import dev.labctl.wire.todoapi.Todo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the API has said of a todo, and what it has left open: a change whose answer was lost may have been made, and may
 * yet be made, after later ones too.
 */
final class KnownTodo {
    private final Marker marker;
    private final Map<String, Set<@Nullable Object>> possible = new HashMap<>();
    private Todo acknowledged;
    private boolean changeInDoubt;
    private boolean deleted;
    private boolean deletionInDoubt;

    KnownTodo(Marker marker, Todo acknowledged) {
        this.marker = marker;
        this.acknowledged = acknowledged;
    }

    Marker marker() {
        return marker;
    }

    /** As it was last acknowledged. */
    Todo acknowledged() {
        return acknowledged;
    }

    /** The API has shown it so, after a change. */
    void changed(Todo now) {
        acknowledged = now;
    }

    /** These members may have been, or may be, changed so. */
    void maybeChanged(Map<String, ? extends @Nullable Object> changes) {
        changeInDoubt = true;
        changes.forEach((name, value) ->
                possible.computeIfAbsent(name, each -> new HashSet<>()).add(value));
    }

    void deleted() {
        deleted = true;
    }

    boolean isDeleted() {
        return deleted;
    }

    void maybeDeleted() {
        deletionInDoubt = true;
    }

    boolean isDeletionInDoubt() {
        return deletionInDoubt;
    }

    boolean isChangeInDoubt() {
        return changeInDoubt;
    }

    /** In which members a todo differs from what was acknowledged, or left open: {@code title is 'a', not 'b'}. */
    List<String> differences(Todo found) {
        Map<String, @Nullable Object> wanted = acknowledged.json();
        List<String> differences = new ArrayList<>();
        found.json().forEach((name, value) -> {
            boolean isOpen = (possible.containsKey(name) && possible.get(name).contains(value))
                    || (changeInDoubt && name.equals(Todo.UPDATED_AT));
            if (!isOpen && !Objects.equals(value, wanted.get(name))) {
                differences.add("%s is '%s', not '%s'".formatted(name, value, wanted.get(name)));
            }
        });
        return differences;
    }
}
