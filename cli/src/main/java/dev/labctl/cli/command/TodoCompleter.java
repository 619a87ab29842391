package dev.labctl.cli.command;

import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.todoapi.TodoClient;
import dev.labctl.cli.output.Text;
import dev.labctl.wire.todoapi.Todo;
import dev.labctl.wire.todoapi.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Completes what is typed in a session of {@code labctl todo}: verbs, options and their values, the addresses of the
 * users there are now, and the ids of the todos of the user named last.
 */
final class TodoCompleter implements Completer {
    private static final int SHOWN = 200;

    private final TodoClient client;
    private final CommandLine verbs;
    private @Nullable String user;

    TodoCompleter(TodoClient client, CommandLine verbs) {
        this.client = client;
        this.verbs = verbs;
    }

    /**
     * Where a line has got to.
     *
     * @param option the option whose value comes next
     * @param parameters the parameters that were given
     */
    private record Place(CommandLine verb, Optional<OptionSpec> option, List<String> parameters) {
        /** What comes next, unless it is an option. */
        Optional<PositionalParamSpec> next() {
            List<PositionalParamSpec> all = verb.getCommandSpec().positionalParameters();
            return parameters.size() < all.size() ? Optional.of(all.get(parameters.size())) : Optional.empty();
        }
    }

    private Place after(List<String> words) {
        CommandLine verb = verbs;
        Optional<OptionSpec> option = Optional.empty();
        List<String> parameters = new ArrayList<>();
        for (String word : words) {
            CommandLine inner = verb.getSubcommands().get(word);
            if (inner != null) {
                verb = inner;
            } else if (option.isPresent()) {
                option = Optional.empty();
            } else if (word.startsWith("-")) {
                option = Optional.ofNullable(verb.getCommandSpec().findOption(word))
                        .filter(found -> found.arity().max() > 0);
            } else {
                parameters.add(word);
            }
        }
        return new Place(verb, option, parameters);
    }

    /** Remembers the user that a line named: todos are completed from that user's. */
    void remember(List<String> words) {
        Place place = after(words);
        List<PositionalParamSpec> all = place.verb().getCommandSpec().positionalParameters();
        if (!all.isEmpty()
                && all.get(0).paramLabel().equals("USER")
                && !place.parameters().isEmpty()) {
            user = place.parameters().get(0);
        }
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        Place place = after(line.words().subList(0, line.wordIndex()));
        if (!place.verb().getSubcommands().isEmpty()) {
            place.verb().getSubcommands().keySet().forEach(word -> candidates.add(new Candidate(word)));
            if (place.verb() == verbs) {
                candidates.add(new Candidate("help"));
                candidates.add(new Candidate("exit"));
            }
        } else if (place.option().isPresent()) {
            values(place.option().get()).forEach(word -> candidates.add(new Candidate(word)));
        } else if (line.word().startsWith("-")) {
            place.verb().getCommandSpec().options().forEach(each -> candidates.add(new Candidate(each.longestName())));
        } else {
            place.next().map(PositionalParamSpec::paramLabel).ifPresent(label -> candidates.addAll(live(label)));
        }
    }

    private static Stream<String> values(ArgSpec option) {
        Iterable<String> known = option.completionCandidates();
        List<String> words = new ArrayList<>();
        if (known != null) {
            known.forEach(each -> words.add(each.toLowerCase(Locale.ROOT)));
        }
        return words.stream();
    }

    /** What is there now; nothing when the API cannot be asked, which the verb itself will say. */
    private List<Candidate> live(String label) {
        try {
            return switch (label) {
                case "USER" -> users();
                case "ID" -> todos();
                default -> List.of();
            };
        } catch (LabctlException e) {
            return List.of();
        }
    }

    private List<Candidate> users() {
        try (Stream<User> users = client.users()) {
            return users.limit(SHOWN)
                    .map(each -> candidate(each.email(), each.name()))
                    .toList();
        }
    }

    private List<Candidate> todos() {
        String named = user;
        if (named == null) {
            return List.of();
        }
        return client.todos(client.user(named).id(), Optional.empty()).stream()
                .limit(SHOWN)
                .map((Todo todo) -> candidate(todo.id().toString(), todo.title()))
                .toList();
    }

    private static Candidate candidate(String value, String description) {
        return new Candidate(value, value, null, Text.oneLine(description), null, null, true);
    }
}
