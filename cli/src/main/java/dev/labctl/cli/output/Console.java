package dev.labctl.cli.output;

import java.io.BufferedReader;
import java.io.PrintStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a run reads and writes.
 *
 * @param out results, and nothing else
 * @param err talk: progress, the target, failures
 * @param in answers to questions
 * @param interactive whether a person sits at a terminal: only then is anything asked, drawn again or coloured
 * @param secrets asked for passwords, when a person is there
 * @param screen how much the terminal shows at the moment; null when lines cannot be drawn again on it
 */
public record Console(
        PrintStream out,
        PrintStream err,
        BufferedReader in,
        boolean interactive,
        Secrets secrets,
        @Nullable Supplier<ScreenSize> screen) {
    /** Where nobody is there: nobody is asked, and nothing drawn again. */
    public Console(PrintStream out, PrintStream err, BufferedReader in) {
        this(out, err, in, false, prompt -> null, null);
    }

    /** The same, with other ways to ask. */
    public Console asking(BufferedReader answers, Secrets others) {
        return new Console(out, err, answers, interactive, others, screen);
    }

    /** The same, with other ends of its streams. */
    public Console writing(PrintStream results, PrintStream talk) {
        return new Console(results, talk, in, interactive, secrets, screen);
    }
}
