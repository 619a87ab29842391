package dev.labctl.cli.command;

import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.Distribution;
import dev.labctl.cli.output.Console;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** What one run of labctl, in this JVM, gave its user. */
public record Run(int exitCode, String out, String err) {
    /** Runs labctl off a terminal, with nothing but this environment, and with the templates as they are in the tree. */
    public static Run labctl(Path userHome, Map<String, String> environment, String... arguments) {
        return labctl(new Distribution(Path.of("..")), userHome, environment, arguments);
    }

    /** The same, with templates and code of another installation. */
    public static Run labctl(
            Distribution distribution, Path userHome, Map<String, String> environment, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new BufferedReader(new StringReader("")));
        Context context = new Context(console, environment, userHome, distribution, new ProcessInterrupts());
        int exitCode = new Labctl(context).run(arguments);
        return new Run(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
