package dev.labctl.localcloud.service.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.CloudFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;

/** Events in the embedded metric format become metrics, as the specification's examples say. */
final class EmbeddedMetricsTest {
    private static final String DIRECTIVE = """
            {"_aws":{"Timestamp":%d,"CloudWatchMetrics":[{"Namespace":"Shop","Dimensions":[["service"],["service","page"]],
            "Metrics":[{"Name":"time","Unit":"Milliseconds"}]}]},%s}
            """;

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private void log(String... messages) {
        CloudWatchLogsClient logs = cloud.client(CloudWatchLogsClient.builder());
        logs.createLogGroup(create -> create.logGroupName("shop"));
        logs.createLogStream(create -> create.logGroupName("shop").logStreamName("1"));
        List<InputLogEvent> events = List.of(messages).stream()
                .map(message -> InputLogEvent.builder()
                        .timestamp(System.currentTimeMillis())
                        .message(message)
                        .build())
                .toList();
        logs.putLogEvents(put -> put.logGroupName("shop").logStreamName("1").logEvents(events));
    }

    private List<Metric> metrics() {
        return cloud.client(CloudWatchClient.builder())
                .listMetrics(list -> list.namespace("Shop"))
                .metrics();
    }

    private Datapoint time(Map<String, String> dimensions) {
        Instant now = Instant.now();
        return cloud.client(CloudWatchClient.builder())
                .getMetricStatistics(get -> get.namespace("Shop")
                        .metricName("time")
                        .dimensions(dimensions.entrySet().stream()
                                .map(each -> Dimension.builder()
                                        .name(each.getKey())
                                        .value(each.getValue())
                                        .build())
                                .toList())
                        .startTime(now.minus(Duration.ofMinutes(10)))
                        .endTime(now.plus(Duration.ofMinutes(10)))
                        .period(1200)
                        .statistics(Statistic.SUM, Statistic.SAMPLE_COUNT))
                .datapoints()
                .get(0);
    }

    @Test
    void eachSetOfDimensionsIsAMetricWithEveryValue() {
        long now = System.currentTimeMillis();
        log(
                DIRECTIVE.formatted(now, "\"service\":\"web\",\"page\":\"cart\",\"time\":25.5"),
                DIRECTIVE.formatted(now, "\"service\":\"web\",\"page\":\"home\",\"time\":[1,2,3]"));

        assertThat(time(Map.of("service", "web")).sum()).isEqualTo(31.5);
        assertThat(time(Map.of("service", "web")).sampleCount()).isEqualTo(4);
        assertThat(time(Map.of("service", "web", "page", "home")).sum()).isEqualTo(6);
        assertThat(time(Map.of("service", "web", "page", "home")).unitAsString())
                .isEqualTo("Milliseconds");
    }

    @Test
    void whatIsNotAsTheFormatWantsItIsPassedOver() {
        long now = System.currentTimeMillis();
        log(
                "\"_aws\" is no JSON",
                "{\"_aws\":{\"CloudWatchMetrics\":[]}}",
                DIRECTIVE.formatted(now, "\"service\":\"web\",\"time\":\"fast\""),
                DIRECTIVE.formatted(now, "\"service\":7,\"page\":\"home\",\"time\":1"),
                DIRECTIVE.formatted(now, "\"service\":\"web\",\"page\":null"));

        assertThat(metrics()).isEmpty();
    }
}
