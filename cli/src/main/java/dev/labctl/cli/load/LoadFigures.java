package dev.labctl.cli.load;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was measured.
 *
 * @param took from the start to the end of the load, with its warm-up; calls on their way then ended later
 * @param interrupted whether it was ended before its time
 * @param all of the time that is measured
 * @param routes the same by route, in alphabetical order
 * @param warmUp what went before
 * @param troubles the measured time's attempts that did not succeed, by kind
 * @param unsent calls that were due and that no user was free for
 * @param heldUp how long calls waited for a user who was free
 * @param timeline every second, those of the warm-up too
 */
public record LoadFigures(
        Instant startedAt,
        Duration took,
        Duration warmUpTime,
        boolean interrupted,
        RouteFigures all,
        List<RouteFigures> routes,
        RouteFigures warmUp,
        List<TroubleCount> troubles,
        long unsent,
        Latency heldUp,
        List<Second> timeline) {
    /**
     * Attempts that did not succeed.
     *
     * @param kind {@code status 503}, {@code 429 throttled}, {@code timeout}
     * @param attempts how many
     * @param errors how many calls failed with it
     */
    public record TroubleCount(String kind, long attempts, long errors) {}

    public LoadFigures {
        routes = List.copyOf(routes);
        troubles = List.copyOf(troubles);
        timeline = List.copyOf(timeline);
    }

    /** The time that is measured. */
    public Duration measured() {
        Duration rest = took.minus(warmUpTime);
        return rest.isNegative() ? Duration.ZERO : rest;
    }

    /** Calls a second in the time that is measured, without those that were not sent. */
    public double callsPerSecond() {
        long nanos = measured().toNanos();
        return nanos == 0 ? 0 : (all.calls() - unsent) * 1e9 / nanos;
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("startedAt", startedAt);
        json.put("interrupted", interrupted);
        json.put("measuredMs", measured());
        json.put("callsPerSecond", callsPerSecond());
        json.put("all", all.json());
        json.put("routes", routes.stream().map(RouteFigures::json).toList());
        json.put("warmUp", warmUp.json());
        json.put("troubles", troubles);
        json.put("unsent", unsent);
        json.put("heldUp", heldUp.json());
        json.put("timeline", timeline.stream().map(Second::json).toList());
        return json;
    }
}
