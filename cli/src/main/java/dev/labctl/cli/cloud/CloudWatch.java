package dev.labctl.cli.cloud;

import java.util.List;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;

/** CloudWatch: alarms. */
public final class CloudWatch implements AutoCloseable {
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

    @Override
    public void close() {
        client.close();
    }
}
