package dev.labctl.cli.lab.trace;

import dev.labctl.cli.output.Durations;
import java.time.Duration;
import java.util.Comparator;

/**
 * The time between two events; never negative. Services that tell times in whole seconds leave only bounds of it.
 *
 * @param atLeast how long it was at least
 * @param atMost how long it was at most
 */
public record Latency(Duration atLeast, Duration atMost) {
    /** Sorts the longest last: by what is certain, then by what is possible. */
    static final Comparator<Latency> BY_LENGTH =
            Comparator.comparing(Latency::atLeast).thenComparing(Latency::atMost);

    private static final long MINUTE_MILLIS = 60_000;
    private static final long SECOND_MILLIS = 1_000;

    /** From one event to a later one. */
    static Latency between(TraceEvent from, TraceEvent to) {
        Duration atLeast = Duration.between(from.latest(), to.at());
        Duration atMost = Duration.between(from.at(), to.latest());
        return new Latency(positive(atLeast), positive(atMost));
    }

    private static Duration positive(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    /** Whether it is known to the millisecond. */
    public boolean isExact() {
        return atLeast.equals(atMost);
    }

    /** As people read it: {@code 35 ms}, {@code 1.250 s}, {@code 3m 05s}, {@code <1 s}, {@code ~2 s}. */
    public String text() {
        if (isExact()) {
            long millis = atLeast.toMillis();
            if (millis < SECOND_MILLIS) {
                return millis + " ms";
            }
            return millis < MINUTE_MILLIS
                    ? "%d.%03d s".formatted(millis / SECOND_MILLIS, millis % SECOND_MILLIS)
                    : Durations.readable(atLeast);
        }
        if (atLeast.isZero()) {
            long seconds = (atMost.toMillis() + SECOND_MILLIS - 1) / SECOND_MILLIS;
            return "<%d s".formatted(Math.max(1, seconds));
        }
        Duration middle = atLeast.plus(atMost).dividedBy(2);
        return middle.toMillis() < MINUTE_MILLIS
                ? "~%d s".formatted(Math.max(1, Math.round(middle.toMillis() / 1000.0)))
                : "~" + Durations.readable(middle);
    }
}
