package dev.labctl.cli.load;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Takes down what callers measure. All times are nanoseconds since the start; a call counts where it was due: in the
 * warm-up or after it. Safe for use by many threads.
 */
final class Meter {
    private static final int DIGITS = 3;
    private static final long NANOS_PER_MICRO = 1000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final long warmUpEnds;
    private final Tally warmUp = new Tally();
    private final Tally all = new Tally();
    private final Map<String, Tally> routes = new TreeMap<>();
    private final Map<String, long[]> troubles = new TreeMap<>();
    private final Histogram heldUp = new Histogram(DIGITS);
    private final List<Second> timeline = new ArrayList<>();
    private Histogram second = new Histogram(DIGITS);
    private long secondsErrors;
    private long unsent;

    Meter(long warmUpEnds) {
        this.warmUpEnds = warmUpEnds;
    }

    private static final class Tally {
        private final Histogram micros = new Histogram(DIGITS);
        private long errors;
        private long retries;

        void add(long latencyMicros, boolean failed, int more) {
            micros.recordValue(latencyMicros);
            errors += failed ? 1 : 0;
            retries += more;
        }

        RouteFigures figures(String route) {
            return new RouteFigures(route, micros.getTotalCount(), errors, retries, Latency.of(micros));
        }
    }

    /** A call has ended. */
    synchronized void record(Caller.Measured call) {
        long micros = micros(call.ended() - call.due());
        boolean failed = call.error() != null;
        closeSeconds(call.ended());
        second.recordValue(micros);
        secondsErrors += failed ? 1 : 0;
        if (call.due() < warmUpEnds) {
            warmUp.add(micros, failed, call.retries());
            return;
        }
        all.add(micros, failed, call.retries());
        routes.computeIfAbsent(call.route(), route -> new Tally()).add(micros, failed, call.retries());
        heldUp.recordValue(micros(call.sent() - call.due()));
        call.troubles().forEach(kind -> counts(kind)[0]++);
        if (call.error() != null) {
            counts(call.error())[1]++;
        }
    }

    /** A call that was due had not been sent when the time was over: it took at least that long. */
    synchronized void notSent(long due, long over) {
        if (due >= warmUpEnds) {
            unsent++;
            all.add(micros(over - due), true, 0);
            heldUp.recordValue(micros(over - due));
            long[] counts = counts(Trouble.NOT_SENT);
            counts[0]++;
            counts[1]++;
        }
    }

    private long[] counts(String kind) {
        return troubles.computeIfAbsent(kind, name -> new long[2]);
    }

    private static long micros(long nanos) {
        return Math.max(0, nanos / NANOS_PER_MICRO);
    }

    private void closeSeconds(long now) {
        while (timeline.size() < now / NANOS_PER_SECOND) {
            timeline.add(Second.of(timeline.size(), secondsErrors, second));
            second.reset();
            secondsErrors = 0;
        }
    }

    synchronized LoadSnapshot snapshot(Duration passed, Duration left) {
        closeSeconds(passed.toNanos());
        boolean warmingUp = passed.toNanos() < warmUpEnds;
        long lately = timeline.isEmpty()
                ? second.getTotalCount()
                : timeline.get(timeline.size() - 1).calls();
        return new LoadSnapshot(passed, left, warmingUp, lately, (warmingUp ? warmUp : all).figures(""));
    }

    synchronized LoadFigures figures(Instant startedAt, Duration took, boolean interrupted) {
        closeSeconds(took.toNanos());
        if (second.getTotalCount() > 0) {
            timeline.add(Second.of(timeline.size(), secondsErrors, second));
            second = new Histogram(DIGITS);
        }
        List<RouteFigures> byRoute = new ArrayList<>();
        routes.forEach((route, tally) -> byRoute.add(tally.figures(route)));
        List<LoadFigures.TroubleCount> kinds = new ArrayList<>();
        troubles.forEach((kind, counts) -> kinds.add(new LoadFigures.TroubleCount(kind, counts[0], counts[1])));
        return new LoadFigures(
                startedAt,
                took,
                Duration.ofNanos(warmUpEnds),
                interrupted,
                all.figures("all"),
                byRoute,
                warmUp.figures("warm-up"),
                kinds,
                unsent,
                Latency.of(heldUp),
                timeline);
    }
}
