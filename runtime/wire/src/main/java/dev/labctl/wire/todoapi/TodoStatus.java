package dev.labctl.wire.todoapi;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How far a todo has got. */
public enum TodoStatus {
    /** What a new todo is, unless said otherwise. */
    PENDING,
    IN_PROGRESS,
    COMPLETED,
    CANCELLED;

    /** As JSON and the table have it: {@code in_progress}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether there is still something to do. */
    public boolean isOpen() {
        return this == PENDING || this == IN_PROGRESS;
    }

    /** The status of that word; empty when there is none. */
    public static Optional<TodoStatus> of(String word) {
        return Arrays.stream(values())
                .filter(status -> status.word().equals(word))
                .findFirst();
    }

    /** All words, in the order in which a todo goes through them. */
    public static List<String> words() {
        return Arrays.stream(values()).map(TodoStatus::word).toList();
    }
}
