package dev.labctl.localcloud.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * The ticks that a clock was moved over and that are still made up for: the last {@value #MOST_TICKS}. On AWS time passes
 * by itself; years that pass at once shall not leave half a million events for each rule of a minute.
 */
public final class Backlog {
    static final int MOST_TICKS = 10_000;

    /** Nothing recurs more often. */
    private static final Duration SHORTEST_PERIOD = Duration.ofMinutes(1);

    private Backlog() {}

    /**
     * The first tick that is made up for, from {@code tick} on.
     *
     * @param after the tick after one
     * @param last the last tick, from the first on, that is not after the second
     */
    public static Instant first(
            Instant tick, Instant now, Function<Instant, Optional<Instant>> after, BinaryOperator<Instant> last) {
        if (Duration.between(tick, now).compareTo(SHORTEST_PERIOD.multipliedBy(MOST_TICKS)) <= 0) {
            return tick;
        }
        Optional<Instant> beyond = Optional.of(tick);
        for (int i = 0; i < MOST_TICKS && beyond.isPresent() && !beyond.get().isAfter(now); i++) {
            beyond = after.apply(beyond.get());
        }
        return beyond.filter(each -> !each.isAfter(now))
                .map(each -> last.apply(tick, now.minus(Duration.between(tick, each))))
                .orElse(tick);
    }
}
