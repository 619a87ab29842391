package dev.labctl.cli.load;

import java.time.Duration;

/**
 * How far a load has got.
 *
 * @param callsPerSecond over the last whole second
 * @param soFar all calls since the warm-up; of the warm-up as long as that lasts
 */
public record LoadSnapshot(
        Duration passed, Duration left, boolean warmingUp, long callsPerSecond, RouteFigures soFar) {}
