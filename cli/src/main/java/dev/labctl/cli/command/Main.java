package dev.labctl.cli.command;

import dev.labctl.cli.output.Console;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The process: takes from it what a run needs, and gives it the exit code. */
public final class Main {
    private Main() {}

    /** Runs the command line and exits with its code. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        boolean interactive = System.console() != null && !"true".equals(System.getenv("CI"));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Context context = new Context(
                new Console(out, err, in, interactive),
                System.getenv(),
                Path.of(System.getProperty("user.home")),
                Distribution.current());
        int exitCode = new Labctl(context).run(arguments);
        out.flush();
        System.exit(exitCode);
    }
}
