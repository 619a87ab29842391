package dev.labctl.cli.lab.filepipeline;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.lab.ProcessesItems.Item;
import dev.labctl.cli.lab.trace.CloudTime;
import dev.labctl.wire.filepipeline.ItemAttribute;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The clock of a worker against the cloud's. On AWS they are the same. The local cloud's can be moved on, and that of the
 * machine, which its workers look at, stays.
 *
 * @param shift how much later it was in the cloud; whole seconds
 */
record WorkerClock(Duration shift) {
    private static final Duration NEAR = Duration.ofSeconds(2);

    /** As an item shows it: a worker claims it within moments after the queue gave it the message. */
    static WorkerClock of(Cloud cloud, Item item) {
        Object received = item.attributes().get(ItemAttribute.RECEIVED_AT);
        Object claimed = item.attributes().get(ItemAttribute.PROCESSING_AT);
        boolean isFirst = "1".equals(String.valueOf(item.attributes().get(ItemAttribute.ATTEMPTS)));
        if (claimed == null || !CloudTime.isMoved(cloud)) {
            return new WorkerClock(Duration.ZERO);
        }
        Duration shift = received == null || !isFirst
                ? Duration.between(Instant.now(), cloud.now())
                : Duration.between(Instant.parse(String.valueOf(claimed)), Instant.parse(String.valueOf(received)));
        return new WorkerClock(shift.compareTo(NEAR) < 0 ? Duration.ZERO : whole(shift));
    }

    private static Duration whole(Duration shift) {
        return shift.plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
    }

    /** What time it was in the cloud. */
    Instant inCloud(Instant ofWorker) {
        return ofWorker.plus(shift);
    }
}
