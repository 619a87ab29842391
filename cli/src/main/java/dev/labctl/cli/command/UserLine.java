package dev.labctl.cli.command;

import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import dev.labctl.wire.todoapi.User;
import java.util.Map;

/** A user with all that is shown of one. */
record UserLine(User user) implements Result {
    @Override
    public Object json() {
        return Map.of("user", user.json());
    }

    @Override
    public void print(Text text) {
        user.json().forEach((name, value) -> {
            if (value != null) {
                text.line("%-11s %s".formatted(name, Text.oneLine(value.toString())));
            }
        });
    }
}
