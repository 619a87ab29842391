package dev.labctl.cli.command;

import dev.labctl.cli.output.Console;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** The process: takes from it what a run needs, and gives it the exit code. */
public final class Main {
    private Main() {}

    /** Runs the command line and exits with its code. */
    public static void main(String[] arguments) {
        Context context = context();
        // Asked for by scripts all the time, and answered without a parser.
        int exitCode = Arrays.equals(arguments, new String[] {"--version"})
                ? version(context)
                : new Labctl(context).run(arguments);
        context.console().out().flush();
        System.exit(exitCode);
    }

    /** This process as a run sees it. */
    static Context context() {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        boolean interactive = Boolean.getBoolean("labctl.terminal") && !"true".equals(System.getenv("CI"));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        return new Context(
                new Console(out, err, in, interactive),
                System.getenv(),
                Path.of(System.getProperty("user.home")),
                Distribution.current());
    }

    /** Prints the version. */
    static int version(Context context) {
        context.console().out().println("labctl " + Distribution.version());
        return 0;
    }
}
