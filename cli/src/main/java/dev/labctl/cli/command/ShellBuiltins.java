package dev.labctl.cli.command;

import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.Failures;
import dev.labctl.cli.error.LabctlException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import picocli.CommandLine;

/** What the lines of a shell may be besides verbs: help, and which cloud the next lines mean. */
final class ShellBuiltins {
    /** Verbs that are sessions themselves. */
    private static final Set<List<String>> SESSIONS = Set.of(List.of("shell"), List.of("todo"));

    private final Context outside;
    private Context context;

    ShellBuiltins(Context outside) {
        this.outside = outside;
        this.context = outside;
    }

    /** What the next line runs in. */
    Context context() {
        return context;
    }

    /** Runs a line, and gives its exit code; empty when it is a verb's. */
    OptionalInt run(List<String> words) {
        return switch (words.get(0)) {
            case "help" -> OptionalInt.of(help(words));
            case UseCommand.WORD -> OptionalInt.of(use(words));
            default -> SESSIONS.contains(words) ? OptionalInt.of(refused(words)) : OptionalInt.empty();
        };
    }

    private int refused(List<String> words) {
        return new Failures(context.console())
                .tell(LabctlException.usage("a session runs already", "labctl " + words.get(0) + " --help"), 0);
    }

    private int help(List<String> words) {
        if (words.size() > 1 && words.get(1).equals(UseCommand.WORD)) {
            return use(List.of(UseCommand.WORD, "--help"));
        }
        List<String> line = new ArrayList<>(words.subList(1, words.size()));
        line.add("--help");
        return new Labctl(context).run(line.toArray(String[]::new));
    }

    private int use(List<String> words) {
        UseCommand use = new UseCommand(outside);
        CommandLine line = new CommandLine(use);
        line.setOut(new PrintWriter(context.console().out(), true, StandardCharsets.UTF_8));
        Failures failures = new Failures(context.console());
        line.setParameterExceptionHandler(failures);
        line.setExecutionExceptionHandler(failures);
        int exitCode = line.execute(words.subList(1, words.size()).toArray(String[]::new));
        if (exitCode == 0) {
            context = use.chosen();
        }
        return exitCode;
    }
}
