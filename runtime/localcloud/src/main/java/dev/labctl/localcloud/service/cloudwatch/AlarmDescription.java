package dev.labctl.localcloud.service.cloudwatch;

import java.time.Instant;
import software.amazon.awssdk.services.cloudwatch.model.CompositeAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;

/** An alarm as DescribeAlarms shows it. */
final class AlarmDescription {
    private AlarmDescription() {}

    static CompositeAlarm composite(Alarm alarm, String accountId) {
        Alarm.Settings settings = alarm.settings();
        return CompositeAlarm.builder()
                .alarmName(alarm.name())
                .alarmArn(alarm.arn(accountId))
                .alarmDescription(settings.description())
                .alarmConfigurationUpdatedTimestamp(Instant.ofEpochMilli(alarm.updatedAt()))
                .actionsEnabled(alarm.actionsEnabled())
                .okActions(settings.okActions())
                .alarmActions(settings.alarmActions())
                .insufficientDataActions(settings.insufficientDataActions())
                .alarmRule(settings.rule())
                .stateValue(alarm.state().value())
                .stateReason(alarm.state().reason())
                .stateReasonData(alarm.state().reasonData())
                .stateUpdatedTimestamp(Instant.ofEpochMilli(alarm.state().updatedAt()))
                .stateTransitionedTimestamp(Instant.ofEpochMilli(alarm.state().transitionedAt()))
                .build();
    }

    static MetricAlarm of(Alarm alarm, String accountId) {
        Alarm.Settings settings = alarm.settings();
        MetricAlarm.Builder shown = MetricAlarm.builder()
                .alarmName(alarm.name())
                .alarmArn(alarm.arn(accountId))
                .alarmDescription(settings.description())
                .alarmConfigurationUpdatedTimestamp(Instant.ofEpochMilli(alarm.updatedAt()))
                .actionsEnabled(alarm.actionsEnabled())
                .okActions(settings.okActions())
                .alarmActions(settings.alarmActions())
                .insufficientDataActions(settings.insufficientDataActions())
                .stateValue(alarm.state().value())
                .stateReason(alarm.state().reason())
                .stateReasonData(alarm.state().reasonData())
                .stateUpdatedTimestamp(Instant.ofEpochMilli(alarm.state().updatedAt()))
                .stateTransitionedTimestamp(Instant.ofEpochMilli(alarm.state().transitionedAt()))
                .evaluationPeriods(settings.evaluationPeriods())
                .datapointsToAlarm(settings.datapointsToAlarm())
                .threshold(settings.threshold())
                .comparisonOperator(settings.comparison())
                .treatMissingData(settings.missing())
                .evaluateLowSampleCountPercentile(settings.evaluateLowSampleCountPercentile());
        if (settings.isMath()) {
            return shown.metrics(settings.queries().stream().map(Query::toSdk).toList())
                    .build();
        }
        Query query = settings.watched();
        boolean isPercentile = String.valueOf(query.statistic()).startsWith("p");
        return shown.namespace(query.namespace())
                .metricName(query.name())
                .dimensions(query.key(alarm.region()).sdkDimensions())
                .statistic(isPercentile ? null : query.statistic())
                .extendedStatistic(isPercentile ? query.statistic() : null)
                .period(query.period())
                .unit(query.unit())
                .build();
    }
}
