package dev.labctl.cli.lab.todoapi;

import dev.labctl.cli.load.Judgement;
import dev.labctl.wire.todoapi.Todo;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Compares the items of the table with what users were told; items are shown to it one by one. */
final class TodoOracle {
    private final String run;
    private final Examples examples;
    private final Map<UUID, KnownTodo> known = new LinkedHashMap<>();
    private final Map<Marker, KnownTodo> byMarker = new LinkedHashMap<>();
    private final Map<Marker, Map<String, @Nullable Object>> unknown = new LinkedHashMap<>();
    private final Set<String> users = new HashSet<>();
    private final Set<UUID> found = new HashSet<>();
    private final Set<Marker> unknownFound = new HashSet<>();
    private long duplicated;
    private long wrong;
    private long resurrected;

    TodoOracle(String run, List<LoadMemory> memories, Examples examples) {
        this.run = run;
        this.examples = examples;
        for (LoadMemory memory : memories) {
            known.putAll(memory.todos());
            memory.todos().values().forEach(each -> byMarker.put(each.marker(), each));
            unknown.putAll(memory.unknownTodos());
            if (memory.user() != null) {
                users.add(memory.user().id().toString());
            }
        }
    }

    /** An item of the table, of this load or not. */
    void see(Map<String, Object> item) {
        Marker marker = Marker.of(String.valueOf(item.get(Todo.TITLE))).orElse(null);
        boolean isOurs = users.contains(String.valueOf(item.get(Todo.USER_ID)))
                || (marker != null && marker.run().equals(run));
        if (!isOurs) {
            return;
        }
        Todo todo;
        try {
            todo = Todo.from(item);
        } catch (IllegalArgumentException e) {
            // Whose it was may be seen from its id; else its todo is missed below.
            wrong("item %s is no todo: %s".formatted(item.get(Todo.ID), e.getMessage()));
            known.keySet().stream()
                    .filter(id -> id.toString().equals(item.get(Todo.ID)))
                    .findFirst()
                    .ifPresent(found::add);
            return;
        }
        KnownTodo one = known.get(todo.id());
        if (one != null) {
            compare(one, todo);
        } else if (marker != null && unknown.containsKey(marker)) {
            settle(marker, todo);
        } else if (marker != null && byMarker.containsKey(marker)) {
            duplicate(marker, todo);
        } else {
            wrong("todo %s, '%s', was asked for by nobody".formatted(todo.id(), todo.title()));
        }
    }

    private void compare(KnownTodo one, Todo todo) {
        found.add(todo.id());
        if (one.isDeleted()) {
            resurrected++;
            examples.add("todo %s, '%s', was deleted and is there".formatted(todo.id(), todo.title()));
            return;
        }
        List<String> differences = one.differences(todo);
        if (!differences.isEmpty()) {
            wrong("todo %s: %s".formatted(todo.id(), String.join(", ", differences)));
        }
    }

    private void settle(Marker marker, Todo todo) {
        if (!unknownFound.add(marker)) {
            duplicate(marker, todo);
            return;
        }
        Map<String, @Nullable Object> shown = todo.json();
        Map<String, @Nullable Object> asked = unknown.getOrDefault(marker, Map.of());
        asked.forEach((name, value) -> {
            if (!Objects.equals(value, shown.get(name))) {
                wrong("todo %s: %s is '%s', not '%s'".formatted(todo.id(), name, shown.get(name), value));
            }
        });
    }

    private void duplicate(Marker marker, Todo todo) {
        duplicated++;
        examples.add("todo %s, '%s', is there a second time: user %d asked once"
                .formatted(todo.id(), todo.title(), marker.user()));
    }

    private void wrong(String example) {
        wrong++;
        examples.add(example);
    }

    /** The judgement, once all items were seen. */
    Judgement.Kind judge() {
        long lost = 0;
        long deleted = 0;
        for (KnownTodo each : known.values()) {
            deleted += each.isDeleted() ? 1 : 0;
            if (!each.isDeleted()
                    && !each.isDeletionInDoubt()
                    && !found.contains(each.acknowledged().id())) {
                lost++;
                examples.add("todo %s, '%s', was acknowledged and is not there"
                        .formatted(each.acknowledged().id(), each.acknowledged().title()));
            }
        }
        return new Judgement.Kind(
                "todos",
                known.size(),
                deleted,
                lost,
                duplicated,
                wrong,
                resurrected,
                0,
                unknown.size(),
                unknownFound.size());
    }
}
