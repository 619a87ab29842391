package dev.labctl.localcloud.service.scheduler;

import dev.labctl.localcloud.core.SdkState;
import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.store.Table;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.scheduler.model.GetScheduleResponse;

/**
 * The tables of EventBridge Scheduler. Whoever changes a schedule or a group on the ground of what it read holds this
 * object's monitor, and takes it outside of the write.
 */
final class SchedulerTables {
    private static final int CLOCK_SHIFT = 20;

    final Store store;
    /** By {@link #key}. */
    final Table<GetScheduleResponse> schedules;
    /** By region and name. */
    final Table<StoredGroup> groups;
    /** What is under way, by sequence. */
    final Table<Invocation> invocations;

    /** When schedules are due next, by {@link #key}; those that never are have no row. */
    private final Table<String> ticks;

    private final Clock clock;
    private final String accountId;
    private final AtomicLong sequence;

    SchedulerTables(Store store, Clock clock, String accountId) {
        this.store = store;
        this.clock = clock;
        this.accountId = accountId;
        this.schedules = store.table("scheduler.schedules", SdkState.codec(GetScheduleResponse::builder));
        this.groups = store.table("scheduler.groups", Codec.json(StoredGroup.class));
        this.invocations = store.table("scheduler.invocations", Codec.json(Invocation.class));
        this.ticks = store.table("scheduler.ticks", Codec.TEXT);
        this.sequence = new AtomicLong(clock.millis() << CLOCK_SHIFT);
    }

    static String key(String region, String group, String name) {
        return region + "/" + group + "/" + name;
    }

    static String key(GetScheduleResponse schedule) {
        return key(region(schedule.arn()), schedule.groupName(), schedule.name());
    }

    static String region(String arn) {
        return arn.split(":", 5)[3];
    }

    /** The schedule, or ResourceNotFoundException. */
    GetScheduleResponse requireSchedule(String region, String group, String name) {
        return schedules.get(key(region, group, name)).orElseThrow(() -> SchedulerErrors.scheduleNotFound(name));
    }

    /** The group, or ResourceNotFoundException. The default one is made when a region is first asked for it. */
    synchronized StoredGroup requireGroup(String region, String name) {
        return groups.get(region + "/" + name).orElseGet(() -> {
            if (!name.equals(StoredGroup.DEFAULT)) {
                throw SchedulerErrors.groupNotFound(name);
            }
            String arn = "arn:aws:scheduler:" + region + ":" + accountId + ":schedule-group/" + name;
            StoredGroup made = new StoredGroup(arn, name, Map.of(), clock.instant(), clock.instant());
            store.write(() -> groups.put(region + "/" + name, made));
            return made;
        });
    }

    /** The schedules of a region whose group and name begin so, by group and name. */
    List<GetScheduleResponse> schedulesOf(String region, String prefix) {
        return schedules.prefix(region + "/" + prefix).map(Map.Entry::getValue).toList();
    }

    Optional<Instant> tick(String key) {
        return ticks.get(key).map(Instant::parse);
    }

    /** Stores a schedule and when it is due next; inside of a write. */
    void put(GetScheduleResponse schedule, @Nullable Instant next) {
        String key = key(schedule);
        schedules.put(key, schedule);
        tick(key, next);
    }

    /** Notes when a schedule is due next; inside of a write. */
    void tick(String key, @Nullable Instant next) {
        if (next == null) {
            ticks.remove(key);
        } else {
            ticks.put(key, next.toString());
        }
    }

    /** Deletes a schedule; what it has begun goes on. Inside of a write. */
    void remove(String key) {
        schedules.remove(key);
        ticks.remove(key);
    }

    /** A client token, which is short, that stands for a longer one. */
    static String clientToken(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** A key for a new invocation; later ones are greater. */
    String nextRow() {
        return "%019d".formatted(sequence.incrementAndGet());
    }
}
