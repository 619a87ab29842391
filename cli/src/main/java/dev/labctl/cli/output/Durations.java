package dev.labctl.cli.output;

import dev.labctl.cli.error.LabctlException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write and read them: {@code 90s}, {@code 5m}, {@code 1h30m}, {@code 2d}. */
public final class Durations {
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final Pattern PART = Pattern.compile("(\\d{1,9})(ms|[smhd])");
    private static final Pattern WHOLE = Pattern.compile("(?:\\d{1,9}(?:ms|[smhd]))+");

    private Durations() {}

    /**
     * Reads a duration.
     *
     * @throws LabctlException exit code 2, with an example
     */
    public static Duration parse(String text) {
        if (!WHOLE.matcher(text).matches()) {
            throw LabctlException.usage("'" + text + "' is no duration", "write it like 90s, 5m, 1h30m or 2d");
        }
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            long amount = Long.parseLong(part.group(1));
            sum = sum.plus(
                    switch (part.group(2)) {
                        case "ms" -> Duration.ofMillis(amount);
                        case "s" -> Duration.ofSeconds(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        case "h" -> Duration.ofHours(amount);
                        default -> Duration.ofDays(amount);
                    });
        }
        if (sum.compareTo(LONGEST) > 0) {
            throw LabctlException.usage(
                    "'" + text + "' is too long", "the longest duration is " + LONGEST.toDays() + "d");
        }
        return sum;
    }

    /** Writes a duration: {@code 0.4 s}, {@code 12.3 s}, {@code 3m 05s}. */
    public static String readable(Duration duration) {
        if (duration.toHours() >= 1) {
            return "%,dh %02dm".formatted(duration.toHours(), duration.toMinutesPart());
        }
        if (duration.toMinutes() >= 1) {
            return "%dm %02ds".formatted(duration.toMinutes(), duration.toSecondsPart());
        }
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    /** Writes an estimate, in whole seconds: {@code 1 s}, {@code 12 s}, {@code 3m 05s}. */
    public static String roughly(Duration duration) {
        Duration rounded = Duration.ofSeconds(Math.max(1, Math.round(duration.toMillis() / 1000.0)));
        return rounded.toMinutes() >= 1 ? readable(rounded) : rounded.toSeconds() + " s";
    }
}
