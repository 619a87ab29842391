package dev.labctl.wire.todoapi;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How much a todo matters. */
public enum TodoPriority {
    LOW,
    /** What a new todo is, unless said otherwise. */
    MEDIUM,
    HIGH,
    URGENT;

    /** As JSON and the table have it: {@code high}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The priority of that word; empty when there is none. */
    public static Optional<TodoPriority> of(String word) {
        return Arrays.stream(values())
                .filter(priority -> priority.word().equals(word))
                .findFirst();
    }

    /** All words, the least first. */
    public static List<String> words() {
        return Arrays.stream(values()).map(TodoPriority::word).toList();
    }
}
