package dev.labctl.localcloud.service.cloudwatch;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.labctl.localcloud.core.CloudEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Evaluates all alarms each minute of the clock and carries out what follows from a change of state. */
final class Alarms {
    private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration INTERVAL = Duration.ofMinutes(1);

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
        if (alarm != null) {
            Alarm.State next = Evaluation.of(alarm, metrics, due.getEpochSecond());
            if (next != null) {
                change(alarm, next);
            }
        }
    }

    /** Gives an alarm a state, notes it, and acts on it when it is another than before. */
    void change(Alarm alarm, Alarm.State next) {
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
                        historyData(alarm.state(), next)));
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
