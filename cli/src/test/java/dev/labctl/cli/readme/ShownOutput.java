package dev.labctl.cli.readme;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whether a command printed what a README shows of it.
 *
 * <p>It did if it printed the same words. A word {@code ...} stands for any number of them, also of lines, and within a word
 * for any part of it. What differs from run to run only has to be of its kind: times, ids, checksums,
 * ports. Where lines are broken does not matter, for it depends on the length of such things.
 */
final class ShownOutput {
    private static final String ANY = "...";

    /** What differs from run to run, and the word that stands for all of its kind; the first that fits counts. */
    private static final List<Kind> KINDS = List.of(
            new Kind("\\e\\[[0-9;]*m", ""),
            // A slow machine says now and then that it is still at it.
            new Kind("(?m)^still .*$", ""),
            // How long a check took is only said of those that took long.
            new Kind("(?m)^((pass|FAIL|skip) .*?) {2}(\\d+m )?\\d+(\\.\\d+)? ?s$", "$1"),
            new Kind("\\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b", "UUID"),
            new Kind("\\b\\d{4}-\\d\\d-\\d\\d([T ]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?Z?)?", "TIME"),
            new Kind("\\b\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?", "TIME"),
            new Kind("[<~+]?\\b(\\d+[dhm] )*\\d+(\\.\\d+)? ?(ms|s|m|h)\\b(?! left)", "DURATION"),
            new Kind("\\b(i|vpc|subnet|sg|vol|eni|ami|vpce)-[0-9a-f]{8,17}\\b", "$1-ID"),
            new Kind("(127\\.0\\.0\\.1:|on port )\\d+", "$1PORT"),
            new Kind("-?\\b\\d{15,}\\b", "CHECKSUM"),
            new Kind("\\b\\d+\\.\\d [kMG]B\\b", "SIZE"),
            new Kind("\\b(?=[0-9a-f]*[0-9])[0-9a-f]{8,64}\\b", "HEX"),
            // A version of an object, the end of a name that CloudFormation chose.
            new Kind(
                    "\\b(?:[A-Za-z0-9_.]{32}|(?=[\\w.]*[0-9])(?=[\\w.]*[a-z])(?=[\\w.]*[A-Z])[\\w.]{12,31})(?=\\s|$)",
                    "ID"));

    private ShownOutput() {}

    private record Kind(Pattern pattern, String word) {
        Kind(String pattern, String word) {
            this(Pattern.compile(pattern), word);
        }
    }

    /** Whether this output is what these lines show. */
    static boolean matches(List<String> shown, String output) {
        String expression = Arrays.stream(words(String.join("\n", shown)))
                .map(ShownOutput::expression)
                .collect(Collectors.joining());
        String printed = Arrays.stream(words(output)).map(word -> word + " ").collect(Collectors.joining());
        return Pattern.compile(expression).matcher(printed).matches();
    }

    private static String expression(String word) {
        if (word.equals(ANY)) {
            return "(?:\\S+ )*?";
        }
        return Arrays.stream(word.split(Pattern.quote(ANY), -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining("\\S*"))
                + " ";
    }

    private static String[] words(String text) {
        String general = text;
        for (Kind kind : KINDS) {
            general = kind.pattern().matcher(general).replaceAll(kind.word());
        }
        return general.strip().split("\\s+");
    }
}
