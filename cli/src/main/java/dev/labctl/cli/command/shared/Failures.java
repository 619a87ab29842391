package dev.labctl.cli.command.shared;

import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.output.Console;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells every failure the same way: what happened, what to do, and with {@code -vv} the stack trace. */
public final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
    // picocli names the constants of a Java enum.
    private static final Pattern NONE_OF = Pattern.compile(
            "Invalid value for (?:option '([^']+)'|positional parameter)"
                    + ".*: expected one of \\[(.+)] \\(case-insensitive\\) but was '(.*)'",
            Pattern.DOTALL);

    private final Console console;

    public Failures(Console console) {
        this.console = console;
    }

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        if (e.getCause() instanceof LabctlException known) {
            return tell(known, 0);
        }
        CommandSpec spec = e.getCommandLine().getCommandSpec();
        LabctlException failure = e instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()
                ? unmatched(spec, unmatched)
                : LabctlException.usage(readable(String.valueOf(e.getMessage()), spec), fix(e, spec, arguments));
        return tell(failure, 0);
    }

    /**
     * Most verbs take their lab as a word: where it has to be an option, what was typed comes back with it. A file whose
     * name looks like an option comes back behind the sign that it is none.
     */
    private static String fix(ParameterException e, CommandSpec spec, String[] arguments) {
        List<String> files = Arrays.stream(arguments)
                .filter(word -> word.startsWith("-") && Files.exists(Path.of(word)))
                .toList();
        if (!files.isEmpty()) {
            return SuggestedCommand.line(Stream.of(
                            Arrays.stream(arguments).filter(word -> !files.contains(word)),
                            Stream.of("--"),
                            files.stream())
                    .flatMap(words -> words));
        }
        boolean lacksLab = e instanceof MissingParameterException missing
                && missing.getMissing().stream()
                        .anyMatch(each -> each instanceof OptionSpec && each.auxiliaryTypes()[0] == Lab.class);
        return Arrays.stream(arguments)
                .filter(word -> lacksLab
                        && Labs.all().stream().anyMatch(lab -> lab.slug().equals(word)))
                .findFirst()
                .map(lab -> SuggestedCommand.line(Arrays.stream(arguments)
                        .flatMap(word -> word.equals(lab) ? Stream.of("--lab", lab) : Stream.of(word))))
                .orElse(spec.qualifiedName() + " --help");
    }

    /** picocli's sentence, without its words for Java's types and for what an option is. */
    private static String readable(String message, CommandSpec spec) {
        Matcher noneOf = NONE_OF.matcher(message);
        if (noneOf.matches()) {
            String taker = noneOf.group(1) == null ? spec.qualifiedName() : noneOf.group(1);
            String words = noneOf.group(2).toLowerCase(Locale.ROOT).replaceFirst(", ([^,]*)$", " or $1");
            return "%s takes %s, not '%s'".formatted(taker, words, noneOf.group(3));
        }
        return message.replaceAll("is not an? (int|long|short|Integer|Long)\\b", "is no whole number in its range")
                .replaceAll("is not an? (float|double|Float|Double)\\b", "is no number")
                .replaceAll(
                        "^Value for option option '([^']+)' \\(([^)]+)\\) should be in KEY=VALUE format but was (.*)$",
                        "$1 takes $2, not '$3'");
    }

    private static LabctlException unmatched(CommandSpec spec, UnmatchedArgumentException e) {
        String word = e.getUnmatched().get(0);
        if (!spec.subcommands().isEmpty()) {
            String guess = e.getSuggestions().stream()
                    .filter(each -> !word.isEmpty() && each.charAt(0) == word.charAt(0))
                    .findFirst()
                    .map(each -> "; did you mean " + each + "?")
                    .orElse("");
            return LabctlException.usage(
                    "%s has no verb '%s'%s".formatted(spec.qualifiedName(), word, guess),
                    spec.qualifiedName() + " --help");
        }
        // Of a list of labs picocli leaves the first that is none, and what follows it, without saying why.
        boolean takesLabs = spec.positionalParameters().stream()
                .anyMatch(each -> each.arity().isVariable() && each.auxiliaryTypes()[0] == Lab.class);
        if (takesLabs) {
            try {
                Labs.named(word);
            } catch (LabctlException unknown) {
                return unknown;
            }
        }
        return LabctlException.usage("'%s' is one word too many".formatted(word), spec.qualifiedName() + " --help");
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine line, @Nullable ParseResult parsed) {
        LabctlException known = e instanceof LabctlException expected
                ? expected
                : new LabctlException(
                        Failure.INTERNAL, "a bug in labctl: " + e, "run it again with -vv and report that", e);
        return tell(known, verbosity(line), new SuggestedCommand(parsed));
    }

    private static int verbosity(CommandLine line) {
        CommandLine.Model.OptionSpec option = line.getCommandSpec().findOption("-v");
        boolean @Nullable [] given = option == null ? null : option.getValue();
        return given == null ? 0 : given.length;
    }

    /** Tells a failure and returns its exit code. */
    public int tell(LabctlException e, int verbosity) {
        return tell(e, verbosity, new SuggestedCommand(null));
    }

    private int tell(LabctlException e, int verbosity, SuggestedCommand suggested) {
        console.out().flush();
        console.err().println("labctl: " + e.text());
        if (!e.fix().isEmpty()) {
            console.err().println("  fix: " + e.fix(suggested::complete));
        }
        if (verbosity >= 2) {
            e.printStackTrace(console.err());
        }
        return e.failure().exitCode();
    }
}
