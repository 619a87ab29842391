package dev.labctl.localcloud.service.scheduler;

import dev.labctl.localcloud.core.SdkState;
import dev.labctl.localcloud.store.Codec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import software.amazon.awssdk.services.scheduler.model.Target;

/**
 * One time that a schedule invokes its target.
 *
 * @param row the key of its row; rows are in the order in which schedules were due
 * @param scheduleArn the schedule
 * @param group the schedule's group
 * @param target the target as it was when the schedule was due
 * @param executionId what AWS calls the execution id
 * @param scheduled when the schedule was due
 * @param attempts how often it was tried
 * @param due when it is tried next
 * @param completes whether the schedule is to be deleted afterwards
 */
record Invocation(
        String row,
        String scheduleArn,
        String group,
        String target,
        String executionId,
        Instant scheduled,
        int attempts,
        Instant due,
        boolean completes) {
    private static final Codec<Target> TARGET = SdkState.codec(Target::builder);

    static String encoded(Target target) {
        return new String(TARGET.encode(target), StandardCharsets.UTF_8);
    }

    Target decodedTarget() {
        return TARGET.decode(target.getBytes(StandardCharsets.UTF_8));
    }

    String region() {
        return SchedulerTables.region(scheduleArn);
    }

    /** The key of the schedule's row. */
    String scheduleKey() {
        return region() + scheduleArn.substring(scheduleArn.indexOf('/'));
    }

    Invocation triedUntil(Instant next) {
        return new Invocation(row, scheduleArn, group, target, executionId, scheduled, attempts + 1, next, completes);
    }
}
