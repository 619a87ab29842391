package dev.labctl.cli.command;

import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import dev.labctl.wire.todoapi.Todo;
import java.util.Map;

/** A todo with all that there is of one. */
record TodoLine(Todo todo) implements Result {
    @Override
    public Object json() {
        return Map.of("todo", todo.json());
    }

    @Override
    public void print(Text text) {
        todo.json().forEach((name, value) -> {
            if (value != null) {
                text.line("%-11s %s".formatted(name, Text.oneLine(value.toString())));
            }
        });
    }
}
