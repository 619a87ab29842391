package dev.labctl.localcloud.service.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.CloudFixture;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.MetricTransformation;

/** What a function writes, counted by a metric filter, raises an alarm. */
final class LogAlarmTest {
    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @Test
    void anAlarmIsRaisedByWhatAFunctionLogsAndByNothingElse() throws InterruptedException {
        LambdaFixture lambda = new LambdaFixture(cloud);
        CloudWatchClient alarms = cloud.client(CloudWatchClient.builder());
        CloudWatchLogsClient logs = cloud.client(CloudWatchLogsClient.builder());
        logs.createLogGroup(create -> create.logGroupName("/aws/lambda/f"));
        logs.putMetricFilter(put -> put.logGroupName("/aws/lambda/f")
                .filterName("refused")
                .filterPattern("\"PAYMENT refused\"")
                .metricTransformations(MetricTransformation.builder()
                        .metricNamespace("Shop")
                        .metricName("Refused")
                        .metricValue("1")
                        .build()));
        alarms.putMetricAlarm(put -> put.alarmName("refused")
                .namespace("Shop")
                .metricName("Refused")
                .statistic(Statistic.SUM)
                .period(60)
                .evaluationPeriods(1)
                .threshold(2.0)
                .comparisonOperator(ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD)
                .treatMissingData("notBreaching"));
        lambda.create("System.out.println(\"PAYMENT \" + event.get(\"end\")); return 1;");

        lambda.invoke("f", "{\"end\":\"made\"}");
        lambda.invoke("f", "{\"end\":\"refused\"}");
        assertThat(stateAfterMinutes(alarms)).isEqualTo(StateValue.OK);

        lambda.invoke("f", "{\"end\":\"refused\"}");
        lambda.invoke("f", "{\"end\":\"refused\"}");
        lambda.invoke("f", "{\"end\":\"refused\"}");
        assertThat(raised(alarms)).isTrue();
    }

    private StateValue stateAfterMinutes(CloudWatchClient alarms) throws InterruptedException {
        for (int minute = 0; minute < 3; minute++) {
            cloud.cloud().environment().clock().advance(Duration.ofMinutes(1));
            Thread.sleep(200);
        }
        return state(alarms);
    }

    private boolean raised(CloudWatchClient alarms) throws InterruptedException {
        for (int tenSeconds = 0; tenSeconds < 30; tenSeconds++) {
            if (state(alarms) == StateValue.ALARM) {
                return true;
            }
            cloud.cloud().environment().clock().advance(Duration.ofSeconds(10));
            Thread.sleep(100);
        }
        return false;
    }

    private static StateValue state(CloudWatchClient alarms) {
        return alarms.describeAlarms(describe -> describe.alarmNames("refused"))
                .metricAlarms()
                .get(0)
                .stateValue();
    }
}
