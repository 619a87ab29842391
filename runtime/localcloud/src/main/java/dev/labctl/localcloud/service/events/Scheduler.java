package dev.labctl.localcloud.service.events;

import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.schedule.Backlog;
import dev.labctl.localcloud.schedule.Schedule;
import dev.labctl.localcloud.time.Timer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.Target;

/**
 * Runs scheduled rules when the clock says so.
 *
 * <p>A tick is one write: the deliveries it causes, and when the rule is due next. So each tick that falls due while the
 * cloud runs, be it that the clock is moved over many of them, happens exactly once whenever the cloud is killed; of very
 * many that the clock is moved over at once, the last do ({@link Backlog}). Of the
 * ticks that fell due while the cloud was down only the last happens, late: AWS is never down, and a laptop that was
 * closed for a week shall not run an hourly rule 168 times at once.
 */
final class Scheduler {
    private static final int TICKS_AT_ONCE = 100;

    private final CloudEnvironment environment;
    private final EventsTables tables;
    private final Deliveries deliveries;
    private final EventMetrics metrics;
    private final Map<String, Timer> timers = new HashMap<>();
    private Instant started = Instant.MIN;
    private boolean isStopped;

    Scheduler(CloudEnvironment environment, EventsTables tables, Deliveries deliveries, EventMetrics metrics) {
        this.environment = environment;
        this.tables = tables;
        this.deliveries = deliveries;
        this.metrics = metrics;
    }

    /** Takes up the rules of an earlier cloud. */
    void start() {
        synchronized (tables) {
            started = environment.clock().instant();
            tables.rules.values().forEach(this::follow);
        }
    }

    /** Leaves what is due from now on to the next cloud. */
    void stop() {
        synchronized (tables) {
            isStopped = true;
        }
    }

    /** When a rule with this schedule that is made or enabled now is due first; null when never. */
    @Nullable
    Instant firstTick(@Nullable String schedule) {
        return schedule == null
                ? null
                : RuleSchedule.first(
                                RuleSchedule.parse(schedule),
                                environment.clock().instant())
                        .orElse(null);
    }

    /** Waits for the rule's next tick, and no longer for what it waited for before. */
    void follow(StoredRule rule) {
        synchronized (tables) {
            forget(rule);
            if (rule.next() != null) {
                timers.put(rule.key(), environment.clock().schedule(rule.next(), () -> run(rule.key())));
            }
        }
    }

    /** Waits no longer for the rule. */
    void forget(StoredRule rule) {
        synchronized (tables) {
            Timer timer = timers.remove(rule.key());
            if (timer != null) {
                timer.cancel();
            }
        }
    }

    private void run(String ruleKey) {
        List<Delivery> made = new ArrayList<>();
        synchronized (tables) {
            StoredRule rule = tables.rules.get(ruleKey).orElse(null);
            if (rule == null || isStopped) {
                return;
            }
            StoredRule after = tables.store.write(() -> ticked(rule, made));
            follow(after);
        }
        tables.store.awaitDurable();
        made.forEach(deliveries::begin);
    }

    /** Notes what the due ticks cause; returns the rule with the tick that is not yet due. */
    private StoredRule ticked(StoredRule rule, List<Delivery> made) {
        if (rule.next() == null || rule.schedule() == null) {
            return rule;
        }
        Schedule schedule = RuleSchedule.parse(rule.schedule());
        Instant now = environment.clock().instant();
        Instant tick = Backlog.first(rule.next(), now, schedule::after, schedule::last);
        List<Target> targets = tables.targetsOf(rule);
        for (int i = 0; i < TICKS_AT_ONCE && tick != null && !tick.isAfter(now); i++) {
            if (fellDueWhileDown(tick)) {
                tick = schedule.last(tick, started);
            }
            String event = Event.scheduled(rule, tick).toString();
            targets.forEach(target -> made.add(tables.deliver(rule, target, event)));
            metrics.triggered(rule);
            tick = schedule.after(tick).orElse(null);
        }
        StoredRule after = rule.withNext(tick);
        tables.rules.put(after.key(), after);
        return after;
    }

    private boolean fellDueWhileDown(Instant tick) {
        return tick.isAfter(environment.clock().advancedTo()) && !tick.isAfter(started);
    }
}
