package dev.labctl.cli.lab.todoapi;

import dev.labctl.wire.todoapi.Todo;
import dev.labctl.wire.todoapi.User;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** All that one virtual user has been told. One thread writes it, and when that has ended another reads it. */
final class LoadMemory {
    private static final int MOST_EXAMPLES = 5;

    private final Map<UUID, KnownTodo> todos = new LinkedHashMap<>();
    private final Map<Marker, Map<String, @Nullable Object>> unknownTodos = new LinkedHashMap<>();
    private final List<String> unknownEmails = new ArrayList<>();
    private final List<String> wrongAnswers = new ArrayList<>();
    private @Nullable User user;
    private long answers;
    private long wrong;

    /** The user whom the API has acknowledged; null before. */
    @Nullable
    User user() {
        return user;
    }

    void made(User acknowledged) {
        user = acknowledged;
    }

    /** A user was asked for, and whether there is one is not known. */
    void maybeMade(String email) {
        unknownEmails.add(email);
    }

    KnownTodo made(Marker marker, Todo todo) {
        KnownTodo known = new KnownTodo(marker, todo);
        todos.put(todo.id(), known);
        return known;
    }

    /** A todo with these members was asked for, and whether there is one is not known. */
    void maybeMade(Marker marker, Map<String, @Nullable Object> members) {
        unknownTodos.put(marker, members);
    }

    /** An answer was compared with what it must say. */
    void compared(List<String> problems) {
        answers++;
        if (!problems.isEmpty()) {
            wrong++;
            if (wrongAnswers.size() < MOST_EXAMPLES) {
                wrongAnswers.add(String.join(", ", problems));
            }
        }
    }

    Map<UUID, KnownTodo> todos() {
        return todos;
    }

    Map<Marker, Map<String, @Nullable Object>> unknownTodos() {
        return unknownTodos;
    }

    List<String> unknownEmails() {
        return unknownEmails;
    }

    long answers() {
        return answers;
    }

    long wrong() {
        return wrong;
    }

    /** Some of the answers that were wrong. */
    List<String> wrongAnswers() {
        return wrongAnswers;
    }
}
