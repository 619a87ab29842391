package dev.labctl.cli.command;

import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.completion.Completer;
import dev.labctl.cli.shell.Colours;
import dev.labctl.cli.shell.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "shell",
        description = {
            "Take one command after the other, with history and completion.",
            "Off a terminal: the lines of stdin, until one fails; its exit code is the shell's."
        })
final class ShellCommand implements Callable<Integer> {
    @Mixin
    private final CloudOptions target;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli itself acts on it
    private final OutputOptions.Help help = new OutputOptions.Help();

    private final Context context;

    ShellCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
    }

    @Override
    public Integer call() {
        Context session = context.with(target.asEnvironment());
        try {
            if (!context.console().interactive()) {
                return new ShellScript(session).run();
            }
            try (Terminal terminal = TerminalBuilder.builder().name("labctl").build()) {
                context.console()
                        .err()
                        .println("help lists the commands, Tab completes, Ctrl-C stops a command, Ctrl-D ends");
                return session(session, terminal);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes commands from a terminal. */
    static int session(Context context, Terminal terminal) {
        ShellLines lines = new ShellLines(context, terminal);
        CommandLine all = new Labctl(context).line(List.of(Verb.values()));
        all.addSubcommand(new UseCommand(context));
        new Session(
                        terminal,
                        context.settings().home().resolve("history"),
                        lines,
                        new Completer(all, lines),
                        new Colours(all))
                .run();
        return 0;
    }
}
