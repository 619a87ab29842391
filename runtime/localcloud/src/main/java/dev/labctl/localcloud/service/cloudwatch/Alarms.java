package dev.labctl.localcloud.service.cloudwatch;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.labctl.localcloud.core.CloudEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Evaluates all alarms each minute of the clock and carries out what follows from a change of state. */
final class Alarms {
    private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final DateTimeFormatter SHOWN = DateTimeFormatter.ofPattern(
                    "EEEE dd MMMM, yyyy HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** When the clock was moved on by more, the minutes before are not evaluated one by one. */
    private static final Duration CAUGHT_UP = Duration.ofHours(3);

    private final CloudEnvironment environment;
    private final AlarmTables tables;
    private final MetricStore metrics;
    private final AlarmActions actions;

    Alarms(CloudEnvironment environment, AlarmTables tables, MetricStore metrics) {
        this.environment = environment;
        this.tables = tables;
        this.metrics = metrics;
        this.actions = new AlarmActions(environment, tables);
    }

    void start() {
        scheduleTick(
                environment.clock().instant().truncatedTo(ChronoUnit.MINUTES).plus(INTERVAL));
    }

    private void scheduleTick(Instant due) {
        environment.clock().schedule(due, () -> {
            try {
                tick(due);
            } finally {
                Instant earliest = environment
                        .clock()
                        .instant()
                        .truncatedTo(ChronoUnit.MINUTES)
                        .minus(CAUGHT_UP);
                Instant next = due.plus(INTERVAL);
                scheduleTick(next.isBefore(earliest) ? earliest : next);
            }
        });
    }

    /** One minute: what is measured by looking is measured, all is written, and the alarms look at it. */
    private void tick(Instant due) {
        environment.metrics().sample(due.minusSeconds(1));
        metrics.flush();
        for (Alarm alarm : tables.alarms.values().toList()) {
            try {
                evaluate(alarm.row(), due);
            } catch (RuntimeException e) {
                LOG.error("alarm {} could not be evaluated", alarm.name(), e);
            }
        }
    }

    private void evaluate(String row, Instant due) {
        Alarm alarm = tables.alarms.get(row).orElse(null);
        if (alarm != null && !alarm.hasRule()) {
            Alarm.State next = Evaluation.of(alarm, metrics, due.getEpochSecond());
            if (next != null) {
                change(alarm, next);
            }
        }
    }

    /** Gives an alarm a state; composite alarms that are about it follow at once. */
    void change(Alarm alarm, Alarm.State next) {
        boolean isTransition = !alarm.state().value().equals(next.value());
        set(alarm, next);
        if (isTransition) {
            follow(alarm.region(), alarm.arn(environment.accountId()) + " transitioned to " + next.value());
        }
    }

    /**
     * Brings a region's composite alarms up to what their rules say, also those that are about other composite ones.
     *
     * @param cause what made them change, the beginning of the reason
     */
    void follow(String region, String cause) {
        List<String> composites = tables.alarmsIn(region).stream()
                .filter(Alarm::hasRule)
                .map(Alarm::row)
                .toList();
        // a chain of alarms settles in as many rounds as it has links; a circle does not get more
        for (int round = 0; round < composites.size(); round++) {
            composites.forEach(row -> tables.alarms.get(row).ifPresent(alarm -> follow(alarm, cause)));
        }
    }

    private void follow(Alarm alarm, String cause) {
        String rule = String.valueOf(alarm.settings().rule());
        boolean holds = AlarmRule.holds(rule, name -> tables.alarms
                .get(Alarm.row(alarm.region(), name))
                .map(child -> child.state().value())
                .orElse(Alarm.State.INSUFFICIENT_DATA));
        String value = holds ? Alarm.State.ALARM : Alarm.State.OK;
        if (!alarm.state().value().equals(value)) {
            Instant now = environment.clock().instant();
            String reason = cause + " at " + SHOWN.format(now) + " and the alarm rule evaluates to " + value;
            set(alarm, new Alarm.State(value, reason, children(alarm, rule), now.toEpochMilli(), now.toEpochMilli()));
        }
    }

    private String children(Alarm alarm, String rule) {
        ObjectNode data = JSON.createObjectNode();
        ArrayNode triggering = data.putArray("triggeringAlarms");
        for (String name : AlarmRule.alarms(rule)) {
            tables.alarms.get(Alarm.row(alarm.region(), name)).ifPresent(child -> {
                ObjectNode shown = triggering.addObject().put("arn", child.arn(environment.accountId()));
                shown.putObject("state")
                        .put("value", child.state().value())
                        .put("timestamp", AlarmActions.time(child.state().transitionedAt()));
            });
        }
        return data.toString();
    }

    /** Gives an alarm a state, notes it, and acts on it when it is another than before. */
    private void set(Alarm alarm, Alarm.State next) {
        String before = alarm.state().value();
        Alarm changed = alarm.with(next);
        boolean isTransition = !before.equals(next.value());
        tables.store.write(() -> {
            tables.alarms.put(changed.row(), changed);
            if (isTransition) {
                tables.note(new AlarmTables.HistoryItem(
                        alarm.region(),
                        alarm.name(),
                        next.updatedAt(),
                        "StateUpdate",
                        "Alarm updated from " + before + " to " + next.value(),
                        historyData(alarm.state(), next),
                        alarm.hasRule()));
            }
        });
        if (isTransition) {
            actions.run(changed, before);
        }
    }

    private static String historyData(Alarm.State before, Alarm.State after) {
        ObjectNode data = JSON.createObjectNode();
        data.put("version", "1.0");
        data.putObject("oldState").put("stateValue", before.value()).put("stateReason", before.reason());
        data.putObject("newState").put("stateValue", after.value()).put("stateReason", after.reason());
        return data.toString();
    }
}
