package dev.labctl.cli.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * How long calls took.
 *
 * @param curve latency over percentile, from the least to the most
 */
public record Latency(
        Duration median, Duration p90, Duration p95, Duration p99, Duration p999, Duration max, List<Point> curve) {
    private static final int POINTS_PER_HALVING = 5;
    private static final double MILLIS = 1e6;

    /**
     * So many in a hundred calls took at most that long.
     *
     * @param percentile 0 to 100
     */
    public record Point(double percentile, Duration latency) {}

    public Latency {
        curve = List.copyOf(curve);
    }

    /** Sums up a histogram of microseconds. */
    static Latency of(Histogram micros) {
        List<Point> curve = new ArrayList<>();
        for (HistogramIterationValue value : micros.percentiles(POINTS_PER_HALVING)) {
            curve.add(new Point(value.getPercentileLevelIteratedTo(), duration(value.getValueIteratedTo())));
        }
        return new Latency(
                at(micros, 50), at(micros, 90), at(micros, 95), at(micros, 99), at(micros, 99.9), max(micros), curve);
    }

    private static Duration at(Histogram micros, double percentile) {
        return duration(micros.getValueAtPercentile(percentile));
    }

    private static Duration max(Histogram micros) {
        return duration(micros.getMaxValue());
    }

    private static Duration duration(long micros) {
        return Duration.ofNanos(micros * 1000);
    }

    /** In milliseconds. */
    public static double millis(Duration duration) {
        return duration.toNanos() / MILLIS;
    }

    /** As JSON has it, in milliseconds. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("p50Ms", millis(median));
        json.put("p90Ms", millis(p90));
        json.put("p95Ms", millis(p95));
        json.put("p99Ms", millis(p99));
        json.put("p999Ms", millis(p999));
        json.put("maxMs", millis(max));
        return json;
    }

    /** Milliseconds as people read them: three digits, and no more. */
    public static String readable(Duration duration) {
        double millis = millis(duration);
        String pattern = millis < 10 ? "%.2f" : millis < 100 ? "%.1f" : "%,.0f";
        return pattern.formatted(millis);
    }
}
