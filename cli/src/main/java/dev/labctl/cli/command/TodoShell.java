package dev.labctl.cli.command;

import dev.labctl.cli.lab.todoapi.TodoClient;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Text;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A session of {@code labctl todo}: takes one verb after the other, with a history and completion. Ctrl-C drops the line,
 * Ctrl-D ends the session. A verb that fails says so, and the session goes on.
 */
final class TodoShell {
    private static final Set<String> ENDS = Set.of("exit", "quit");
    private static final Set<String> NEEDLESS = Set.of("labctl", "todo");

    private final Context context;
    private final Output output;
    private final CommandLine verbs;
    private final TodoCompleter completer;

    TodoShell(Context context, TodoClient client, Output output) {
        this.context = context;
        this.output = output;
        Verbs own = new Verbs(client, output);
        verbs = new CommandLine(own);
        verbs.addSubcommand("users", new TodoUsersCommand(own, context));
        TodoVerbs.leaves(verbs.getSubcommands().values()).forEach(leaf -> leaf.getCommandSpec()
                .addMixin("help", CommandSpec.forAnnotatedObject(new OutputOptions.Help())));
        verbs.setCaseInsensitiveEnumValuesAllowed(true);
        verbs.setExpandAtFiles(false);
        Failures failures = new Failures(context.console());
        verbs.setParameterExceptionHandler(failures);
        verbs.setExecutionExceptionHandler(failures);
        verbs.setOut(new PrintWriter(context.console().out(), true, StandardCharsets.UTF_8));
        verbs.setErr(new PrintWriter(context.console().err(), true, StandardCharsets.UTF_8));
        completer = new TodoCompleter(client, verbs);
    }

    /** The verbs, on what the session has opened. */
    @Command(name = "todo")
    private static final class Verbs extends TodoVerbs {
        private final TodoClient client;
        private final Output output;

        Verbs(TodoClient client, Output output) {
            this.client = client;
            this.output = output;
        }

        @Override
        public int run(Work work) {
            work.with(client, output);
            return 0;
        }
    }

    /** Takes lines from this process's terminal; returns the exit code. */
    int run() {
        try (Terminal terminal = TerminalBuilder.builder().name("labctl").build()) {
            output.say("help lists the verbs, Tab completes, Ctrl-D ends");
            return run(terminal);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes lines from a terminal. */
    int run(Terminal terminal) {
        LineReader reader = LineReaderBuilder.builder()
                .appName("labctl")
                .terminal(terminal)
                .completer(completer)
                .variable(LineReader.HISTORY_FILE, context.settings().home().resolve("todo-history"))
                // Passwords are not written down.
                .variable(LineReader.HISTORY_IGNORE, "*--password*")
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
        while (true) {
            try {
                reader.readLine("todo> ");
            } catch (UserInterruptException e) {
                continue;
            } catch (EndOfFileException e) {
                return 0;
            }
            List<String> words = words(reader.getParsedLine());
            if (words.size() == 1 && ENDS.contains(words.get(0))) {
                return 0;
            }
            execute(words);
        }
    }

    /** What a line says, also when it is written as on the command line. */
    private static List<String> words(ParsedLine line) {
        List<String> typed = line.words();
        // After a space at the end of the line there is another word, which nobody has begun.
        boolean isOpen = line.line().isEmpty() || line.line().endsWith(" ");
        List<String> meant = isOpen ? typed.subList(0, typed.size() - 1) : typed;
        return meant.stream().dropWhile(NEEDLESS::contains).toList();
    }

    private void execute(List<String> words) {
        if (words.isEmpty()) {
            return;
        }
        if (words.get(0).equals("help")) {
            help(output.talk());
            return;
        }
        verbs.execute(words.toArray(String[]::new));
        completer.remember(words);
    }

    private void help(Text text) {
        List<List<String>> rows = TodoVerbs.leaves(verbs.getSubcommands().values())
                .map(CommandLine::getCommandSpec)
                .map(spec ->
                        List.of(call(spec), String.join(" ", spec.usageMessage().description())))
                .collect(Collectors.toList());
        rows.add(List.of("exit", "End the session, as Ctrl-D does."));
        text.table(List.of("VERB", "WHAT IT DOES; --help TELLS MORE"), rows);
    }

    private static String call(CommandSpec spec) {
        return spec.qualifiedName().replaceFirst("^todo ", "")
                + spec.positionalParameters().stream()
                        .map(parameter -> " " + parameter.paramLabel())
                        .collect(Collectors.joining());
    }
}
