package dev.labctl.cli.command;

import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.Failures;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.command.shared.VerbGroup;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.output.Durations;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;

/** {@code labctl} itself: knows the verbs, and how a failure is told. */
@Command(
        name = "labctl",
        description = "Deploys, exercises and proves event-driven AWS systems, on AWS and on a local cloud.",
        synopsisSubcommandLabel = "VERB",
        footer = {
            "",
            "Exit codes: 0 done, 1 a check failed, 2 wrong usage, 3 not deployed,",
            "4 credentials, 5 the cloud failed, 6 timed out, 7 something was left behind,",
            "70 a bug in labctl, 130 interrupted by Ctrl-C, 143 ended by SIGTERM."
        })
final class Labctl implements Runnable {
    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli itself acts on it
    private final OutputOptions.Help help = new OutputOptions.Help();

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
        return line(Verb.neededFor(arguments)).execute(arguments);
    }

    /** The command line with these verbs. */
    CommandLine line(List<Verb> verbs) {
        CommandLine line = new CommandLine(this);
        for (Verb verb : verbs) {
            Object command = verb.command(context);
            CommandLine child = new CommandLine(command);
            if (command instanceof VerbGroup group) {
                for (Map.Entry<String, Object> each : group.verbs().entrySet()) {
                    child.addSubcommand(each.getKey(), each.getValue());
                }
            }
            line.addSubcommand(verb.word(), child);
        }
        line.registerConverter(Lab.class, new LabConverter());
        line.registerConverter(Duration.class, new DurationConverter());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        // Options take @FILE as their own value; picocli would put the file's words on the command line.
        line.setExpandAtFiles(false);
        line.setOut(new PrintWriter(context.console().out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(context.console().err(), true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(
                context.console().interactive() ? CommandLine.Help.Ansi.AUTO : CommandLine.Help.Ansi.OFF));
        line.getHelpSectionMap().remove(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING);
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, new VerbsByTask());
        Failures failures = new Failures(context.console());
        line.setParameterExceptionHandler(failures);
        line.setExecutionExceptionHandler(failures);
        return line;
    }

    @Override
    public void run() {
        if (version) {
            Main.version(context);
        } else {
            throw LabctlException.usage("say what to do", "labctl --help");
        }
    }

    // Classes, not lambdas: a lambda of one of picocli's types keeps picocli out of the class data archive.

    private static final class LabConverter implements ITypeConverter<Lab> {
        @Override
        public Lab convert(String slug) {
            return Labs.named(slug);
        }
    }

    private static final class DurationConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return Durations.parse(text);
        }
    }
}
