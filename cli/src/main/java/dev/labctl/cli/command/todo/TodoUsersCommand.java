package dev.labctl.cli.command.todo;

import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.completion.CompletedBy;
import dev.labctl.cli.completion.Source;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.todoapi.TodoClient;
import dev.labctl.wire.todoapi.User;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "users", description = "Work with users.", synopsisSubcommandLabel = "VERB")
final class TodoUsersCommand implements Runnable {
    private static final String USER = "The user's id or e-mail address.";

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli itself acts on it
    private final OutputOptions.Help help = new OutputOptions.Help();

    private final TodoAccess access;
    private final Context context;

    TodoUsersCommand(TodoAccess access, Context context) {
        this.access = access;
        this.context = context;
    }

    @Override
    public void run() {
        throw LabctlException.usage("say what to do with users", "labctl todo users list|add|show|delete|login");
    }

    @Command(name = "list", description = "List all users.")
    int list() {
        return access.run((client, output) -> {
            try (Stream<User> users = client.users()) {
                output.write(new UserLines(users.toList()));
            }
        });
    }

    @Command(name = "add", description = "Add a user.")
    int add(
            @Parameters(index = "0", paramLabel = "NAME", description = "2 to 255 characters.") String name,
            @Parameters(index = "1", paramLabel = "EMAIL", description = "An address that nobody has.") String email,
            @Option(names = "--department", paramLabel = "NAME", description = "At most 100 characters.") @Nullable
                    String department,
            @Option(names = "--password", paramLabel = "PASSWORD", description = "What the user can log in with.")
                    @Nullable
                    String password) {
        Map<String, String> members = new LinkedHashMap<>(Map.of("name", name, "email", email));
        if (department != null) {
            members.put("department", department);
        }
        if (password != null) {
            members.put("password", password);
        }
        return access.run((client, output) -> output.write(TodoMembers.of(client.addUser(members))));
    }

    @Command(name = "show", description = "Show a user.")
    int show(@CompletedBy(Source.USER) @Parameters(paramLabel = "USER", description = USER) String user) {
        return access.run((client, output) -> output.write(TodoMembers.of(client.user(user))));
    }

    @Command(name = "delete", description = "Delete a user and all todos of the user.")
    int delete(@CompletedBy(Source.USER) @Parameters(paramLabel = "USER", description = USER) String user) {
        return access.run((client, output) -> {
            UUID id = id(client, user);
            client.deleteUser(id);
            output.write(new Deleted("user", id));
        });
    }

    /** Not looked up when it is an id: a deletion that was interrupted is continued by asking again. */
    private static UUID id(TodoClient client, String user) {
        return TodoClient.id(user).orElseGet(() -> client.user(user).id());
    }

    @Command(name = "login", description = "See whether a password is the user's.")
    int login(
            @CompletedBy(Source.USER) @Parameters(paramLabel = "USER", description = USER) String user,
            @Option(
                            names = "--password",
                            paramLabel = "PASSWORD",
                            description = "(default: asked for, or a line of stdin)")
                    @Nullable
                    String given) {
        String password = given == null ? asked() : given;
        return access.run((client, output) -> output.write(TodoMembers.of(client.logIn(id(client, user), password))));
    }

    private String asked() {
        if (context.console().interactive()) {
            String typed = context.console().secrets().read("password: ");
            if (typed == null || typed.isEmpty()) {
                throw LabctlException.usage("there is no password", "type it, or give it by --password");
            }
            return typed;
        }
        try {
            @Nullable String line = context.console().in().readLine();
            if (line == null) {
                throw LabctlException.usage("there is no password", "give it by --password, or as a line of stdin");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
