package dev.labctl.cli.load;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * The calls that ended in one second.
 *
 * @param second since the start, from 0
 * @param median zero, as the others are, when no call ended
 */
public record Second(int second, long calls, long errors, Duration median, Duration p95, Duration p99, Duration max) {
    static Second of(int second, long errors, Histogram micros) {
        if (micros.getTotalCount() == 0) {
            return new Second(second, 0, errors, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
        }
        Latency latency = Latency.of(micros);
        return new Second(
                second, micros.getTotalCount(), errors, latency.median(), latency.p95(), latency.p99(), latency.max());
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("second", second);
        json.put("calls", calls);
        json.put("errors", errors);
        json.put("p50Ms", Latency.millis(median));
        json.put("p95Ms", Latency.millis(p95));
        json.put("p99Ms", Latency.millis(p99));
        json.put("maxMs", Latency.millis(max));
        return json;
    }
}
