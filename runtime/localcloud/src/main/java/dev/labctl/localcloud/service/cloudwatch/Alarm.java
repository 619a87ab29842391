package dev.labctl.localcloud.service.cloudwatch;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;

/**
 * An alarm as it is stored: of a metric, or composite, which is one with a rule.
 *
 * @param region its region
 * @param name its name, unique there
 * @param settings what PutMetricAlarm or PutCompositeAlarm said
 * @param state its state
 * @param actionsEnabled whether changes of state have effects
 * @param tags its tags
 * @param updatedAt when the settings last changed, epoch milliseconds
 */
record Alarm(
        String region,
        String name,
        Settings settings,
        State state,
        boolean actionsEnabled,
        Map<String, String> tags,
        long updatedAt) {
    Alarm {
        tags = java.util.Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    String row() {
        return row(region, name);
    }

    static String row(String region, String name) {
        return region + "/" + name;
    }

    String arn(String accountId) {
        return "arn:aws:cloudwatch:" + region + ":" + accountId + ":alarm:" + name;
    }

    boolean hasRule() {
        return settings.rule() != null;
    }

    AlarmType type() {
        return hasRule() ? AlarmType.COMPOSITE_ALARM : AlarmType.METRIC_ALARM;
    }

    Alarm with(State next) {
        return new Alarm(region, name, settings, next, actionsEnabled, tags, updatedAt);
    }

    Alarm withActions(boolean isEnabled) {
        return new Alarm(region, name, settings, state, isEnabled, tags, updatedAt);
    }

    Alarm withTags(Map<String, String> changed) {
        return new Alarm(region, name, settings, state, actionsEnabled, changed, updatedAt);
    }

    /** The ARNs to act on when the alarm enters a state. */
    List<String> actions(String stateValue) {
        return switch (stateValue) {
            case "ALARM" -> settings.alarmActions();
            case "OK" -> settings.okActions();
            default -> settings.insufficientDataActions();
        };
    }

    /**
     * What an alarm watches and what it does.
     *
     * @param description null when it has none
     * @param okActions ARNs
     * @param alarmActions ARNs
     * @param insufficientDataActions ARNs
     * @param queries what is computed; the one that returns data is compared with the threshold
     * @param isMath whether it was given as {@code Metrics}, and not as one metric
     * @param evaluationPeriods how many periods are looked at
     * @param datapointsToAlarm how many of them must breach; null for all
     * @param threshold the threshold
     * @param comparison a {@code ComparisonOperator}
     * @param treatMissingData null for {@code missing}
     * @param evaluateLowSampleCountPercentile null when it was not given
     * @param rule the rule of a composite alarm, which has no queries; null for a metric alarm
     */
    record Settings(
            @Nullable String description,
            List<String> okActions,
            List<String> alarmActions,
            List<String> insufficientDataActions,
            List<Query> queries,
            boolean isMath,
            int evaluationPeriods,
            @Nullable Integer datapointsToAlarm,
            double threshold,
            String comparison,
            @Nullable String treatMissingData,
            @Nullable String evaluateLowSampleCountPercentile,
            @Nullable String rule) {
        Settings {
            okActions = List.copyOf(okActions);
            alarmActions = List.copyOf(alarmActions);
            insufficientDataActions = List.copyOf(insufficientDataActions);
            queries = List.copyOf(queries);
        }

        /** The settings of a composite alarm. */
        static Settings composite(
                @Nullable String description,
                List<String> okActions,
                List<String> alarmActions,
                List<String> insufficientDataActions,
                String rule) {
            return new Settings(
                    description,
                    okActions,
                    alarmActions,
                    insufficientDataActions,
                    List.of(),
                    false,
                    1,
                    null,
                    0,
                    "",
                    null,
                    null,
                    rule);
        }

        /** The query that is compared with the threshold. */
        Query watched() {
            return queries.stream()
                    .filter(Query::returnData)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("an alarm without a query was stored"));
        }

        int needed() {
            return datapointsToAlarm == null ? evaluationPeriods : datapointsToAlarm;
        }

        String missing() {
            return treatMissingData == null ? "missing" : treatMissingData;
        }

        boolean isBreach(double value) {
            return switch (comparison) {
                case "GreaterThanThreshold" -> value > threshold;
                case "GreaterThanOrEqualToThreshold" -> value >= threshold;
                case "LessThanThreshold" -> value < threshold;
                default -> value <= threshold;
            };
        }
    }

    /**
     * A state and why.
     *
     * @param value OK, ALARM or INSUFFICIENT_DATA
     * @param reason in words
     * @param reasonData as JSON; null when there is none
     * @param updatedAt when reason or value last changed, epoch milliseconds
     * @param transitionedAt when the value last changed, epoch milliseconds
     */
    record State(String value, String reason, @Nullable String reasonData, long updatedAt, long transitionedAt) {
        static final String OK = "OK";
        static final String ALARM = "ALARM";
        static final String INSUFFICIENT_DATA = "INSUFFICIENT_DATA";
    }
}
