package dev.labctl.localcloud.service.cloudwatch;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.identity.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.DisableAlarmActionsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DisableAlarmActionsResponse;
import software.amazon.awssdk.services.cloudwatch.model.EnableAlarmActionsRequest;
import software.amazon.awssdk.services.cloudwatch.model.EnableAlarmActionsResponse;
import software.amazon.awssdk.services.cloudwatch.model.PutCompositeAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutCompositeAlarmResponse;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmResponse;
import software.amazon.awssdk.services.cloudwatch.model.SetAlarmStateRequest;
import software.amazon.awssdk.services.cloudwatch.model.SetAlarmStateResponse;
import software.amazon.awssdk.services.cloudwatch.model.Tag;

/** The operations on alarms. */
final class AlarmOperations {
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
        operations.on(
                PutMetricAlarmRequest.class,
                (request, call) -> putAccess("PutMetricAlarm", request.alarmName(), request.tags(), call),
                this::put);
        operations.on(
                PutCompositeAlarmRequest.class,
                (request, call) -> putAccess("PutCompositeAlarm", request.alarmName(), request.tags(), call),
                this::putComposite);
        operations.on(
                DeleteAlarmsRequest.class,
                onAlarms("cloudwatch:DeleteAlarms", DeleteAlarmsRequest::alarmNames),
                this::delete);
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
    }

    private static String alarmArn(Call call, @Nullable String name) {
        return call.arn("cloudwatch", "alarm:" + name);
    }

    private static <Q> AccessRule<Q> onAlarms(String action, java.util.function.Function<Q, List<String>> names) {
        return (request, call) -> names.apply(request).stream()
                .map(name -> Access.to(action, alarmArn(call, name)))
                .toList();
    }

    private static List<Access> putAccess(String action, @Nullable String name, List<Tag> sdkTags, Call call) {
        Map<String, String> tags = Tags.map(sdkTags);
        List<Access> needed = new ArrayList<>();
        needed.add(Access.to("cloudwatch:" + action, alarmArn(call, name)).withRequestTags(tags));
        if (!tags.isEmpty()) {
            needed.add(Access.to("cloudwatch:TagResource", alarmArn(call, name)).withRequestTags(tags));
        }
        return needed;
    }

    private PutMetricAlarmResponse put(PutMetricAlarmRequest request, Call call) {
        Alarm.Settings settings = AlarmRequest.settings(request);
        put(request.alarmName(), settings, request.actionsEnabled(), request.tags(), call);
        return PutMetricAlarmResponse.builder().build();
    }

    private PutCompositeAlarmResponse putComposite(PutCompositeAlarmRequest request, Call call) {
        Alarm.Settings settings = AlarmRequest.settings(request);
        for (String child : AlarmRule.alarms(request.alarmRule())) {
            if (tables.find(call, child).isEmpty()) {
                throw CloudWatchErrors.validation("The alarm " + child + " in AlarmRule does not exist.");
            }
        }
        boolean isNew = tables.find(call, request.alarmName()).isEmpty();
        put(request.alarmName(), settings, request.actionsEnabled(), request.tags(), call);
        alarms.follow(call.region(), alarmArn(call, request.alarmName()) + " was " + (isNew ? "created" : "updated"));
        return PutCompositeAlarmResponse.builder().build();
    }

    private void put(
            String name, Alarm.Settings settings, @Nullable Boolean actionsEnabled, List<Tag> tags, Call call) {
        long now = environment.clock().millis();
        tables.store.write(() -> {
            Alarm before = tables.find(call, name).orElse(null);
            if (before != null && before.hasRule() != (settings.rule() != null)) {
                throw CloudWatchErrors.validation("An alarm of another type has the name " + name + ".");
            }
            Alarm.State state = before == null
                    ? new Alarm.State(
                            Alarm.State.INSUFFICIENT_DATA, "Unchecked: Initial alarm creation", null, now, now)
                    : before.state();
            Alarm alarm = new Alarm(
                    call.region(),
                    name,
                    settings,
                    state,
                    actionsEnabled == null || actionsEnabled,
                    // tags are for a new alarm only
                    before == null ? Tags.map(tags) : before.tags(),
                    now);
            tables.alarms.put(alarm.row(), alarm);
            note(alarm, "Alarm \"" + alarm.name() + "\" " + (before == null ? "created" : "updated"));
        });
    }

    private void note(Alarm alarm, String summary) {
        String type = summary.endsWith("created") ? "Create" : summary.endsWith("deleted") ? "Delete" : "Update";
        tables.note(new AlarmTables.HistoryItem(
                alarm.region(),
                alarm.name(),
                environment.clock().millis(),
                "ConfigurationUpdate",
                summary,
                "{\"version\":\"1.0\",\"type\":\"" + type + "\"}",
                alarm.hasRule()));
    }

    private DeleteAlarmsResponse delete(DeleteAlarmsRequest request, Call call) {
        if (request.alarmNames().size() > MAX_DELETED) {
            throw CloudWatchErrors.validation("At most 100 alarms can be deleted at once.");
        }
        request.alarmNames().forEach(name -> requireNoParent(name, request.alarmNames(), call));
        tables.store.write(() -> request.alarmNames()
                .forEach(name -> tables.find(call, name).ifPresent(alarm -> {
                    tables.alarms.remove(alarm.row());
                    note(alarm, "Alarm \"" + name + "\" deleted");
                })));
        return DeleteAlarmsResponse.builder().build();
    }

    private void requireNoParent(String name, List<String> alsoDeleted, Call call) {
        for (Alarm alarm : tables.alarmsIn(call.region())) {
            String rule = alarm.settings().rule();
            if (rule != null
                    && !alsoDeleted.contains(alarm.name())
                    && AlarmRule.alarms(rule).contains(name)) {
                throw CloudWatchErrors.validation("Cannot delete " + name
                        + " as there are composite alarms depending on" + " it: " + alarm.name());
            }
        }
    }

    private SetAlarmStateResponse setState(SetAlarmStateRequest request, Call call) {
        if (!Set.of("OK", "ALARM", "INSUFFICIENT_DATA").contains(String.valueOf(request.stateValueAsString()))) {
            throw CloudWatchErrors.validation("1 validation error detected: Value '" + request.stateValueAsString()
                    + "' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set:"
                    + " [INSUFFICIENT_DATA, ALARM, OK]");
        }
        Alarm alarm = tables.find(call, request.alarmName()).orElseThrow(CloudWatchErrors::alarmNotFound);
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
        tables.store.write(() -> names.forEach(name -> tables.find(call, name)
                .ifPresent(alarm -> tables.alarms.put(alarm.row(), alarm.withActions(isEnabled)))));
    }
}
