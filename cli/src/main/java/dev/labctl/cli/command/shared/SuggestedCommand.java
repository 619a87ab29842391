package dev.labctl.cli.command.shared;

import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.Lab;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParseResult;

/**
 * Makes of a command that a failure suggests one that can be copied: the same verb again as it was typed, with what it
 * lacked or got wrong; another verb with the options that choose the cloud.
 */
public final class SuggestedCommand {
    private static final String NAME = "labctl";
    private static final List<String> CLOUD =
            List.of("--target", "--profile", "--region", "--endpoint-url", "--stack-prefix");
    private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./<>-]+");

    private final @Nullable ParseResult run;

    /** For the run that failed; null when it was none. */
    public SuggestedCommand(@Nullable ParseResult run) {
        this.run = run;
    }

    /** The command, complete for this run. */
    public String complete(String command) {
        List<String> words = new ArrayList<>(Arrays.asList(command.split(" ")));
        if (run == null
                || words.size() < 2
                || !words.get(0).equals(NAME)
                || run.originalArgs().isEmpty()) {
            return command;
        }
        if (words.get(1).equals(run.originalArgs().get(0))) {
            return again(words, run.originalArgs());
        }
        List<String> labs = labs(last(run));
        if (labs.size() == 1) {
            words.replaceAll(word -> word.equals(LabctlException.ANY_LAB) ? labs.get(0) : word);
        }
        for (String option : CLOUD) {
            if (last(run).hasMatchedOption(option)) {
                words.add(option);
                words.add(quoted(
                        last(run).matchedOption(option).originalStringValues().get(0)));
            }
        }
        return String.join(" ", words);
    }

    /** What was typed, with what the suggestion gives besides or otherwise. */
    private static String again(List<String> suggested, List<String> typed) {
        List<String> words = new ArrayList<>(typed);
        List<String> given = new ArrayList<>();
        for (int i = 0; i < suggested.size(); i++) {
            String option = suggested.get(i);
            boolean hasValue = i + 1 < suggested.size() && !suggested.get(i + 1).startsWith("--");
            if (option.startsWith("--")) {
                String value = hasValue ? suggested.get(i + 1) : "";
                take(option, value, words);
                given.add(option);
                given.addAll(hasValue ? List.of(value) : List.of());
            }
        }
        words.addAll(given);
        return line(words.stream());
    }

    /** These words as a line that can be copied. */
    static String line(Stream<String> words) {
        return NAME + " " + words.map(SuggestedCommand::quoted).collect(Collectors.joining(" "));
    }

    /** Takes an option away that is given anew: of those with KEY=VALUE the one with that key. */
    private static void take(String option, String value, List<String> words) {
        String key = value.contains("=") ? value.substring(0, value.indexOf('=') + 1) : "";
        for (int at = words.size() - 1; at >= 0; at--) {
            boolean isFlag = value.isEmpty() && words.get(at).equals(option);
            boolean isPair = !value.isEmpty()
                    && at + 1 < words.size()
                    && words.get(at).equals(option)
                    && words.get(at + 1).startsWith(key);
            if (isFlag || isPair) {
                words.subList(at, isPair ? at + 2 : at + 1).clear();
            }
        }
    }

    private static ParseResult last(ParseResult result) {
        return result.hasSubcommand() ? last(result.subcommand()) : result;
    }

    private static List<String> labs(ParseResult result) {
        return result.matchedArgs().stream()
                .filter(SuggestedCommand::isLab)
                .flatMap(arg -> arg.originalStringValues().stream())
                .toList();
    }

    private static boolean isLab(ArgSpec arg) {
        Class<?>[] types = arg.auxiliaryTypes();
        return arg.type() == Lab.class || (types != null && types.length > 0 && types[0] == Lab.class);
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
