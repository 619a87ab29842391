package dev.labctl.cli.command.todo;

import dev.labctl.cli.completion.Completion;
import dev.labctl.cli.completion.Place;
import dev.labctl.cli.completion.Source;
import dev.labctl.cli.completion.Values;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.todoapi.TodoClient;
import dev.labctl.cli.output.Text;
import dev.labctl.wire.todoapi.User;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The users and todos there are now: of todos those of the user named last, or else of the first users. */
public final class TodoValues implements Values {
    private static final int ASKED = 10;

    private final TodoClient client;
    private @Nullable String user;

    public TodoValues(TodoClient client) {
        this.client = client;
    }

    /** Remembers the user that a line named. */
    void remember(Place place) {
        place.given(argument -> argument.paramLabel().equals("USER")).ifPresent(named -> user = named);
    }

    @Override
    public List<Completion> of(Source source, Place place, String begun) {
        return all(source, begun);
    }

    /** Those that begin like this, of the remembered user when there is one. */
    public List<Completion> all(Source source, String begun) {
        try {
            return switch (source) {
                case USER -> users(begun);
                case TODO -> todos(begun);
                default -> List.of();
            };
        } catch (LabctlException e) {
            // What cannot be asked completes nothing; the verb itself says why.
            return List.of();
        }
    }

    private List<Completion> users(String begun) {
        try (Stream<User> users = client.users()) {
            return Completion.first(users.map(each -> new Completion(each.email(), Text.oneLine(each.name()))), begun);
        }
    }

    private List<Completion> todos(String begun) {
        return Completion.first(
                owners().stream()
                        .flatMap(owner -> client.todos(owner, Optional.empty()).stream())
                        .map(each -> new Completion(each.id().toString(), Text.oneLine(each.title()))),
                begun);
    }

    private List<UUID> owners() {
        if (user != null) {
            return List.of(client.user(user).id());
        }
        try (Stream<User> users = client.users()) {
            return users.limit(ASKED).map(User::id).toList();
        }
    }
}
