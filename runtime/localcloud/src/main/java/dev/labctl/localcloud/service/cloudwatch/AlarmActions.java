package dev.labctl.localcloud.service.cloudwatch;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.identity.Principal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.RegionMetadata;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;

/** What an alarm does when it changes state: it publishes to topics and invokes functions. */
final class AlarmActions {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MAX_SUBJECT = 100;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'+0000'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final CloudEnvironment environment;
    private final AlarmTables tables;

    AlarmActions(CloudEnvironment environment, AlarmTables tables) {
        this.environment = environment;
        this.tables = tables;
    }

    /** Whether the local cloud can carry out the action with this ARN. */
    static boolean isSupported(String arn) {
        return arn.matches("arn:aws:sns:[^:]+:\\d{12}:[^:]+")
                || arn.matches("arn:aws:lambda:[^:]+:\\d{12}:function:.+");
    }

    /** Carries out the actions for the state that {@code alarm} has entered. */
    void run(Alarm alarm, String oldState) {
        if (!alarm.actionsEnabled()) {
            return;
        }
        for (String action : alarm.actions(alarm.state().value())) {
            String outcome = "Successfully executed action " + action;
            String error = "";
            try {
                run(action, alarm, oldState);
            } catch (AwsError e) {
                outcome = "Failed to execute action " + action + ". Received error: \"" + e.message() + "\"";
                error = e.message();
            }
            ObjectNode data = JSON.createObjectNode();
            data.put("actionState", error.isEmpty() ? "Succeeded" : "Failed");
            data.put("notificationResource", action);
            data.put("stateUpdateTimestamp", alarm.state().updatedAt());
            if (!error.isEmpty()) {
                data.put("error", error);
            }
            AlarmTables.HistoryItem item = new AlarmTables.HistoryItem(
                    alarm.region(),
                    alarm.name(),
                    environment.clock().millis(),
                    "Action",
                    outcome,
                    data.toString(),
                    alarm.hasRule());
            tables.store.write(() -> tables.note(item));
        }
    }

    private void run(String action, Alarm alarm, String oldState) {
        String alarmArn = alarm.arn(environment.accountId());
        if (action.startsWith("arn:aws:lambda:")) {
            Caller caller = caller("lambda.alarms.cloudwatch.amazonaws.com", action, alarmArn);
            environment
                    .dispatcher()
                    .call(
                            caller,
                            InvokeRequest.builder()
                                    .functionName(action)
                                    .invocationType(InvocationType.EVENT)
                                    .payload(SdkBytes.fromUtf8String(event(alarm, oldState, alarmArn)))
                                    .build(),
                            InvokeResponse.class);
        } else {
            String subject = "%s: \"%s\" in %s".formatted(alarm.state().value(), alarm.name(), regionName(alarm));
            environment
                    .dispatcher()
                    .call(
                            caller("cloudwatch.amazonaws.com", action, alarmArn),
                            PublishRequest.builder()
                                    .topicArn(action)
                                    .subject(subject.substring(0, Math.min(subject.length(), MAX_SUBJECT)))
                                    .message(message(alarm, oldState, alarmArn))
                                    .build(),
                            PublishResponse.class);
        }
    }

    private Caller caller(String service, String targetArn, String alarmArn) {
        return new Caller(
                Principal.service(service),
                targetArn.split(":", -1)[3],
                Map.of(
                        "aws:SourceArn", alarmArn,
                        "aws:SourceAccount", environment.accountId(),
                        "aws:SourceOwner", environment.accountId()));
    }

    private static String regionName(Alarm alarm) {
        RegionMetadata metadata = RegionMetadata.of(Region.of(alarm.region()));
        return metadata == null ? alarm.region() : metadata.description();
    }

    static String time(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis));
    }

    /** The message that subscribers of the topic parse; its shape is that of AWS's notifications. */
    private String message(Alarm alarm, String oldState, String alarmArn) {
        ObjectNode message = JSON.createObjectNode();
        message.put("AlarmName", alarm.name());
        message.put("AlarmDescription", alarm.settings().description());
        message.put("AWSAccountId", environment.accountId());
        message.put("AlarmConfigurationUpdatedTimestamp", time(alarm.updatedAt()));
        message.put("NewStateValue", alarm.state().value());
        message.put("NewStateReason", alarm.state().reason());
        message.put("StateChangeTime", time(alarm.state().transitionedAt()));
        message.put("Region", regionName(alarm));
        message.put("AlarmArn", alarmArn);
        message.put("OldStateValue", oldState);
        message.set("OKActions", JSON.valueToTree(alarm.settings().okActions()));
        message.set("AlarmActions", JSON.valueToTree(alarm.settings().alarmActions()));
        message.set("InsufficientDataActions", JSON.valueToTree(alarm.settings().insufficientDataActions()));
        if (alarm.hasRule()) {
            message.put("AlarmRule", alarm.settings().rule());
        } else {
            message.set("Trigger", trigger(alarm.settings()));
        }
        return message.toString();
    }

    private static ObjectNode trigger(Alarm.Settings settings) {
        ObjectNode trigger = JSON.createObjectNode();
        Query watched = settings.watched();
        if (settings.isMath()) {
            trigger.set("Metrics", JSON.valueToTree(settings.queries()));
        } else {
            metric(trigger, watched);
        }
        trigger.put("Period", watched.period() == null ? 0 : watched.period());
        trigger.put("EvaluationPeriods", settings.evaluationPeriods());
        if (settings.datapointsToAlarm() != null) {
            trigger.put("DatapointsToAlarm", settings.datapointsToAlarm());
        }
        trigger.put("ComparisonOperator", settings.comparison());
        trigger.put("Threshold", settings.threshold());
        trigger.put("TreatMissingData", settings.missing());
        trigger.put(
                "EvaluateLowSampleCountPercentile",
                settings.evaluateLowSampleCountPercentile() == null ? "" : settings.evaluateLowSampleCountPercentile());
        return trigger;
    }

    private static void metric(ObjectNode trigger, Query watched) {
        String statistic = String.valueOf(watched.statistic());
        boolean isPercentile = statistic.startsWith("p");
        trigger.put("MetricName", watched.name());
        trigger.put("Namespace", watched.namespace());
        trigger.put("StatisticType", isPercentile ? "ExtendedStatistic" : "Statistic");
        trigger.put(
                isPercentile ? "ExtendedStatistic" : "Statistic",
                isPercentile ? statistic : statistic.toUpperCase(Locale.ROOT));
        trigger.put("Unit", watched.unit());
        List<Map.Entry<String, String>> dimensions = watched.dimensions().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .toList();
        trigger.putArray("Dimensions")
                .addAll(dimensions.stream()
                        .map(dimension -> JSON.createObjectNode()
                                .put("value", dimension.getValue())
                                .put("name", dimension.getKey()))
                        .toList());
    }

    /** The event a function gets, as "Invoke a Lambda function from an alarm" shows it. */
    private String event(Alarm alarm, String oldState, String alarmArn) {
        ObjectNode event = JSON.createObjectNode();
        event.put("source", "aws.cloudwatch");
        event.put("alarmArn", alarmArn);
        event.put("accountId", environment.accountId());
        event.put("time", time(alarm.state().transitionedAt()));
        event.put("region", alarm.region());
        ObjectNode data = event.putObject("alarmData");
        data.put("alarmName", alarm.name());
        ObjectNode state = data.putObject("state");
        state.put("value", alarm.state().value());
        state.put("reason", alarm.state().reason());
        state.put("reasonData", alarm.state().reasonData());
        state.put("timestamp", time(alarm.state().transitionedAt()));
        data.putObject("previousState").put("value", oldState);
        ObjectNode configuration = data.putObject("configuration");
        configuration.put("description", alarm.settings().description());
        if (alarm.hasRule()) {
            configuration.put("alarmRule", alarm.settings().rule());
        } else {
            configuration.set("metrics", JSON.valueToTree(alarm.settings().queries()));
        }
        return event.toString();
    }
}
