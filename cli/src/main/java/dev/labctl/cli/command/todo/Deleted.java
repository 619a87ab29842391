package dev.labctl.cli.command.todo;

import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import java.util.Map;
import java.util.UUID;

/**
 * Something that is gone.
 *
 * @param what {@code user} or {@code todo}
 */
record Deleted(String what, UUID id) implements Result {
    @Override
    public Object json() {
        return Map.of("deleted", what, "id", id.toString());
    }

    @Override
    public void print(Text text) {
        text.line("deleted %s %s".formatted(what, id));
    }
}
