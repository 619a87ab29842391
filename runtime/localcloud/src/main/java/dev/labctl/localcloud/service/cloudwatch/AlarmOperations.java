package dev.labctl.localcloud.service.cloudwatch;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.identity.Access;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.AlarmHistoryItem;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmHistoryRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmHistoryResponse;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsForMetricRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsForMetricResponse;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.DisableAlarmActionsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DisableAlarmActionsResponse;
import software.amazon.awssdk.services.cloudwatch.model.EnableAlarmActionsRequest;
import software.amazon.awssdk.services.cloudwatch.model.EnableAlarmActionsResponse;
import software.amazon.awssdk.services.cloudwatch.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmResponse;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.SetAlarmStateRequest;
import software.amazon.awssdk.services.cloudwatch.model.SetAlarmStateResponse;
import software.amazon.awssdk.services.cloudwatch.model.Tag;
import software.amazon.awssdk.services.cloudwatch.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.TagResourceResponse;
import software.amazon.awssdk.services.cloudwatch.model.UntagResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.UntagResourceResponse;

/** The operations on alarms. */
final class AlarmOperations {
    private static final int PAGE = 100;
    private static final int MAX_DELETED = 100;

    private final CloudEnvironment environment;
    private final AlarmTables tables;
    private final Alarms alarms;

    AlarmOperations(CloudEnvironment environment, AlarmTables tables, Alarms alarms) {
        this.environment = environment;
        this.tables = tables;
        this.alarms = alarms;
    }

    void register(Operations operations) {
        operations.on(PutMetricAlarmRequest.class, AlarmOperations::putAccess, this::put);
        operations.on(
                DeleteAlarmsRequest.class,
                onAlarms("cloudwatch:DeleteAlarms", DeleteAlarmsRequest::alarmNames),
                this::delete);
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
                        (request, call) -> alarmArn(call, request.alarmName() == null ? "*" : request.alarmName())),
                this::history);
        operations.on(
                SetAlarmStateRequest.class,
                AccessRule.on("cloudwatch:SetAlarmState", (request, call) -> alarmArn(call, request.alarmName())),
                this::setState);
        operations.on(
                EnableAlarmActionsRequest.class,
                onAlarms("cloudwatch:EnableAlarmActions", EnableAlarmActionsRequest::alarmNames),
                this::enable);
        operations.on(
                DisableAlarmActionsRequest.class,
                onAlarms("cloudwatch:DisableAlarmActions", DisableAlarmActionsRequest::alarmNames),
                this::disable);
        operations.on(
                TagResourceRequest.class,
                AccessRule.on("cloudwatch:TagResource", (request, call) -> request.resourceARN()),
                this::tag);
        operations.on(
                UntagResourceRequest.class,
                AccessRule.on("cloudwatch:UntagResource", (request, call) -> request.resourceARN()),
                this::untag);
        operations.on(
                ListTagsForResourceRequest.class,
                AccessRule.on("cloudwatch:ListTagsForResource", (request, call) -> request.resourceARN()),
                this::tags);
    }

    private static String alarmArn(Call call, @Nullable String name) {
        return call.arn("cloudwatch", "alarm:" + name);
    }

    private static <Q> AccessRule<Q> onAlarms(String action, java.util.function.Function<Q, List<String>> names) {
        return (request, call) -> names.apply(request).stream()
                .map(name -> Access.to(action, alarmArn(call, name)))
                .toList();
    }

    private static List<Access> putAccess(PutMetricAlarmRequest request, Call call) {
        Map<String, String> tags = map(request.tags());
        List<Access> needed = new ArrayList<>();
        needed.add(Access.to("cloudwatch:PutMetricAlarm", alarmArn(call, request.alarmName()))
                .withRequestTags(tags));
        if (!tags.isEmpty()) {
            needed.add(Access.to("cloudwatch:TagResource", alarmArn(call, request.alarmName()))
                    .withRequestTags(tags));
        }
        return needed;
    }

    private PutMetricAlarmResponse put(PutMetricAlarmRequest request, Call call) {
        Alarm.Settings settings = AlarmRequest.settings(request);
        long now = environment.clock().millis();
        tables.store.write(() -> {
            Alarm before = tables.alarms
                    .get(Alarm.row(call.region(), request.alarmName()))
                    .orElse(null);
            Alarm.State state = before == null
                    ? new Alarm.State(
                            Alarm.State.INSUFFICIENT_DATA, "Unchecked: Initial alarm creation", null, now, now)
                    : before.state();
            Alarm alarm = new Alarm(
                    call.region(),
                    request.alarmName(),
                    settings,
                    state,
                    request.actionsEnabled() == null || request.actionsEnabled(),
                    // tags are for a new alarm only
                    before == null ? map(request.tags()) : before.tags(),
                    now);
            tables.alarms.put(alarm.row(), alarm);
            note(alarm, "Alarm \"" + alarm.name() + "\" " + (before == null ? "created" : "updated"));
        });
        return PutMetricAlarmResponse.builder().build();
    }

    private void note(Alarm alarm, String summary) {
        String type = summary.endsWith("created") ? "Create" : summary.endsWith("deleted") ? "Delete" : "Update";
        tables.note(new AlarmTables.HistoryItem(
                alarm.region(),
                alarm.name(),
                environment.clock().millis(),
                "ConfigurationUpdate",
                summary,
                "{\"version\":\"1.0\",\"type\":\"" + type + "\"}"));
    }

    private DeleteAlarmsResponse delete(DeleteAlarmsRequest request, Call call) {
        if (request.alarmNames().size() > MAX_DELETED) {
            throw CloudWatchErrors.validation("At most 100 alarms can be deleted at once.");
        }
        tables.store.write(
                () -> request.alarmNames().forEach(name -> find(call, name).ifPresent(alarm -> {
                    tables.alarms.remove(alarm.row());
                    note(alarm, "Alarm \"" + name + "\" deleted");
                })));
        return DeleteAlarmsResponse.builder().build();
    }

    private java.util.Optional<Alarm> find(Call call, String name) {
        return tables.alarms.get(Alarm.row(call.region(), name));
    }

    private DescribeAlarmsResponse describe(DescribeAlarmsRequest request, Call call) {
        if (request.hasAlarmTypes() && !request.alarmTypes().contains(AlarmType.METRIC_ALARM)) {
            return DescribeAlarmsResponse.builder()
                    .metricAlarms(List.of())
                    .compositeAlarms(List.of())
                    .build();
        }
        Stream<Alarm> found = tables.alarmsIn(call.region()).stream();
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
        for (Predicate<Alarm> filter : filters) {
            found = found.filter(filter);
        }
        int size = request.maxRecords() == null ? PAGE / 2 : request.maxRecords();
        if (size < 1 || size > PAGE) {
            throw CloudWatchErrors.validation("The value " + size + " for parameter MaxRecords is invalid: 1 to 100.");
        }
        Page<Alarm> page = Page.of(found.toList(), Alarm::name, request.nextToken(), size);
        return DescribeAlarmsResponse.builder()
                .metricAlarms(page.items().stream()
                        .map(alarm -> AlarmDescription.of(alarm, call.accountId()))
                        .toList())
                .compositeAlarms(List.of())
                .nextToken(page.nextToken())
                .build();
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
                                .alarmType(AlarmType.METRIC_ALARM)
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

    private SetAlarmStateResponse setState(SetAlarmStateRequest request, Call call) {
        if (!Set.of("OK", "ALARM", "INSUFFICIENT_DATA").contains(String.valueOf(request.stateValueAsString()))) {
            throw CloudWatchErrors.validation("1 validation error detected: Value '" + request.stateValueAsString()
                    + "' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set:"
                    + " [INSUFFICIENT_DATA, ALARM, OK]");
        }
        Alarm alarm = find(call, request.alarmName()).orElseThrow(CloudWatchErrors::alarmNotFound);
        long now = environment.clock().millis();
        boolean isTransition = !alarm.state().value().equals(request.stateValueAsString());
        alarms.change(
                alarm,
                new Alarm.State(
                        request.stateValueAsString(),
                        request.stateReason() == null ? "" : request.stateReason(),
                        request.stateReasonData(),
                        now,
                        isTransition ? now : alarm.state().transitionedAt()));
        return SetAlarmStateResponse.builder().build();
    }

    private EnableAlarmActionsResponse enable(EnableAlarmActionsRequest request, Call call) {
        setActions(request.alarmNames(), call, true);
        return EnableAlarmActionsResponse.builder().build();
    }

    private DisableAlarmActionsResponse disable(DisableAlarmActionsRequest request, Call call) {
        setActions(request.alarmNames(), call, false);
        return DisableAlarmActionsResponse.builder().build();
    }

    private void setActions(List<String> names, Call call, boolean isEnabled) {
        tables.store.write(() -> names.forEach(name ->
                find(call, name).ifPresent(alarm -> tables.alarms.put(alarm.row(), alarm.withActions(isEnabled)))));
    }

    private TagResourceResponse tag(TagResourceRequest request, Call call) {
        changeTags(request.resourceARN(), call, tags -> tags.putAll(map(request.tags())));
        return TagResourceResponse.builder().build();
    }

    private UntagResourceResponse untag(UntagResourceRequest request, Call call) {
        changeTags(request.resourceARN(), call, tags -> request.tagKeys().forEach(tags::remove));
        return UntagResourceResponse.builder().build();
    }

    private void changeTags(String arn, Call call, java.util.function.Consumer<Map<String, String>> change) {
        tables.store.write(() -> {
            Alarm alarm = byArn(arn, call);
            Map<String, String> tags = new LinkedHashMap<>(alarm.tags());
            change.accept(tags);
            tables.alarms.put(alarm.row(), alarm.withTags(tags));
        });
    }

    private ListTagsForResourceResponse tags(ListTagsForResourceRequest request, Call call) {
        return ListTagsForResourceResponse.builder()
                .tags(byArn(request.resourceARN(), call).tags().entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList())
                .build();
    }

    private Alarm byArn(@Nullable String arn, Call call) {
        String prefix = call.arn("cloudwatch", "alarm:");
        if (arn == null || !arn.startsWith(prefix)) {
            throw CloudWatchErrors.resourceNotFound(String.valueOf(arn));
        }
        return find(call, arn.substring(prefix.length())).orElseThrow(() -> CloudWatchErrors.resourceNotFound(arn));
    }

    private static Map<String, String> map(List<Tag> tags) {
        Map<String, String> map = new LinkedHashMap<>();
        tags.forEach(tag -> map.put(tag.key(), tag.value()));
        return map;
    }
}
