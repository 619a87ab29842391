package dev.labctl.cli.command;

import dev.labctl.cli.cloud.Target;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.completion.Completion;
import dev.labctl.cli.completion.Place;
import dev.labctl.cli.completion.Source;
import dev.labctl.cli.completion.Values;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.output.Console;
import dev.labctl.cli.shell.OwnWord;
import dev.labctl.cli.shell.Session;
import java.io.BufferedReader;
import java.util.List;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/** What {@code labctl shell} does with its lines: each is a command of labctl's, on the target that was chosen last. */
final class ShellLines implements Session.Commands, Values {
    private final Terminal terminal;
    private final ShellBuiltins builtins;

    ShellLines(Context context, Terminal terminal) {
        // What a user types while a command runs is read by the terminal, for which the process's own input has no
        // ears.
        Console asking = context.console().asking(new BufferedReader(terminal.reader()), Session.secrets(terminal));
        this.terminal = terminal;
        this.builtins = new ShellBuiltins(context.with(asking, context.interrupts()));
    }

    @Override
    public String prompt() {
        boolean isColoured = new OutputOptions(builtins.context()).areColoursWanted();
        String where = where();
        AttributedStyle style = where.startsWith("aws")
                ? AttributedStyle.BOLD.foreground(AttributedStyle.RED)
                : AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
        return (isColoured ? new AttributedString(where, style).toAnsi(terminal) : where) + "> ";
    }

    private String where() {
        try {
            Target target = new CloudOptions(builtins.context()).target();
            String profile = target.profile() == null ? "" : " (" + target.profile() + ")";
            return target.kind().name().toLowerCase(java.util.Locale.ROOT) + " " + target.region() + profile;
        } catch (LabctlException e) {
            // A setting is wrong, which the next command says.
            return "labctl";
        }
    }

    @Override
    public List<String> meant(List<String> words) {
        return OwnWord.withoutNeedless(words);
    }

    @Override
    public void run(List<String> words) {
        if (builtins.run(words).isEmpty()) {
            Foreground.run(builtins.context(), this::onCtrlC, own -> new Labctl(own).run(words.toArray(String[]::new)));
        }
    }

    private Runnable onCtrlC(Runnable action) {
        Terminal.SignalHandler before = terminal.handle(Terminal.Signal.INT, signal -> action.run());
        return () -> terminal.handle(Terminal.Signal.INT, before);
    }

    @Override
    public List<Completion> of(Source source, Place place, String begun) {
        return new LiveValues(builtins.context()).of(source, place, begun);
    }
}
