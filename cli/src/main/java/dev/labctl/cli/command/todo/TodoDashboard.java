package dev.labctl.cli.command.todo;

import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import dev.labctl.wire.todoapi.Todo;
import dev.labctl.wire.todoapi.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a user has to do, at a glance.
 *
 * @param answer as the API gave it
 */
record TodoDashboard(User user, Map<String, Object> answer) implements Result {
    @Override
    public Object json() {
        return answer;
    }

    @Override
    public void print(Text text) {
        text.line(text.styled(
                Text.Style.STRONG, "%s <%s>".formatted(Text.oneLine(user.name()), Text.oneLine(user.email()))));
        if (answer.get("todoStats") instanceof Map<?, ?> stats) {
            text.line(stats.entrySet().stream()
                    .map(count -> "%s %s"
                            .formatted(
                                    count.getValue(),
                                    String.valueOf(count.getKey()).replace('_', ' ')))
                    .collect(Collectors.joining(", ")));
        }
        TodoLines.table(recent(), text);
    }

    @SuppressWarnings("unchecked") // names in JSON are texts
    private List<Todo> recent() {
        List<Todo> recent = new ArrayList<>();
        if (answer.get("recentTodos") instanceof List<?> todos) {
            todos.forEach(each -> {
                if (each instanceof Map<?, ?> todo) {
                    recent.add(Todo.from((Map<String, Object>) todo));
                }
            });
        }
        return recent;
    }
}
