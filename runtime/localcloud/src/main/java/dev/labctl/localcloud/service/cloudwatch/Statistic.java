package dev.labctl.localcloud.service.cloudwatch;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A statistic over a bucket: one of the five simple ones or a percentile ({@code p99}, {@code p99.9}).
 *
 * @param name as the API writes it
 */
record Statistic(String name) {
    private static final Set<String> SIMPLE = Set.of("SampleCount", "Average", "Sum", "Minimum", "Maximum");

    /**
     * Checks a statistic's name.
     *
     * @throws dev.labctl.localcloud.core.AwsError when it is none, or one that the local cloud does not compute
     */
    static Statistic parse(@Nullable String name) {
        if (name != null && (SIMPLE.contains(name) || isPercentile(name))) {
            return new Statistic(name);
        }
        if (name != null && name.toUpperCase(Locale.ROOT).matches("(TM|TC|TS|WM|PR|IQM)[\\d(].*|IQM")) {
            throw CloudWatchErrors.invalidValue("The local cloud does not compute the statistic " + name
                    + ". It has SampleCount, Average, Sum, Minimum, Maximum and percentiles.");
        }
        throw CloudWatchErrors.invalidValue("Statistic", String.valueOf(name));
    }

    private static boolean isPercentile(String name) {
        return name.matches("p(\\d{1,2}(\\.\\d{1,10})?|100)");
    }

    /** The statistic's value; null when the bucket cannot tell (percentiles of statistic sets). */
    @Nullable
    Double of(Bucket bucket) {
        return switch (name) {
            case "SampleCount" -> bucket.count();
            case "Average" -> bucket.sum() / bucket.count();
            case "Sum" -> bucket.sum();
            case "Minimum" -> bucket.minimum();
            case "Maximum" -> bucket.maximum();
            default -> percentile(bucket, Double.parseDouble(name.substring(1)));
        };
    }

    /** Linear between the two values next to the rank. */
    private static @Nullable Double percentile(Bucket bucket, double percent) {
        double total = bucket.distribution().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        if (total < bucket.count()) {
            return null;
        }
        double rank = percent / 100 * (total - 1);
        double lower = atRank(bucket.distribution(), Math.floor(rank));
        double upper = atRank(bucket.distribution(), Math.ceil(rank));
        return lower + (upper - lower) * (rank - Math.floor(rank));
    }

    private static double atRank(Map<Double, Double> distribution, double rank) {
        double seen = 0;
        double last = 0;
        for (Map.Entry<Double, Double> value : distribution.entrySet()) {
            last = value.getKey();
            seen += value.getValue();
            if (seen > rank) {
                return last;
            }
        }
        return last;
    }
}
