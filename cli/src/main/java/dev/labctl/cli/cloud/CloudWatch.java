package dev.labctl.cli.cloud;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;

/** CloudWatch: alarms and metrics. */
public final class CloudWatch implements AutoCloseable {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration RECENT = Duration.ofMinutes(15);

    private final CloudWatchClient client;

    CloudWatch(ClientFactory clients) {
        client = clients.client(CloudWatchClient.builder());
    }

    /**
     * An alarm on a metric.
     *
     * @param state {@code OK}, {@code ALARM} or {@code INSUFFICIENT_DATA}
     * @param actionsEnabled whether it tells anybody
     * @param actions the ARNs that are told when it goes off
     */
    public record Alarm(
            String name,
            String namespace,
            String metric,
            String state,
            String reason,
            boolean actionsEnabled,
            List<String> actions) {
        public Alarm {
            actions = List.copyOf(actions);
        }
    }

    /** The alarms whose names begin like this. */
    public List<Alarm> alarms(String namePrefix) {
        return client.describeAlarmsPaginator(request -> request.alarmNamePrefix(namePrefix)).metricAlarms().stream()
                .map(each -> new Alarm(
                        each.alarmName(),
                        each.namespace(),
                        each.metricName(),
                        each.stateValueAsString(),
                        each.stateReason() == null ? "" : each.stateReason(),
                        Boolean.TRUE.equals(each.actionsEnabled()),
                        each.alarmActions()))
                .toList();
    }

    /** The largest value of a metric's newest minute of the last quarter of an hour; empty without one. */
    public OptionalDouble newest(String namespace, String metric, String dimension, String value, Instant now) {
        return client
                .getMetricStatistics(request -> request.namespace(namespace)
                        .metricName(metric)
                        .dimensions(
                                Dimension.builder().name(dimension).value(value).build())
                        .startTime(now.minus(RECENT))
                        .endTime(now.plus(MINUTE))
                        .period((int) MINUTE.toSeconds())
                        .statistics(Statistic.MAXIMUM))
                .datapoints()
                .stream()
                .max(Comparator.comparing(Datapoint::timestamp))
                .map(point -> OptionalDouble.of(point.maximum()))
                .orElse(OptionalDouble.empty());
    }

    /** Lets an alarm tell somebody, or not. */
    public void setActionsEnabled(String alarm, boolean enabled) {
        if (enabled) {
            client.enableAlarmActions(request -> request.alarmNames(alarm));
        } else {
            client.disableAlarmActions(request -> request.alarmNames(alarm));
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
