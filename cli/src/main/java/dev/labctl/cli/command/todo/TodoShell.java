package dev.labctl.cli.command.todo;

import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.Failures;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.completion.Completer;
import dev.labctl.cli.completion.Place;
import dev.labctl.cli.lab.todoapi.TodoClient;
import dev.labctl.cli.output.Console;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Secrets;
import dev.labctl.cli.output.Text;
import dev.labctl.cli.shell.Colours;
import dev.labctl.cli.shell.Session;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A session of {@code labctl todo}: takes one verb after the other, with a history and completion. Ctrl-C drops the line,
 * Ctrl-D ends the session. A verb that fails says so, and the session goes on.
 */
public final class TodoShell {
    private static final Set<String> HELP = Set.of("help", "--help", "-h");
    private static final Set<String> NEEDLESS = Set.of("labctl", "todo");

    private final Context context;
    private final Output output;
    private final CommandLine verbs;
    private final TodoValues values;
    private Secrets secrets = prompt -> null;

    public TodoShell(Context context, TodoClient client, Output output) {
        this.context = context;
        this.output = output;
        Console console = context.console();
        Context asking =
                context.with(console.asking(console.in(), prompt -> secrets.read(prompt)), context.interrupts());
        Verbs own = new Verbs(client, output);
        verbs = new CommandLine(own);
        verbs.addSubcommand("users", new TodoUsersCommand(own, asking));
        TodoVerbs.leaves(verbs.getSubcommands().values()).forEach(leaf -> leaf.getCommandSpec()
                .addMixin("help", CommandSpec.forAnnotatedObject(new OutputOptions.Help())));
        verbs.setCaseInsensitiveEnumValuesAllowed(true);
        verbs.setExpandAtFiles(false);
        Failures failures = new Failures(context.console());
        verbs.setParameterExceptionHandler(failures);
        verbs.setExecutionExceptionHandler(failures);
        verbs.setOut(new PrintWriter(context.console().out(), true, StandardCharsets.UTF_8));
        verbs.setErr(new PrintWriter(context.console().err(), true, StandardCharsets.UTF_8));
        values = new TodoValues(client);
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
    public int run() {
        try (Terminal terminal = TerminalBuilder.builder().name("labctl").build()) {
            output.say("help lists the verbs, Tab completes, Ctrl-D ends");
            return run(terminal);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes lines from a terminal. */
    public int run(Terminal terminal) {
        secrets = Session.secrets(terminal);
        Path history = context.settings().home().resolve("todo-history");
        new Session(terminal, history, new Lines(), new Completer(verbs, values), new Colours(verbs)).run();
        return 0;
    }

    private final class Lines implements Session.Commands {
        @Override
        public String prompt() {
            return "todo> ";
        }

        /** What a line says, also when it is written as on the command line. */
        @Override
        public List<String> meant(List<String> words) {
            return words.stream().dropWhile(NEEDLESS::contains).toList();
        }

        @Override
        public void run(List<String> words) {
            if (HELP.contains(words.get(0))) {
                help(output.talk());
                return;
            }
            verbs.execute(words.toArray(String[]::new));
            values.remember(Place.after(verbs, words));
        }
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
