package dev.labctl.cli.output;

import java.io.BufferedReader;
import java.io.PrintStream;

/**
 * Where a run reads and writes.
 *
 * @param out results, and nothing else
 * @param err talk: progress, the target, failures
 * @param in answers to questions
 * @param interactive whether a person sits at a terminal: only then is anything asked, drawn again or coloured
 * @param secrets asked for passwords, when a person is there
 */
public record Console(PrintStream out, PrintStream err, BufferedReader in, boolean interactive, Secrets secrets) {
    /** Where nobody is there who could be asked for a secret. */
    public Console(PrintStream out, PrintStream err, BufferedReader in, boolean interactive) {
        this(out, err, in, interactive, prompt -> null);
    }

    /** The same, with other ways to ask. */
    public Console asking(BufferedReader answers, Secrets others) {
        return new Console(out, err, answers, interactive, others);
    }
}
