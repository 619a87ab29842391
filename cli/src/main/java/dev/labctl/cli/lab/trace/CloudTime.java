package dev.labctl.cli.lab.trace;

import dev.labctl.cli.cloud.Cloud;
import java.time.Duration;
import java.time.Instant;

/**
 * Times that a lab's own programs took from the clock of their machine. On AWS that is the cloud's. The local cloud's can
 * be moved on, while its functions and databases look at that of the computer.
 */
public final class CloudTime {
    private static final Duration NEAR = Duration.ofSeconds(2);

    private CloudTime() {}

    /**
     * The time in the cloud.
     *
     * @param told by the machine's clock
     * @param about the same moment, by the cloud's clock
     */
    public static Instant of(Cloud cloud, Instant told, Instant about) {
        return isMoved(cloud) && Duration.between(told, about).abs().compareTo(NEAR) > 0 ? about : told;
    }

    /** Whether the cloud's clock is ahead of this computer's: it is only ever moved forward. */
    public static boolean isMoved(Cloud cloud) {
        return cloud.hasMovableClock()
                && Duration.between(Instant.now(), cloud.now()).compareTo(NEAR) > 0;
    }
}
