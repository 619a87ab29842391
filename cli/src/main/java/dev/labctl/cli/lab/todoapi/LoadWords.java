package dev.labctl.cli.lab.todoapi;

import dev.labctl.wire.todoapi.Todo;
import dev.labctl.wire.todoapi.TodoPriority;
import dev.labctl.wire.todoapi.TodoStatus;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What a virtual user writes: random, and in several scripts. */
final class LoadWords {
    private static final List<String> WORDS = List.of(
            "buy milk",
            "Größe prüfen",
            "牛乳を買う",
            "позвонить маме",
            "fix the 🚲",
            "it's \"quoted\" \\ and <b>bold</b>",
            "'; DROP TABLE users; --",
            "line\nbreak",
            "café ☕ at 8");
    private static final List<String> DEPARTMENTS = List.of("Research", "Vertrieb", "経理");
    private static final Instant FIRST_DUE = Instant.parse("2024-01-01T00:00:00Z");
    private static final int DUE_SECONDS = 6 * 365 * 24 * 3600;

    private final RandomGenerator random;

    LoadWords(RandomGenerator random) {
        this.random = random;
    }

    String name(int number) {
        return "Load User %d %s".formatted(number, anyOf(WORDS));
    }

    /** One in four has none. */
    @Nullable
    String department() {
        return random.nextInt(4) == 0 ? null : anyOf(DEPARTMENTS);
    }

    /** What a new todo is asked for with: a title, and some of the rest. */
    Map<String, @Nullable Object> todo(Marker marker) {
        Map<String, @Nullable Object> asked = new LinkedHashMap<>();
        asked.put(Todo.TITLE, marker.title(anyOf(WORDS)));
        if (random.nextBoolean()) {
            asked.put(Todo.DESCRIPTION, description());
        }
        if (random.nextBoolean()) {
            asked.put(Todo.PRIORITY, anyOf(TodoPriority.words()));
        }
        if (random.nextInt(4) == 0) {
            asked.put(Todo.STATUS, anyOf(TodoStatus.words()));
        }
        if (random.nextBoolean()) {
            asked.put(Todo.DUE_DATE, dueDate());
        }
        return asked;
    }

    /** All members that a user can give, as they must be when these were given. */
    Map<String, @Nullable Object> complete(Map<String, ? extends @Nullable Object> asked) {
        Map<String, @Nullable Object> complete = new LinkedHashMap<>();
        complete.put(Todo.DESCRIPTION, null);
        complete.put(Todo.STATUS, TodoStatus.PENDING.word());
        complete.put(Todo.PRIORITY, TodoPriority.MEDIUM.word());
        complete.put(Todo.DUE_DATE, null);
        complete.putAll(asked);
        return complete;
    }

    /** Some members of a todo, at least one; the title keeps its marker. */
    Map<String, @Nullable Object> changes(Marker marker) {
        Map<String, @Nullable Object> changes = new LinkedHashMap<>();
        changes.put(Todo.STATUS, anyOf(TodoStatus.words()));
        if (random.nextInt(3) == 0) {
            changes.put(Todo.TITLE, marker.title(anyOf(WORDS)));
        }
        if (random.nextInt(3) == 0) {
            changes.put(Todo.DESCRIPTION, random.nextInt(4) == 0 ? null : description());
        }
        if (random.nextInt(3) == 0) {
            changes.put(Todo.PRIORITY, anyOf(TodoPriority.words()));
        }
        if (random.nextInt(3) == 0) {
            changes.put(Todo.DUE_DATE, random.nextInt(4) == 0 ? null : dueDate());
        }
        return changes;
    }

    private String description() {
        return (anyOf(WORDS) + "; ").repeat(1 + random.nextInt(10));
    }

    private String dueDate() {
        return FIRST_DUE.plusSeconds(random.nextInt(DUE_SECONDS)).toString();
    }

    private <T> T anyOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
