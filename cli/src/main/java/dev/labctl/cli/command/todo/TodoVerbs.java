package dev.labctl.cli.command.todo;

import dev.labctl.cli.command.shared.Tree;
import dev.labctl.cli.completion.CompletedBy;
import dev.labctl.cli.completion.Source;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.todoapi.TodoClient;
import dev.labctl.cli.output.Output;
import dev.labctl.wire.todoapi.Todo;
import dev.labctl.wire.todoapi.TodoPriority;
import dev.labctl.wire.todoapi.TodoStatus;
import dev.labctl.wire.todoapi.User;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs of {@code labctl todo} that are about todos; the same on the command line and in a session. */
@Command(name = "todo")
abstract class TodoVerbs implements TodoAccess {
    private static final String USER = "The user's id or e-mail address.";
    private static final String DUE = "When it is due: 2030-01-31T12:00:00Z.";

    /** Those that do something, without those that are only names for others. */
    static Stream<CommandLine> leaves(Collection<CommandLine> lines) {
        return lines.stream()
                .flatMap(line -> line.getSubcommands().isEmpty()
                        ? Stream.of(line)
                        : leaves(line.getSubcommands().values()));
    }

    /** The id of a todo as it is typed. */
    static final class TodoId implements ITypeConverter<UUID> {
        @Override
        public UUID convert(String text) {
            return TodoClient.id(text)
                    .orElseThrow(() -> LabctlException.usage(
                            "'%s' is no id of a todo".formatted(text), "labctl todo list USER shows them"));
        }
    }

    /** What can be taken away from a todo. */
    private enum Clearable {
        DESCRIPTION,
        DUE
    }

    @Command(name = "list", description = "List a user's todos.")
    int list(
            @CompletedBy(Source.USER) @Parameters(paramLabel = "USER", description = USER) String user,
            @Option(names = "--status", paramLabel = "STATUS", description = "Only those: ${COMPLETION-CANDIDATES}.")
                    @Nullable
                    TodoStatus status) {
        return run((client, output) -> {
            UUID id = client.user(user).id();
            output.write(new TodoLines(id, Optional.ofNullable(status), client.todos(id, Optional.ofNullable(status))));
        });
    }

    @Command(name = "add", description = "Add a todo for a user.")
    int add(
            @CompletedBy(Source.USER) @Parameters(index = "0", paramLabel = "USER", description = USER) String user,
            @Parameters(index = "1", paramLabel = "TITLE", description = "What there is to do.") String title,
            @Option(names = "--description", paramLabel = "TEXT", description = "More about it.") @Nullable
                    String description,
            @Option(names = "--status", paramLabel = "STATUS", description = "${COMPLETION-CANDIDATES}.") @Nullable
                    TodoStatus status,
            @Option(names = "--priority", paramLabel = "PRIORITY", description = "${COMPLETION-CANDIDATES}.") @Nullable
                    TodoPriority priority,
            @Option(names = "--due", paramLabel = "TIME", description = DUE) @Nullable String due) {
        Map<String, Object> members = members(title, description, status, priority, due);
        return run((client, output) ->
                output.write(TodoMembers.of(client.addTodo(client.user(user).id(), members))));
    }

    @Command(name = "show", description = "Show a todo.")
    int show(
            @CompletedBy(Source.TODO)
                    @Parameters(paramLabel = "ID", description = "The todo.", converter = TodoId.class)
                    UUID id) {
        return run((client, output) -> output.write(TodoMembers.of(client.todo(id))));
    }

    @Command(name = "edit", description = "Change a todo.")
    int edit(
            @CompletedBy(Source.TODO)
                    @Parameters(paramLabel = "ID", description = "The todo.", converter = TodoId.class)
                    UUID id,
            @Option(names = "--title", paramLabel = "TEXT", description = "What there is to do.") @Nullable
                    String title,
            @Option(names = "--description", paramLabel = "TEXT", description = "More about it.") @Nullable
                    String description,
            @Option(names = "--status", paramLabel = "STATUS", description = "${COMPLETION-CANDIDATES}.") @Nullable
                    TodoStatus status,
            @Option(names = "--priority", paramLabel = "PRIORITY", description = "${COMPLETION-CANDIDATES}.") @Nullable
                    TodoPriority priority,
            @Option(names = "--due", paramLabel = "TIME", description = DUE) @Nullable String due,
            @Option(names = "--clear", paramLabel = "WHAT", description = "Take it away: ${COMPLETION-CANDIDATES}.")
                    @Nullable
                    List<Clearable> clear) {
        Map<String, @Nullable Object> members = new HashMap<>(members(title, description, status, priority, due));
        for (Clearable each : clear == null ? List.<Clearable>of() : clear) {
            String name = each == Clearable.DUE ? Todo.DUE_DATE : Todo.DESCRIPTION;
            if (members.containsKey(name)) {
                throw LabctlException.usage("%s is both given and cleared".formatted(name), "do one of them");
            }
            members.put(name, null);
        }
        if (members.isEmpty()) {
            throw LabctlException.usage(
                    "there is nothing to change", "--title, --description, --status, --priority, --due or --clear");
        }
        return run((client, output) -> output.write(TodoMembers.of(client.edit(id, members))));
    }

    @Command(name = "done", description = "Set a todo's status to completed.")
    int done(
            @CompletedBy(Source.TODO)
                    @Parameters(paramLabel = "ID", description = "The todo.", converter = TodoId.class)
                    UUID id) {
        Map<String, Object> completed = Map.of(Todo.STATUS, TodoStatus.COMPLETED.word());
        return run((client, output) -> output.write(TodoMembers.of(client.edit(id, completed))));
    }

    @Command(name = "delete", description = "Delete a todo.")
    int delete(
            @CompletedBy(Source.TODO)
                    @Parameters(paramLabel = "ID", description = "The todo.", converter = TodoId.class)
                    UUID id) {
        return run((client, output) -> {
            client.deleteTodo(id);
            output.write(new Deleted("todo", id));
        });
    }

    @Command(name = "dashboard", description = "Show what a user has to do, at a glance.")
    int dashboard(@CompletedBy(Source.USER) @Parameters(paramLabel = "USER", description = USER) String name) {
        return run((client, output) -> {
            User user = client.user(name);
            output.write(new TodoDashboard(user, client.dashboard(user.id())));
        });
    }

    @Command(name = "health", description = "Ask the API how it and its databases are.")
    int health() {
        return run((client, output) -> {
            Map<String, Object> health = client.health();
            output.write(new Tree(health));
            requireHealth(health, output);
        });
    }

    private static void requireHealth(Map<String, Object> health, Output output) {
        if (!"healthy".equals(health.get("status"))) {
            throw new LabctlException(
                    Failure.CLOUD,
                    "the API is %s: %s".formatted(health.get("status"), health.get("checks")),
                    "labctl logs todo-api shows why; it comes back when the database does");
        }
        output.detail("all that the API stands on answers");
    }

    private static Map<String, Object> members(
            @Nullable String title,
            @Nullable String description,
            @Nullable TodoStatus status,
            @Nullable TodoPriority priority,
            @Nullable String due) {
        Map<String, Object> members = new LinkedHashMap<>();
        put(members, Todo.TITLE, title);
        put(members, Todo.DESCRIPTION, description);
        put(members, Todo.STATUS, status == null ? null : status.word());
        put(members, Todo.PRIORITY, priority == null ? null : priority.word());
        put(members, Todo.DUE_DATE, due);
        return members;
    }

    private static void put(Map<String, Object> members, String name, @Nullable String value) {
        if (value != null) {
            members.put(name, value);
        }
    }
}
