package dev.labctl.cli.load;

import dev.labctl.cli.output.Text;
import java.time.Duration;

/**
 * How far a load has got.
 *
 * @param callsPerSecond over the last whole second
 * @param soFar all calls since the warm-up; of the warm-up as long as that lasts
 */
public record LoadSnapshot(Duration passed, Duration left, boolean warmingUp, long callsPerSecond, RouteFigures soFar) {
    /** {@code 412 calls/s, p50 8.0 ms, p95 21 ms, p99 40 ms, 0 errors}. */
    public String figures() {
        Latency latency = soFar.latency();
        return "%s%,d calls/s, p50 %s ms, p95 %s ms, p99 %s ms, %s"
                .formatted(
                        warmingUp ? "warming up, " : "",
                        callsPerSecond,
                        Latency.readable(latency.median()),
                        Latency.readable(latency.p95()),
                        Latency.readable(latency.p99()),
                        Text.counted(soFar.errors(), "error"));
    }
}
