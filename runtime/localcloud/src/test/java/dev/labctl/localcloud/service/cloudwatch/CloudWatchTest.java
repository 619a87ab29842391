package dev.labctl.localcloud.service.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.CloudFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.InvalidParameterValueException;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Metrics, and alarms that follow them. */
final class CloudWatchTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Dimension HOST =
            Dimension.builder().name("Host").value("a").build();

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private CloudWatchClient cloudWatch;
    private SqsClient sqs;

    @BeforeEach
    void connect() {
        cloudWatch = cloud.client(CloudWatchClient.builder());
        sqs = cloud.client(SqsClient.builder());
    }

    private Instant now() {
        return cloud.cloud().environment().clock().instant();
    }

    private void put(double... values) {
        for (double value : values) {
            cloudWatch.putMetricData(request -> request.namespace("Shop")
                    .metricData(MetricDatum.builder()
                            .metricName("Latency")
                            .dimensions(HOST)
                            .unit(StandardUnit.MILLISECONDS)
                            .value(value)
                            .build()));
        }
    }

    @Test
    void statisticsAreThoseOfTheValuesPut() {
        put(1, 2, 3, 4, 10);
        cloud.restart();
        Datapoint point = cloudWatch
                .getMetricStatistics(request -> request.namespace("Shop")
                        .metricName("Latency")
                        .dimensions(HOST)
                        .startTime(now().minusSeconds(600))
                        .endTime(now().plusSeconds(600))
                        .period(3600)
                        .statistics(
                                Statistic.SUM,
                                Statistic.AVERAGE,
                                Statistic.MINIMUM,
                                Statistic.MAXIMUM,
                                Statistic.SAMPLE_COUNT))
                .datapoints()
                .get(0);
        assertThat(List.of(point.sum(), point.average(), point.minimum(), point.maximum(), point.sampleCount()))
                .containsExactly(20.0, 4.0, 1.0, 10.0, 5.0);
        assertThat(point.unit()).isEqualTo(StandardUnit.MILLISECONDS);
        assertThat(cloudWatch.listMetrics(request -> request.namespace("Shop")).metrics())
                .singleElement()
                .satisfies(metric -> assertThat(metric.dimensions()).containsExactly(HOST));
    }

    @Test
    void metricMathAndPercentilesComeWithGetMetricData() {
        put(1, 2, 3, 4, 10);
        List<MetricDataResult> results = cloudWatch
                .getMetricData(request -> request.startTime(now().minusSeconds(600))
                        .endTime(now().plusSeconds(600))
                        .metricDataQueries(
                                query("m1", "Sum"),
                                query("m2", "p50"),
                                MetricDataQuery.builder()
                                        .id("e1")
                                        .expression("100 * m2 / m1 + IF(m1 > 1, 1, 0)")
                                        .build()))
                .metricDataResults();
        assertThat(results).extracting(MetricDataResult::id).containsExactly("m1", "m2", "e1");
        assertThat(results).extracting(result -> result.values().get(0)).containsExactly(20.0, 3.0, 16.0);
    }

    private static MetricDataQuery query(String id, String statistic) {
        return MetricDataQuery.builder()
                .id(id)
                .metricStat(stat -> stat.metric(metric ->
                                metric.namespace("Shop").metricName("Latency").dimensions(HOST))
                        .period(3600)
                        .stat(statistic))
                .build();
    }

    @Test
    void awsNamespacesAreNotForUsers() {
        assertThatThrownBy(() -> cloudWatch.putMetricData(request -> request.namespace("AWS/Lambda")
                        .metricData(MetricDatum.builder()
                                .metricName("Errors")
                                .value(1.0)
                                .build())))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessageContaining("The value AWS/Lambda for parameter Namespace is invalid.");
    }

    @Test
    void anAlarmOnQueueDepthGoesOffTellsItsTopicAndCalmsDown() throws Exception {
        SnsClient sns = cloud.client(SnsClient.builder());
        String topic = sns.createTopic(request -> request.name("alarms")).topicArn();
        String inbox = inbox(sns, topic);
        String work = sqs.createQueue(request -> request.queueName("work")).queueUrl();
        cloudWatch.putMetricAlarm(request -> request.alarmName("depth")
                .namespace("AWS/SQS")
                .metricName("ApproximateNumberOfMessagesVisible")
                .dimensions(Dimension.builder().name("QueueName").value("work").build())
                .statistic(Statistic.MAXIMUM)
                .period(60)
                .evaluationPeriods(1)
                .threshold(0.0)
                .comparisonOperator(ComparisonOperator.GREATER_THAN_THRESHOLD)
                .alarmActions(topic)
                .okActions(topic));
        assertThat(alarm().stateValue()).isEqualTo(StateValue.INSUFFICIENT_DATA);
        sqs.sendMessage(request -> request.queueUrl(work).messageBody("x"));
        JsonNode message = nextAlarmMessage(inbox);
        assertThat(message.path("NewStateValue").asText()).isEqualTo("ALARM");
        assertThat(message.path("OldStateValue").asText()).isEqualTo("INSUFFICIENT_DATA");
        assertThat(message.path("Region").asText()).isEqualTo("US East (N. Virginia)");
        assertThat(message.at("/Trigger/Statistic").asText()).isEqualTo("MAXIMUM");
        assertThat(message.path("NewStateReason").asText())
                .startsWith("Threshold Crossed: 1 out of the last 1 datapoints [1.0 (")
                .endsWith("was greater than the threshold (0.0) (minimum 1 datapoint for OK -> ALARM transition).");
        assertThat(alarm().stateValue()).isEqualTo(StateValue.ALARM);
        sqs.purgeQueue(request -> request.queueUrl(work));
        assertThat(nextAlarmMessage(inbox).path("NewStateValue").asText()).isEqualTo("OK");
        assertThat(cloudWatch
                        .describeAlarmHistory(request -> request.alarmName("depth"))
                        .alarmHistoryItems())
                .extracting("historySummary")
                .contains(
                        "Alarm \"depth\" created",
                        "Alarm updated from INSUFFICIENT_DATA to ALARM",
                        "Alarm updated from ALARM to OK",
                        "Successfully executed action " + topic);
    }

    private MetricAlarm alarm() {
        return cloudWatch
                .describeAlarms(request -> request.alarmNames("depth"))
                .metricAlarms()
                .get(0);
    }

    /** Moves the clock on, minute by minute, until the topic's queue has a message. */
    private JsonNode nextAlarmMessage(String inbox) throws Exception {
        for (int minute = 0; minute < 10; minute++) {
            cloud.cloud().environment().clock().advance(Duration.ofMinutes(1));
            List<Message> messages = sqs.receiveMessage(request ->
                            request.queueUrl(inbox).waitTimeSeconds(2).visibilityTimeout(43_200))
                    .messages();
            if (!messages.isEmpty()) {
                return JSON.readTree(messages.get(0).body());
            }
        }
        throw new AssertionError("no alarm in ten minutes: " + alarm());
    }

    private String inbox(SnsClient sns, String topic) {
        String url = sqs.createQueue(request -> request.queueName("inbox")).queueUrl();
        String arn = "arn:aws:sqs:us-east-1:123456789012:inbox";
        sqs.setQueueAttributes(
                request -> request.queueUrl(url).attributes(Map.of(QueueAttributeName.POLICY, """
                        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:SendMessage",\
                        "Principal":{"Service":"sns.amazonaws.com"},"Resource":"%s"}]}""".formatted(arn))));
        sns.subscribe(request ->
                request.topicArn(topic).protocol("sqs").endpoint(arn).attributes(Map.of("RawMessageDelivery", "true")));
        return url;
    }

    @Test
    void missingDataAreTreatedAsTheAlarmSays() {
        for (String treatment : List.of("missing", "ignore", "breaching", "notBreaching")) {
            cloudWatch.putMetricAlarm(request -> request.alarmName(treatment)
                    .namespace("Shop")
                    .metricName("Nothing")
                    .statistic(Statistic.SUM)
                    .period(60)
                    .evaluationPeriods(2)
                    .threshold(1.0)
                    .comparisonOperator(ComparisonOperator.GREATER_THAN_THRESHOLD)
                    .treatMissingData(treatment));
        }
        cloud.cloud().environment().clock().advance(Duration.ofMinutes(2));
        Map<String, String> expected = Map.of(
                "missing", "INSUFFICIENT_DATA",
                "ignore", "INSUFFICIENT_DATA",
                "breaching", "ALARM",
                "notBreaching", "OK");
        Instant deadline = Instant.now().plusSeconds(30);
        while (!states().equals(expected) && Instant.now().isBefore(deadline)) {
            Thread.onSpinWait();
        }
        assertThat(states()).isEqualTo(expected);
    }

    private Map<String, String> states() {
        return cloudWatch.describeAlarms().metricAlarms().stream()
                .collect(java.util.stream.Collectors.toMap(MetricAlarm::alarmName, MetricAlarm::stateValueAsString));
    }

    @Test
    void aDashboardIsKeptAndABrokenOneRefused() {
        cloudWatch.putDashboard(request -> request.dashboardName("main").dashboardBody("{\"widgets\":[]}"));
        cloud.restart();
        assertThat(cloudWatch
                        .getDashboard(request -> request.dashboardName("main"))
                        .dashboardBody())
                .isEqualTo("{\"widgets\":[]}");
        assertThatThrownBy(() -> cloudWatch.putDashboard(
                        request -> request.dashboardName("main").dashboardBody("{")))
                .isInstanceOf(CloudWatchException.class);
        cloudWatch.deleteDashboards(request -> request.dashboardNames("main"));
        assertThat(cloudWatch.listDashboards(request -> {}).dashboardEntries()).isEmpty();
    }

    @Test
    void anExpressionThatCannotBeComputedIsRefusedByName() {
        assertThatThrownBy(() -> cloudWatch.putMetricAlarm(request -> request.alarmName("math")
                        .metrics(
                                query("m1", "Sum").toBuilder().returnData(false).build(),
                                MetricDataQuery.builder()
                                        .id("e1")
                                        .expression("ANOMALY_DETECTION_BAND(m1, 2)")
                                        .build())
                        .evaluationPeriods(1)
                        .threshold(1.0)
                        .comparisonOperator(ComparisonOperator.GREATER_THAN_THRESHOLD)))
                .hasMessageContaining("ANOMALY_DETECTION_BAND");
    }
}
