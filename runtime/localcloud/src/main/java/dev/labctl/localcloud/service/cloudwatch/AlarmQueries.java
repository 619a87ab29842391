package dev.labctl.localcloud.service.cloudwatch;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudwatch.model.AlarmHistoryItem;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmHistoryRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmHistoryResponse;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsForMetricRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsForMetricResponse;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;

/** The operations that look at alarms and at what happened to them. */
final class AlarmQueries {
    private static final int PAGE = 100;

    private final AlarmTables tables;

    AlarmQueries(AlarmTables tables) {
        this.tables = tables;
    }

    void register(Operations operations) {
        operations.on(
                DescribeAlarmsRequest.class,
                AccessRule.on("cloudwatch:DescribeAlarms", (request, call) -> call.arn("cloudwatch", "alarm:*")),
                this::describe);
        operations.on(
                DescribeAlarmsForMetricRequest.class,
                AccessRule.anyResource("cloudwatch:DescribeAlarmsForMetric"),
                this::describeForMetric);
        operations.on(
                DescribeAlarmHistoryRequest.class,
                AccessRule.on(
                        "cloudwatch:DescribeAlarmHistory",
                        (request, call) -> call.arn(
                                "cloudwatch", "alarm:" + (request.alarmName() == null ? "*" : request.alarmName()))),
                this::history);
    }

    private DescribeAlarmsResponse describe(DescribeAlarmsRequest request, Call call) {
        List<AlarmType> types = request.hasAlarmTypes() ? request.alarmTypes() : List.of(AlarmType.METRIC_ALARM);
        Stream<Alarm> found = tables.alarmsIn(call.region()).stream().filter(alarm -> types.contains(alarm.type()));
        if (request.hasAlarmNames()) {
            found = found.filter(alarm -> request.alarmNames().contains(alarm.name()));
        }
        List<Predicate<Alarm>> filters = List.of(
                alarm -> request.alarmNamePrefix() == null || alarm.name().startsWith(request.alarmNamePrefix()),
                alarm -> request.stateValue() == null || alarm.state().value().equals(request.stateValueAsString()),
                alarm -> request.actionPrefix() == null
                        || Stream.of("ALARM", "OK", "INSUFFICIENT_DATA")
                                .flatMap(state -> alarm.actions(state).stream())
                                .anyMatch(action -> action.startsWith(request.actionPrefix())));
        if (request.childrenOfAlarmName() != null || request.parentsOfAlarmName() != null) {
            found = found.filter(related(request, call));
        }
        for (Predicate<Alarm> filter : filters) {
            found = found.filter(filter);
        }
        int size = request.maxRecords() == null ? PAGE / 2 : request.maxRecords();
        if (size < 1 || size > PAGE) {
            throw CloudWatchErrors.validation("The value " + size + " for parameter MaxRecords is invalid: 1 to 100.");
        }
        Page<Alarm> page = Page.of(
                found.toList(),
                Alarm::name,
                request.nextToken(),
                size,
                () -> CloudWatchErrors.invalidToken(request.nextToken()));
        return DescribeAlarmsResponse.builder()
                .metricAlarms(page.items().stream()
                        .filter(alarm -> !alarm.hasRule())
                        .map(alarm -> AlarmDescription.of(alarm, call.accountId()))
                        .toList())
                .compositeAlarms(page.items().stream()
                        .filter(Alarm::hasRule)
                        .map(alarm -> AlarmDescription.composite(alarm, call.accountId()))
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    /** The alarms of a composite alarm's rule, or the composite alarms whose rules have an alarm. */
    private Predicate<Alarm> related(DescribeAlarmsRequest request, Call call) {
        if (request.childrenOfAlarmName() == null) {
            return alarm -> children(alarm).contains(request.parentsOfAlarmName());
        }
        Set<String> children = tables.find(call, request.childrenOfAlarmName())
                .map(AlarmQueries::children)
                .orElse(Set.of());
        return alarm -> children.contains(alarm.name());
    }

    private static Set<String> children(Alarm alarm) {
        String rule = alarm.settings().rule();
        return rule == null ? Set.of() : AlarmRule.alarms(rule);
    }

    private DescribeAlarmsForMetricResponse describeForMetric(DescribeAlarmsForMetricRequest request, Call call) {
        SeriesKey wanted = SeriesKey.of(call.region(), request.namespace(), request.metricName(), request.dimensions());
        String statistic = request.statistic() == null ? request.extendedStatistic() : request.statisticAsString();
        return DescribeAlarmsForMetricResponse.builder()
                .metricAlarms(tables.alarmsIn(call.region()).stream()
                        .filter(alarm -> alarm.settings().queries().stream()
                                .anyMatch(query -> query.expression() == null
                                        && query.key(call.region()).equals(wanted)
                                        && (statistic == null || statistic.equals(query.statistic()))
                                        && (request.period() == null
                                                || request.period().equals(query.period()))))
                        .map(alarm -> AlarmDescription.of(alarm, call.accountId()))
                        .toList())
                .build();
    }

    private DescribeAlarmHistoryResponse history(DescribeAlarmHistoryRequest request, Call call) {
        List<AlarmTables.HistoryItem> items = new ArrayList<>(tables.historyOf(call.region()).stream()
                .filter(item -> request.alarmName() == null || item.alarmName().equals(request.alarmName()))
                .filter(item -> !request.hasAlarmTypes() || request.alarmTypes().contains(item.alarmType()))
                .filter(item ->
                        request.historyItemType() == null || item.type().equals(request.historyItemTypeAsString()))
                .filter(item -> request.startDate() == null
                        || item.at() >= request.startDate().toEpochMilli())
                .filter(item -> request.endDate() == null
                        || item.at() <= request.endDate().toEpochMilli())
                .sorted(java.util.Comparator.comparingLong(AlarmTables.HistoryItem::at))
                .toList());
        if (request.scanBy() != ScanBy.TIMESTAMP_ASCENDING) {
            Collections.reverse(items);
        }
        int from = request.nextToken() == null ? 0 : offset(request.nextToken());
        int size = request.maxRecords() == null ? PAGE : request.maxRecords();
        int to = Math.min(items.size(), from + size);
        return DescribeAlarmHistoryResponse.builder()
                .alarmHistoryItems(items.subList(Math.min(from, to), to).stream()
                        .map(item -> AlarmHistoryItem.builder()
                                .alarmName(item.alarmName())
                                .alarmType(item.alarmType())
                                .timestamp(Instant.ofEpochMilli(item.at()))
                                .historyItemType(item.type())
                                .historySummary(item.summary())
                                .historyData(item.data())
                                .build())
                        .toList())
                .nextToken(to < items.size() ? String.valueOf(to) : null)
                .build();
    }

    private static int offset(String token) {
        if (!token.matches("\\d{1,9}")) {
            throw CloudWatchErrors.invalidValue("NextToken", token);
        }
        return Integer.parseInt(token);
    }
}
