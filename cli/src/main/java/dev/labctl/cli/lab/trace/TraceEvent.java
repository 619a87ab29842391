package dev.labctl.cli.lab.trace;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Something that happened on the way.
 *
 * @param at when it happened; when that is known to the second only, the second's begin
 * @param resolution within which it happened after that: zero when the time is exact to the millisecond
 * @param what happened, in a few words
 * @param source where it is known from: an API's operation, a log group, an attribute
 * @param isFailure whether it went wrong there
 */
public record TraceEvent(Instant at, Duration resolution, Place place, String what, String source, boolean isFailure) {
    private static final Duration SECOND = Duration.ofSeconds(1);

    public TraceEvent {
        at = at.truncatedTo(ChronoUnit.MILLIS);
    }

    /** Something whose time is known to the millisecond. */
    public static TraceEvent exact(Instant at, Place place, String what, String source) {
        return new TraceEvent(at, Duration.ZERO, place, what, source, false);
    }

    /** Something whose time is known to the second, as S3 and EC2 tell it. */
    public static TraceEvent toTheSecond(Instant at, Place place, String what, String source) {
        return new TraceEvent(at.truncatedTo(ChronoUnit.SECONDS), SECOND, place, what, source, false);
    }

    /** The same as a failure, if it is one. */
    public TraceEvent failedIf(boolean isOne) {
        return new TraceEvent(at, resolution, place, what, source, isOne);
    }

    /** Whether it is this line of a log. */
    private boolean isOf(LoggedLine line) {
        return at.equals(line.event().at()) && what.equals(line.said());
    }

    /** The place of what a line tells of, among events: before the line, which is written when it is done. */
    public static int placeOf(LoggedLine line, List<TraceEvent> events) {
        return IntStream.range(0, events.size())
                .filter(index -> events.get(index).isOf(line))
                .findFirst()
                .orElse(events.size());
    }

    /** The last moment at which it can have happened. */
    Instant latest() {
        return at.plus(resolution);
    }

    /** Whether it was certainly after the other. */
    boolean isAfter(TraceEvent other) {
        if (resolution.isZero() && other.resolution.isZero()) {
            return at.isAfter(other.at);
        }
        return at.isAfter(other.at) && !at.isBefore(other.latest());
    }
}
