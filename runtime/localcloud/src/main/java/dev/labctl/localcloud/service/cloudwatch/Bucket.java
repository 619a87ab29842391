package dev.labctl.localcloud.service.cloudwatch;

import java.util.Map;
import java.util.TreeMap;

/**
 * The values of one metric in one unit and one interval: a minute, or a second at high resolution.
 *
 * @param start epoch seconds
 * @param unit the unit, {@code None} when the sender gave none
 * @param count how many values
 * @param sum their sum
 * @param minimum the least
 * @param maximum the greatest
 * @param distribution how often each value came, for percentiles; a statistic set whose values differ is not in it
 */
record Bucket(
        long start,
        String unit,
        double count,
        double sum,
        double minimum,
        double maximum,
        Map<Double, Double> distribution) {
    Bucket {
        distribution = java.util.Collections.unmodifiableMap(new TreeMap<>(distribution));
    }

    /** One value that came {@code count} times. */
    static Bucket of(long start, String unit, double value, double count) {
        return new Bucket(start, unit, count, value * count, value, value, Map.of(value, count));
    }
}
