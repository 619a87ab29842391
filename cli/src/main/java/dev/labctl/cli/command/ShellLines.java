package dev.labctl.cli.command;

import dev.labctl.cli.cloud.Target;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.Failures;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.completion.Completion;
import dev.labctl.cli.completion.Place;
import dev.labctl.cli.completion.Source;
import dev.labctl.cli.completion.Values;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.output.Console;
import dev.labctl.cli.shell.Session;
import java.io.BufferedReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import picocli.CommandLine;

/** What {@code labctl shell} does with its lines: each is a command of labctl's, on the target that was chosen last. */
final class ShellLines implements Session.Commands, Values {
    /** Verbs that are sessions themselves. */
    private static final Set<List<String>> SESSIONS = Set.of(List.of("shell"), List.of("todo"));

    private final Context outside;
    private final Terminal terminal;
    private Context context;

    ShellLines(Context context, Terminal terminal) {
        // What a user types while a command runs is read by the terminal, for which the process's own input has no
        // ears.
        Console asking = context.console().asking(new BufferedReader(terminal.reader()), Session.secrets(terminal));
        this.outside = context.with(asking, context.interrupts());
        this.terminal = terminal;
        this.context = outside;
    }

    @Override
    public String prompt() {
        boolean isColoured = new OutputOptions(context).areColoursWanted();
        String where = where();
        AttributedStyle style = where.startsWith("aws")
                ? AttributedStyle.BOLD.foreground(AttributedStyle.RED)
                : AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
        return (isColoured ? new AttributedString(where, style).toAnsi(terminal) : where) + "> ";
    }

    private String where() {
        try {
            Target target = new CloudOptions(context).target();
            String profile = target.profile() == null ? "" : " (" + target.profile() + ")";
            return target.kind().name().toLowerCase(java.util.Locale.ROOT) + " " + target.region() + profile;
        } catch (LabctlException e) {
            // A setting is wrong, which the next command says.
            return "labctl";
        }
    }

    @Override
    public List<String> meant(List<String> words) {
        return words.stream().dropWhile("labctl"::equals).toList();
    }

    @Override
    public void run(List<String> words) {
        switch (words.get(0)) {
            case "help" -> help(words);
            case UseCommand.WORD -> use(words);
            default -> {
                if (SESSIONS.contains(words)) {
                    context.console()
                            .err()
                            .println("labctl: a session runs already; " + words.get(0) + " --help tells more");
                } else {
                    Foreground.run(context, this::onCtrlC, own -> new Labctl(own).run(words.toArray(String[]::new)));
                }
            }
        }
    }

    private Runnable onCtrlC(Runnable action) {
        Terminal.SignalHandler before = terminal.handle(Terminal.Signal.INT, signal -> action.run());
        return () -> terminal.handle(Terminal.Signal.INT, before);
    }

    private void help(List<String> words) {
        if (words.size() > 1 && words.get(1).equals(UseCommand.WORD)) {
            use(List.of(UseCommand.WORD, "--help"));
            return;
        }
        List<String> line = new ArrayList<>(words.subList(1, words.size()));
        line.add("--help");
        new Labctl(context).run(line.toArray(String[]::new));
    }

    private void use(List<String> words) {
        UseCommand use = new UseCommand(outside);
        CommandLine line = new CommandLine(use);
        Failures failures = new Failures(context.console());
        line.setParameterExceptionHandler(failures);
        line.setExecutionExceptionHandler(failures);
        if (line.execute(words.subList(1, words.size()).toArray(String[]::new)) == 0) {
            context = use.chosen();
        }
    }

    @Override
    public List<Completion> of(Source source, Place place, String begun) {
        return new LiveValues(context).of(source, place, begun);
    }
}
