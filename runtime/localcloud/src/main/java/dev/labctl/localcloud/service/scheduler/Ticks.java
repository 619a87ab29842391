package dev.labctl.localcloud.service.scheduler;

import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.schedule.Backlog;
import dev.labctl.localcloud.time.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import software.amazon.awssdk.services.scheduler.model.ActionAfterCompletion;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindowMode;
import software.amazon.awssdk.services.scheduler.model.GetScheduleResponse;

/**
 * Begins invocations when the clock says so.
 *
 * <p>A tick is one write: the invocation it causes, and when the schedule is due next. So each tick that falls due while
 * the cloud runs, be it that the clock is moved over many of them, happens exactly once whenever the cloud is killed. Of
 * the ticks that fell due while the cloud was down only the last happens, late, as with scheduled rules.
 */
final class Ticks {
    private static final int TICKS_AT_ONCE = 100;
    private static final int EXECUTION_ID_LENGTH = 16;

    private final CloudEnvironment environment;
    private final SchedulerTables tables;
    private final Invocations invocations;
    private final Map<String, Timer> timers = new HashMap<>();
    private Instant started = Instant.MIN;
    private boolean isStopped;

    Ticks(CloudEnvironment environment, SchedulerTables tables, Invocations invocations) {
        this.environment = environment;
        this.tables = tables;
        this.invocations = invocations;
    }

    /** Takes up the schedules of an earlier cloud. */
    void start() {
        synchronized (tables) {
            started = environment.clock().instant();
            tables.schedules.entries().map(Map.Entry::getKey).toList().forEach(this::follow);
        }
    }

    /** Leaves what is due from now on to the next cloud. */
    void stop() {
        synchronized (tables) {
            isStopped = true;
        }
    }

    /** Waits for the schedule's next tick, if it has one, and no longer for what it waited for before. */
    void follow(String key) {
        synchronized (tables) {
            Timer timer = timers.remove(key);
            if (timer != null) {
                timer.cancel();
            }
            tables.tick(key)
                    .ifPresent(tick -> timers.put(key, environment.clock().schedule(tick, () -> run(key))));
        }
    }

    private void run(String key) {
        List<Invocation> made = new ArrayList<>();
        synchronized (tables) {
            GetScheduleResponse schedule = tables.schedules.get(key).orElse(null);
            if (schedule == null || isStopped) {
                return;
            }
            tables.store.write(() -> tick(key, schedule, made));
            follow(key);
        }
        tables.store.awaitDurable();
        made.forEach(invocations::follow);
    }

    /** Notes what the due ticks cause, and the tick that is not yet due. */
    private void tick(String key, GetScheduleResponse schedule, List<Invocation> made) {
        Plan plan = Plan.of(schedule);
        Instant now = environment.clock().instant();
        Optional<Instant> next = tables.tick(key).map(due -> Backlog.first(due, now, plan::after, plan::last));
        for (int i = 0; i < TICKS_AT_ONCE && next.isPresent() && !next.get().isAfter(now); i++) {
            Instant tick = fellDueWhileDown(next.get()) ? plan.last(next.get(), started) : next.get();
            next = plan.after(tick);
            Invocation invocation = invocation(schedule, tick, next.isEmpty());
            tables.invocations.put(invocation.row(), invocation);
            made.add(invocation);
        }
        tables.tick(key, next.orElse(null));
    }

    private boolean fellDueWhileDown(Instant tick) {
        return tick.isAfter(environment.clock().advancedTo()) && !tick.isAfter(started);
    }

    private Invocation invocation(GetScheduleResponse schedule, Instant tick, boolean isLast) {
        return new Invocation(
                tables.nextRow(),
                schedule.arn(),
                schedule.groupName(),
                Invocation.encoded(schedule.target()),
                UUID.randomUUID().toString().replace("-", "").substring(0, EXECUTION_ID_LENGTH),
                tick,
                0,
                tick.plus(delay(schedule)),
                isLast && schedule.actionAfterCompletion() == ActionAfterCompletion.DELETE);
    }

    /** Anywhere in the flexible time window. */
    private static Duration delay(GetScheduleResponse schedule) {
        if (schedule.flexibleTimeWindow().mode() != FlexibleTimeWindowMode.FLEXIBLE) {
            return Duration.ZERO;
        }
        Duration window = Duration.ofMinutes(schedule.flexibleTimeWindow().maximumWindowInMinutes());
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(window.toMillis()));
    }
}
