package dev.labctl.cli.lab.trace;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Filter patterns of CloudWatch Logs for lines of JSON. They select what is looked for and perhaps more, so whoever reads
 * the events compares them himself: what a pattern makes of quotes, wildcards and letters of other scripts is not told.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html">Filter pattern
 *     syntax</a>
 */
final class FilterPatterns {
    /** A pattern has at most 1024 characters. */
    private static final int LONGEST = 900;

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9 ./_=+:@,;#-]*");

    private FilterPatterns() {}

    /** Lines whose member has this value. */
    static String member(String name, String value) {
        Matcher plain = PLAIN.matcher(value);
        String begin = plain.lookingAt() ? plain.group() : "";
        boolean isWhole = begin.length() == value.length() && begin.length() <= LONGEST;
        if (isWhole) {
            return "{ $.%s = \"%s\" }".formatted(name, begin);
        }
        return "{ $.%s = \"%s*\" }".formatted(name, begin.substring(0, Math.min(LONGEST, begin.length())));
    }

    /** Lines of whatever kind that have this word, which is made of letters, digits and dashes. */
    static String word(String word) {
        return "\"" + word + "\"";
    }
}
