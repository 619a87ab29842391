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
    /** {@code 412 calls/s, 0 errors, p50 8.0 ms, p95 21 ms, p99 40 ms}; {@code no answer yet} before the first. */
    public String figures() {
        String phase = warmingUp ? "warming up, " : "";
        if (soFar.calls() == 0) {
            return phase + "no answer yet";
        }
        Latency latency = soFar.latency();
        return "%s%,d calls/s, %s, p50 %s ms, p95 %s ms, p99 %s ms"
                .formatted(
                        phase,
                        callsPerSecond,
                        Text.counted(soFar.errors(), "error"),
                        Latency.readable(latency.median()),
                        Latency.readable(latency.p95()),
                        Latency.readable(latency.p99()));
    }
}
