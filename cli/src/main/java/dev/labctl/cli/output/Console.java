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
 */
public record Console(PrintStream out, PrintStream err, BufferedReader in, boolean interactive) {}
