package dev.labctl.cli.command.shared;

import dev.labctl.cli.output.Output;
import java.util.Map;
import picocli.CommandLine.Option;

/** How results are shown, and help: shared by all verbs. */
public final class OutputOptions {
    /** Help alone, where the rest is settled. */
    public static final class Help {
        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Show this help.")
        @SuppressWarnings("UnusedVariable") // picocli itself acts on it
        private boolean help;
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            description = "How to write the result (default: text).")
    private Output.Format format = Output.Format.TEXT;

    @Option(
            names = {"-q", "--quiet"},
            description = "Say nothing but the result and failures.")
    private boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "Say more; -vv also prints the stack trace of a failure.")
    private boolean[] verbose = {};

    @Option(names = "--no-color", description = "No colours; NO_COLOR in the environment does the same.")
    private boolean noColor;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli itself acts on it
    private boolean help;

    private final Context context;

    public OutputOptions(Context context) {
        this.context = context;
    }

    /** The output as it was asked for. */
    public Output open() {
        return new Output(context.console(), format, quiet ? -1 : Math.min(verbose.length, 2), areColoursWanted());
    }

    /** Whether somebody looks who has not said that there are to be none. */
    public boolean areColoursWanted() {
        Map<String, String> environment = context.environment();
        return context.console().interactive()
                && !noColor
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
    }
}
