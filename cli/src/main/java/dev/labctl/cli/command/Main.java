package dev.labctl.cli.command;

import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.Distribution;
import dev.labctl.cli.command.shared.Failures;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.error.Reason;
import dev.labctl.cli.output.Console;
import dev.labctl.cli.output.ResultStream;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The process: takes from it what a run needs, and gives it the exit code. */
public final class Main {
    private Main() {}

    /** Runs the command line and exits with its code. */
    public static void main(String[] arguments) {
        // labctl speaks English, and programs read its numbers, whatever the locale of the machine.
        Locale.setDefault(Locale.ENGLISH);
        ResultStream results = new ResultStream(new FileOutputStream(FileDescriptor.out));
        Context context = context(results);
        // Asked for by scripts all the time, and answered without a parser.
        if (Arrays.stream(arguments).anyMatch(argument -> argument.indexOf('\uFFFD') >= 0)) {
            System.exit(new Failures(context.console())
                    .tell(
                            LabctlException.usage(
                                    "the command line is not UTF-8", "write it in a UTF-8 locale: LC_ALL=C.UTF-8"),
                            0));
        }
        int exitCode = Arrays.equals(arguments, new String[] {"--version"})
                ? version(context)
                : new Labctl(context).run(arguments);
        context.console().out().flush();
        System.exit(exitCode == 0 ? written(results, context) : exitCode);
    }

    /** A result that did not arrive is no success, though the work is done. */
    private static int written(ResultStream results, Context context) {
        return results.loss()
                .map(loss -> new Failures(context.console())
                        .tell(
                                LabctlException.usage(
                                        "the result could not be written: " + Reason.of(loss),
                                        "make room where stdout goes, or send it elsewhere; the command itself succeeded"),
                                0))
                .orElse(0);
    }

    private static Context context(ResultStream results) {
        PrintStream out = new PrintStream(results, false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        boolean isJob = "true".equals(System.getenv("CI"));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        return new Context(
                new Console(
                        out,
                        err,
                        in,
                        !isJob && Boolean.getBoolean("labctl.terminal"),
                        Main::secret,
                        !isJob && Boolean.getBoolean("labctl.screen") ? Screen.ofTerminal(System.getenv()) : null),
                System.getenv(),
                Path.of(System.getProperty("user.home")),
                Distribution.current(),
                new ProcessInterrupts());
    }

    private static @Nullable String secret(String prompt) {
        char[] typed = Objects.requireNonNull(System.console(), "asked only at a terminal")
                .readPassword(prompt);
        return typed == null ? null : new String(typed);
    }

    /** Prints the version. */
    static int version(Context context) {
        context.console().out().println("labctl " + Distribution.version());
        return 0;
    }
}
