package dev.labctl.localcloud.service.cloudwatch;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state an alarm's data give it, after "Evaluating an alarm" and "Configuring how alarms treat missing data" in the
 * CloudWatch user guide: M out of the last N periods; when data are missing, older ones are taken from two periods more,
 * and only then counts how missing data are to be treated.
 */
final class Evaluation {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int EXTRA_PERIODS = 2;
    private static final DateTimeFormatter SHOWN =
            DateTimeFormatter.ofPattern("dd/MM/yy HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DATA = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'+0000'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Alarm alarm;
    private final Alarm.Settings settings;
    private final long now;
    private final int period;
    private final List<Point> points = new ArrayList<>();

    /** A data point and how many periods ago it began, 1 for the last. */
    private record Point(long start, double value, int age) {}

    private Evaluation(Alarm alarm, long now, int period) {
        this.alarm = alarm;
        this.settings = alarm.settings();
        this.now = now;
        this.period = period;
    }

    /** The alarm's state at {@code at}, epoch seconds; null when it stays as it is. */
    static Alarm.@Nullable State of(Alarm alarm, MetricStore metrics, long at) {
        QueryEvaluation queries =
                new QueryEvaluation(metrics, alarm.region(), alarm.settings().queries());
        Query watched = alarm.settings().watched();
        Evaluation evaluation = new Evaluation(alarm, at, queries.period(watched));
        evaluation.read(queries, watched);
        return evaluation.state();
    }

    private void read(QueryEvaluation queries, Query watched) {
        int range = settings.evaluationPeriods() + EXTRA_PERIODS;
        Map<Long, Double> values = queries.values(watched, now - (long) range * period, now);
        for (int age = 1; age <= range && points.size() < settings.evaluationPeriods(); age++) {
            long start = now - (long) age * period;
            Double value = values.get(start);
            if (value != null) {
                points.add(new Point(start, value, age));
            }
        }
    }

    private Alarm.@Nullable State state() {
        int missing = settings.evaluationPeriods() - points.size();
        int breaching = (int) points.stream()
                .filter(point -> settings.isBreach(point.value()))
                .count();
        if (missing == 0) {
            return breaching >= settings.needed()
                    ? crossed(Alarm.State.ALARM, breaching)
                    : crossed(Alarm.State.OK, points.size() - breaching);
        }
        return switch (settings.missing()) {
            case "breaching" ->
                breaching + missing >= settings.needed()
                        ? filled(Alarm.State.ALARM, missing, "Breaching")
                        : crossed(Alarm.State.OK, points.size() - breaching);
            case "notBreaching" ->
                breaching >= settings.needed()
                        ? crossed(Alarm.State.ALARM, breaching)
                        : filled(Alarm.State.OK, missing, "NonBreaching");
            case "ignore" -> points.isEmpty() ? null : partial(breaching);
            default -> points.isEmpty() ? insufficient() : partial(breaching);
        };
    }

    /** Some data are missing and not to be made up: an alarm only if what is there breaches and is old enough. */
    private Alarm.@Nullable State partial(int breaching) {
        int quiet = points.size() - breaching;
        if (quiet > settings.evaluationPeriods() - settings.needed()) {
            return crossed(Alarm.State.OK, quiet);
        }
        int oldest = points.stream()
                .filter(point -> settings.isBreach(point.value()))
                .mapToInt(Point::age)
                .max()
                .orElse(0);
        if (breaching > 0 && (breaching >= settings.needed() || oldest >= settings.needed())) {
            return crossed(Alarm.State.ALARM, breaching);
        }
        return breaching > 0 ? null : crossed(Alarm.State.OK, quiet);
    }

    private Alarm.@Nullable State crossed(String value, int count) {
        boolean isAlarm = value.equals(Alarm.State.ALARM);
        String shown = points.stream()
                .filter(point -> settings.isBreach(point.value()) == isAlarm)
                .map(point -> point.value() + " (" + SHOWN.format(Instant.ofEpochSecond(point.start())) + ")")
                .collect(java.util.stream.Collectors.joining(", "));
        int needed = isAlarm ? settings.needed() : settings.evaluationPeriods() - settings.needed() + 1;
        return state(
                value,
                "Threshold Crossed: %d out of the last %d datapoints [%s] %s %s the threshold (%s) (minimum %d datapoint%s for %s transition)."
                        .formatted(
                                count,
                                settings.evaluationPeriods(),
                                shown,
                                isAlarm ? "was" : "was not",
                                words(),
                                settings.threshold(),
                                needed,
                                needed == 1 ? "" : "s",
                                isAlarm ? "OK -> ALARM" : "ALARM -> OK"));
    }

    private String words() {
        return switch (settings.comparison()) {
            case "GreaterThanThreshold" -> "greater than";
            case "GreaterThanOrEqualToThreshold" -> "greater than or equal to";
            case "LessThanThreshold" -> "less than";
            default -> "less than or equal to";
        };
    }

    private Alarm.@Nullable State filled(String value, int missing, String treatedAs) {
        return state(
                value,
                "Threshold Crossed: no datapoints were received for %d period%s and %d missing datapoint%s treated as [%s]."
                        .formatted(
                                missing,
                                missing == 1 ? "" : "s",
                                missing,
                                missing == 1 ? " was" : "s were",
                                treatedAs));
    }

    private Alarm.@Nullable State insufficient() {
        int unknown = settings.evaluationPeriods();
        return state(
                Alarm.State.INSUFFICIENT_DATA,
                "Insufficient Data: %d datapoint%s unknown.".formatted(unknown, unknown == 1 ? " was" : "s were"));
    }

    private Alarm.@Nullable State state(String value, String reason) {
        if (value.equals(alarm.state().value())) {
            return null;
        }
        long at = now * 1000;
        return new Alarm.State(value, reason, reasonData(), at, at);
    }

    private String reasonData() {
        ObjectNode data = JSON.createObjectNode();
        data.put("version", "1.0");
        data.put("queryDate", DATA.format(Instant.ofEpochSecond(now)));
        if (!points.isEmpty()) {
            data.put(
                    "startDate",
                    DATA.format(
                            Instant.ofEpochSecond(points.get(points.size() - 1).start())));
        }
        Query watched = settings.watched();
        if (watched.statistic() != null) {
            data.put("statistic", watched.statistic());
        }
        data.put("period", period);
        ArrayNode recent = data.putArray("recentDatapoints");
        ArrayNode evaluated = JSON.createArrayNode();
        for (int i = points.size() - 1; i >= 0; i--) {
            recent.add(points.get(i).value());
            evaluated
                    .addObject()
                    .put(
                            "timestamp",
                            DATA.format(Instant.ofEpochSecond(points.get(i).start())))
                    .put("value", points.get(i).value());
        }
        data.put("threshold", settings.threshold());
        data.set("evaluatedDatapoints", evaluated);
        return data.toString();
    }
}
