package dev.labctl.cli.command;

import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.output.Durations;
import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code labctl} itself: knows the verbs, and how a failure is told. */
@Command(
        name = "labctl",
        description = "Deploys, exercises and proves event-driven AWS systems, on AWS and on a local cloud.",
        synopsisSubcommandLabel = "VERB",
        footer = {
            "",
            "Exit codes: 0 done, 1 a check failed, 2 wrong usage, 3 not deployed, 4 credentials,",
            "5 the cloud failed, 6 timed out, 7 something was left behind, 70 a bug in labctl."
        })
final class Labctl implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            description = "Show the version.")
    private boolean version;

    private final Context context;

    Labctl(Context context) {
        this.context = context;
    }

    /** Runs a command line and returns the exit code; never throws. */
    int run(String... arguments) {
        CommandLine line = new CommandLine(this);
        for (Verb verb : Verb.neededFor(arguments)) {
            Object command = verb.command(context);
            CommandLine child = new CommandLine(command);
            if (command instanceof Verb.Group group) {
                group.verbs().forEach(child::addSubcommand);
            }
            line.addSubcommand(verb.word(), child);
        }
        line.registerConverter(Lab.class, Labs::named);
        line.registerConverter(Duration.class, Durations::parse);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOut(new PrintWriter(context.console().out(), true));
        line.setErr(new PrintWriter(context.console().err(), true));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(
                context.console().interactive() ? CommandLine.Help.Ansi.AUTO : CommandLine.Help.Ansi.OFF));
        line.setParameterExceptionHandler(this::misused);
        line.setExecutionExceptionHandler(this::failed);
        return line.execute(arguments);
    }

    @Override
    public void run() {
        if (version) {
            context.console().out().println("labctl " + Distribution.version());
        } else {
            throw LabctlException.usage("say what to do", "labctl --help");
        }
    }

    private int misused(ParameterException e, String[] arguments) {
        Throwable cause = e.getCause();
        if (cause instanceof LabctlException known) {
            return tell(known, 0);
        }
        String verb = e.getCommandLine().getCommandSpec().qualifiedName();
        return tell(LabctlException.usage(String.valueOf(e.getMessage()), verb + " --help"), 0);
    }

    private int failed(Exception e, CommandLine line, @Nullable ParseResult parsed) {
        int verbosity = parsed == null ? 0 : verbosity(line);
        return tell(
                e instanceof LabctlException known
                        ? known
                        : new LabctlException(
                                Failure.INTERNAL, "a bug in labctl: " + e, "run it again with -vv and report that", e),
                verbosity);
    }

    private static int verbosity(CommandLine line) {
        boolean[] given = line.getCommandSpec().findOption("-v") == null
                ? new boolean[0]
                : line.getCommandSpec().findOption("-v").getValue();
        return given == null ? 0 : given.length;
    }

    private int tell(LabctlException e, int verbosity) {
        context.console().out().flush();
        context.console().err().println("labctl: " + e.text());
        if (!e.fix().isEmpty()) {
            context.console().err().println("  fix: " + e.fix());
        }
        if (verbosity >= 2) {
            e.printStackTrace(context.console().err());
        }
        return e.failure().exitCode();
    }
}
