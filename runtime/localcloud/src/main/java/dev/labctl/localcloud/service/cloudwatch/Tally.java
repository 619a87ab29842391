package dev.labctl.localcloud.service.cloudwatch;

import java.util.TreeMap;

/** A {@link Bucket} that is still being filled. Not thread-safe: its metric locks. */
final class Tally {
    private final long start;
    private final String unit;
    private final TreeMap<Double, Double> distribution = new TreeMap<>();
    private double count;
    private double sum;
    private double minimum = Double.POSITIVE_INFINITY;
    private double maximum = Double.NEGATIVE_INFINITY;

    Tally(long start, String unit) {
        this.start = start;
        this.unit = unit;
    }

    long start() {
        return start;
    }

    String unit() {
        return unit;
    }

    void add(Bucket values) {
        values.distribution().forEach((value, times) -> distribution.merge(value, times, Double::sum));
        count += values.count();
        sum += values.sum();
        minimum = Math.min(minimum, values.minimum());
        maximum = Math.max(maximum, values.maximum());
    }

    /** What came until now. */
    Bucket bucket() {
        return new Bucket(start, unit, count, sum, minimum, maximum, distribution);
    }
}
