package dev.labctl.cli.command.todo;

import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import dev.labctl.wire.todoapi.Todo;
import dev.labctl.wire.todoapi.User;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A user or a todo with all that there is of one.
 *
 * @param what {@code user} or {@code todo}
 */
record TodoMembers(String what, Map<String, @Nullable Object> members) implements Result {
    static TodoMembers of(User user) {
        return new TodoMembers("user", user.json());
    }

    static TodoMembers of(Todo todo) {
        return new TodoMembers("todo", todo.json());
    }

    @Override
    public Object json() {
        return Map.of(what, members);
    }

    @Override
    public void print(Text text) {
        members.forEach((name, value) -> {
            if (value != null) {
                text.line("%-11s %s".formatted(name, Text.oneLine(value.toString())));
            }
        });
    }
}
