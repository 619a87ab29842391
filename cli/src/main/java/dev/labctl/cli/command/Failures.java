package dev.labctl.cli.command;

import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.output.Console;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Tells every failure the same way: what happened, what to do, and with {@code -vv} the stack trace. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final Console console;

    Failures(Console console) {
        this.console = console;
    }

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        if (e.getCause() instanceof LabctlException known) {
            return tell(known, 0);
        }
        String verb = e.getCommandLine().getCommandSpec().qualifiedName();
        return tell(LabctlException.usage(String.valueOf(e.getMessage()), verb + " --help"), 0);
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine line, @Nullable ParseResult parsed) {
        LabctlException known = e instanceof LabctlException expected
                ? expected
                : new LabctlException(
                        Failure.INTERNAL, "a bug in labctl: " + e, "run it again with -vv and report that", e);
        return tell(known, verbosity(line));
    }

    private static int verbosity(CommandLine line) {
        CommandLine.Model.OptionSpec option = line.getCommandSpec().findOption("-v");
        boolean @Nullable [] given = option == null ? null : option.getValue();
        return given == null ? 0 : given.length;
    }

    private int tell(LabctlException e, int verbosity) {
        console.out().flush();
        console.err().println("labctl: " + e.text());
        if (!e.fix().isEmpty()) {
            console.err().println("  fix: " + e.fix());
        }
        if (verbosity >= 2) {
            e.printStackTrace(console.err());
        }
        return e.failure().exitCode();
    }
}
