package dev.labctl.cli.command.todo;

import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import dev.labctl.wire.todoapi.Todo;
import dev.labctl.wire.todoapi.TodoStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A user's todos, a line each. */
record TodoLines(UUID user, Optional<TodoStatus> only, List<Todo> todos) implements Result {
    private static final List<String> HEADER = List.of("ID", "STATUS", "PRIORITY", "DUE", "TITLE");

    TodoLines {
        todos = List.copyOf(todos);
    }

    @Override
    public Object json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("userId", user.toString());
        json.put("todos", todos.stream().map(Todo::json).toList());
        json.put("count", todos.size());
        json.put("filter", only.map(status -> Map.of("status", status.word())).orElse(Map.of()));
        return json;
    }

    @Override
    public void print(Text text) {
        if (todos.isEmpty()) {
            text.line("no todos");
        }
        table(todos, text);
    }

    /** A todo's cells, under {@link #HEADER}. */
    private static List<String> row(Todo todo, Instant now, Text text) {
        Instant due = todo.dueDate();
        String when = due == null ? "" : due.truncatedTo(ChronoUnit.SECONDS).toString();
        return List.of(
                todo.id().toString(),
                status(todo.status(), text),
                todo.priority().word(),
                todo.isOverdue(now) ? text.styled(Text.Style.BAD, when) : when,
                Text.oneLine(todo.title()));
    }

    private static String status(TodoStatus status, Text text) {
        return switch (status) {
            case PENDING -> status.word();
            case IN_PROGRESS -> text.styled(Text.Style.CHANGED, status.word());
            case COMPLETED -> text.styled(Text.Style.GOOD, status.word());
            case CANCELLED -> text.styled(Text.Style.QUIET, status.word());
        };
    }

    /** The table of these todos. */
    static void table(List<Todo> todos, Text text) {
        Instant now = Instant.now();
        text.table(HEADER, todos.stream().map(todo -> row(todo, now, text)).toList());
    }
}
