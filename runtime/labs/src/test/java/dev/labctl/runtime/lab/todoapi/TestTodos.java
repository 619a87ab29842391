package dev.labctl.runtime.lab.todoapi;

import dev.labctl.wire.todoapi.Todo;
import dev.labctl.wire.todoapi.TodoPriority;
import dev.labctl.wire.todoapi.TodoStatus;
import java.time.Instant;
import java.util.UUID;

/** Todos that the API has not made. */
final class TestTodos {
    private TestTodos() {}

    static Todo of(String user) {
        Instant now = Instant.now();
        return new Todo(
                UUID.randomUUID(),
                UUID.fromString(user),
                "left over",
                null,
                TodoStatus.PENDING,
                TodoPriority.LOW,
                null,
                now,
                now);
    }
}
