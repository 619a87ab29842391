package dev.labctl.localcloud.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which faults happen, and how often.
 *
 * @param seed decides which requests and deliveries are hit; the same seed hits the same ones
 * @param throttlePercent how many of 100 requests are refused as by a service that is asked too much
 * @param duplicatePercent how many of 100 messages of standard queues come again after their first delivery
 * @param reorderPercent how many of 100 receives from standard queues hand out messages in another order
 * @param latency added to each request
 * @param services whose requests are throttled and slowed, and for {@code sqs} whose deliveries are disturbed
 * @param length how long it lasts, in the time of this machine's clock; null until it is ended
 */
public record ChaosPlan(
        long seed,
        int throttlePercent,
        int duplicatePercent,
        int reorderPercent,
        Duration latency,
        List<String> services,
        @Nullable Duration length) {
    private static final Duration LONGEST_LATENCY = Duration.ofMinutes(1);

    /** Checks the ranges. @throws IllegalArgumentException naming what is out of its range */
    public ChaosPlan {
        requirePercent("throttle", throttlePercent);
        requirePercent("duplicate", duplicatePercent);
        requirePercent("reorder", reorderPercent);
        if (latency.isNegative() || latency.compareTo(LONGEST_LATENCY) > 0) {
            throw new IllegalArgumentException("latency must be between PT0S and " + LONGEST_LATENCY);
        }
        if (length != null && (length.isNegative() || length.isZero())) {
            throw new IllegalArgumentException("for must be longer than nothing");
        }
        services = List.copyOf(new TreeSet<>(services));
        Set<String> known = Throttling.services();
        for (String service : services) {
            if (!known.contains(service)) {
                throw new IllegalArgumentException(
                        "chaos does not know the service '" + service + "', but " + String.join(", ", known));
            }
        }
    }

    private static void requirePercent(String name, int percent) {
        if (percent < 0 || percent > 100) {
            throw new IllegalArgumentException(name + " must be between 0 and 100 percent");
        }
    }
}
