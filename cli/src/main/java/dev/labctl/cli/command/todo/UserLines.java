package dev.labctl.cli.command.todo;

import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import dev.labctl.wire.todoapi.User;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Users, a line each. */
record UserLines(List<User> users) implements Result {
    private static final List<String> HEADER = List.of("ID", "NAME", "EMAIL", "DEPARTMENT", "SINCE");

    UserLines {
        users = List.copyOf(users);
    }

    @Override
    public Object json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("users", users.stream().map(User::json).toList());
        json.put("count", users.size());
        return json;
    }

    @Override
    public void print(Text text) {
        if (users.isEmpty()) {
            text.line("no users");
        }
        text.table(HEADER, users.stream().map(UserLines::row).toList());
    }

    private static List<String> row(User user) {
        String department = user.department();
        return List.of(
                user.id().toString(),
                Text.oneLine(user.name()),
                Text.oneLine(user.email()),
                department == null ? "" : Text.oneLine(department),
                user.createdAt().truncatedTo(ChronoUnit.SECONDS).toString());
    }
}
