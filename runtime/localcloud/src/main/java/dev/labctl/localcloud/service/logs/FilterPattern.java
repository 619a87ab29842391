package dev.labctl.localcloud.service.logs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A filter pattern: terms, a JSON selector, or a row of fields.
 *
 * <p>See <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html">Filter pattern
 * syntax</a>.
 */
interface FilterPattern {
    /** What the pattern found in a message: the values it selects; empty when the message does not match. */
    Optional<Map<String, String>> match(String message);

    /**
     * Reads a pattern.
     *
     * @throws dev.labctl.localcloud.core.AwsError InvalidParameterException when it is not one
     */
    static FilterPattern of(@Nullable String text) {
        String pattern = text == null ? "" : text.strip();
        if (pattern.startsWith("{")) {
            return new JsonPattern(pattern);
        }
        if (pattern.startsWith("[")) {
            return new FieldsPattern(pattern);
        }
        return Terms.of(pattern);
    }

    /**
     * Words and quoted phrases: all of {@code all}, one of {@code any} if there are some, and none of {@code none}.
     *
     * @param all must occur
     * @param any at least one must occur: {@code ?ERROR ?WARN}
     * @param none must not occur: {@code -INFO}
     */
    record Terms(List<Pattern> all, List<Pattern> any, List<Pattern> none) implements FilterPattern {
        private static final Pattern TERM = Pattern.compile("([?-]?)(?:\"((?:[^\"\\\\]|\\\\.)*)\"|%([^%]*)%|(\\S+))");

        public Terms {
            all = List.copyOf(all);
            any = List.copyOf(any);
            none = List.copyOf(none);
        }

        static Terms of(String text) {
            List<Pattern> all = new ArrayList<>();
            List<Pattern> any = new ArrayList<>();
            List<Pattern> none = new ArrayList<>();
            Matcher matcher = TERM.matcher(text);
            while (matcher.find()) {
                switch (matcher.group(1)) {
                    case "?" -> any.add(term(matcher));
                    case "-" -> none.add(term(matcher));
                    default -> all.add(term(matcher));
                }
            }
            return new Terms(all, any, none);
        }

        private static Pattern term(Matcher matcher) {
            if (matcher.group(3) != null) {
                try {
                    return Pattern.compile(matcher.group(3));
                } catch (PatternSyntaxException e) {
                    throw LogsErrors.invalid("Invalid filter pattern");
                }
            }
            String quoted = matcher.group(2);
            String word = quoted == null ? matcher.group(4) : quoted.replaceAll("\\\\(.)", "$1");
            return Pattern.compile(Pattern.quote(word));
        }

        @Override
        public Optional<Map<String, String>> match(String message) {
            boolean isMatch = all.stream()
                            .allMatch(term -> term.matcher(message).find())
                    && (any.isEmpty()
                            || any.stream()
                                    .anyMatch(term -> term.matcher(message).find()))
                    && none.stream().noneMatch(term -> term.matcher(message).find());
            return isMatch ? Optional.of(Map.of()) : Optional.empty();
        }
    }
}
