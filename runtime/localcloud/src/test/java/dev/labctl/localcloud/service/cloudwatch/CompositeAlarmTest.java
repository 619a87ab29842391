package dev.labctl.localcloud.service.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.CloudFixture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.AlarmHistoryItem;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.CompositeAlarm;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Alarms that are about other alarms. */
final class CompositeAlarmTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private CloudWatchClient cloudWatch;

    @BeforeEach
    void connect() {
        cloudWatch = cloud.client(CloudWatchClient.builder());
        for (String name : List.of("a", "b c")) {
            cloudWatch.putMetricAlarm(request -> request.alarmName(name)
                    .namespace("Shop")
                    .metricName("Errors")
                    .statistic("Sum")
                    .period(60)
                    .evaluationPeriods(1)
                    .threshold(1.0)
                    .comparisonOperator("GreaterThanThreshold"));
        }
    }

    private void set(String alarm, StateValue state) {
        cloudWatch.setAlarmState(
                request -> request.alarmName(alarm).stateValue(state).stateReason("test"));
    }

    private CompositeAlarm composite(String name) {
        return cloudWatch
                .describeAlarms(request -> request.alarmNames(name).alarmTypes(AlarmType.COMPOSITE_ALARM))
                .compositeAlarms()
                .get(0);
    }

    private StateValue state(String name) {
        return composite(name).stateValue();
    }

    @Test
    void followTheAlarmsTheirRulesAreAbout() {
        String arn = cloudWatch
                .describeAlarms(request -> request.alarmNames("a"))
                .metricAlarms()
                .get(0)
                .alarmArn();
        cloudWatch.putCompositeAlarm(request -> request.alarmName("both")
                .alarmRule("ALARM(" + arn + ") AND (ALARM(\"b c\") OR INSUFFICIENT_DATA(\"b c\"))"));
        cloudWatch.putCompositeAlarm(
                request -> request.alarmName("not-both").alarmRule("NOT ALARM(both) AND NOT FALSE"));
        assertThat(state("both")).isEqualTo(StateValue.OK);
        assertThat(state("not-both")).isEqualTo(StateValue.ALARM);

        set("a", StateValue.ALARM);
        cloud.restart();

        assertThat(state("both")).isEqualTo(StateValue.ALARM);
        assertThat(state("not-both")).isEqualTo(StateValue.OK);
        assertThat(composite("both").stateReason()).startsWith(arn + " transitioned to ALARM at ");
        assertThat(composite("both").stateReasonData()).contains("\"triggeringAlarms\":[{\"arn\":\"" + arn + "\"");
        set("b c", StateValue.OK);
        assertThat(state("both")).isEqualTo(StateValue.OK);
        assertThat(cloudWatch
                        .describeAlarmHistory(request -> request.alarmTypes(AlarmType.COMPOSITE_ALARM)
                                .alarmName("both")
                                .historyItemType(HistoryItemType.STATE_UPDATE))
                        .alarmHistoryItems())
                .extracting(AlarmHistoryItem::historySummary)
                .containsExactly(
                        "Alarm updated from ALARM to OK",
                        "Alarm updated from OK to ALARM",
                        "Alarm updated from INSUFFICIENT_DATA to OK");
    }

    @Test
    void tellTheirTopicsWhatTheirRuleIs() throws Exception {
        SnsClient sns = cloud.client(SnsClient.builder());
        SqsClient sqs = cloud.client(SqsClient.builder());
        String topic = sns.createTopic(request -> request.name("alarms")).topicArn();
        String queue = sqs.createQueue(request -> request.queueName("seen")).queueUrl();
        String queueArn = sqs.getQueueAttributes(
                        request -> request.queueUrl(queue).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        sqs.setQueueAttributes(request -> request.queueUrl(queue).attributes(Map.of(QueueAttributeName.POLICY, """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage",
                 "Resource": "*", "Principal": {"Service": "sns.amazonaws.com"}}]}
                """)));
        sns.subscribe(request -> request.topicArn(topic)
                .protocol("sqs")
                .endpoint(queueArn)
                .attributes(Map.of("RawMessageDelivery", "true")));
        cloudWatch.putCompositeAlarm(request ->
                request.alarmName("any").alarmRule("ALARM(a) OR ALARM(\"b c\")").alarmActions(topic));

        set("b c", StateValue.ALARM);

        JsonNode message = JSON.readTree(
                sqs.receiveMessage(request -> request.queueUrl(queue).waitTimeSeconds(10))
                        .messages()
                        .get(0)
                        .body());
        assertThat(message.path("AlarmName").asText()).isEqualTo("any");
        assertThat(message.path("NewStateValue").asText()).isEqualTo("ALARM");
        assertThat(message.path("AlarmRule").asText()).isEqualTo("ALARM(a) OR ALARM(\"b c\")");
        assertThat(message.has("Trigger")).isFalse();
    }

    @Test
    void areFoundByTheirChildrenAndKeepThem() {
        cloudWatch.putCompositeAlarm(request -> request.alarmName("any").alarmRule("ALARM(a)"));

        assertThat(cloudWatch
                        .describeAlarms(request -> request.childrenOfAlarmName("any"))
                        .metricAlarms())
                .extracting(MetricAlarm::alarmName)
                .containsExactly("a");
        assertThat(cloudWatch
                        .describeAlarms(
                                request -> request.parentsOfAlarmName("a").alarmTypes(AlarmType.COMPOSITE_ALARM))
                        .compositeAlarms())
                .extracting(CompositeAlarm::alarmName)
                .containsExactly("any");
        assertThatThrownBy(() -> cloudWatch.deleteAlarms(request -> request.alarmNames("a")))
                .hasMessageContaining("composite alarms depending on it");
        cloudWatch.deleteAlarms(request -> request.alarmNames("any", "a"));
        assertThat(cloudWatch.describeAlarms().metricAlarms()).hasSize(1);
    }

    @Test
    void needARuleThatCanBeRead() {
        for (String rule : List.of("ALARM(a", "ALARM(a) XOR ALARM(a)", "a", "ALARM()", "ALARM(a) AND")) {
            assertThatThrownBy(() -> cloudWatch.putCompositeAlarm(
                            request -> request.alarmName("broken").alarmRule(rule)))
                    .as(rule)
                    .hasMessageContaining("AlarmRule is not valid");
        }
        assertThatThrownBy(() -> cloudWatch.putCompositeAlarm(
                        request -> request.alarmName("broken").alarmRule("ALARM(nobody)")))
                .hasMessageContaining("nobody");
    }

    @Test
    void comeWithStacks() {
        CloudFormationClient stacks = cloud.client(CloudFormationClient.builder());
        String template = """
                Resources:
                  Any:
                    Type: AWS::CloudWatch::CompositeAlarm
                    Properties: {AlarmName: any, AlarmRule: %s, ActionsEnabled: false, Tags: [{Key: k, Value: v}]}
                Outputs:
                  Ref: {Value: !Ref Any}
                  Arn: {Value: !GetAtt Any.Arn}
                """;
        stacks.createStack(request -> request.stackName("s").templateBody(template.formatted("ALARM(a)")));
        stacks.waiter().waitUntilStackCreateComplete(request -> request.stackName("s"));
        assertThat(stacks.describeStacks(request -> request.stackName("s"))
                        .stacks()
                        .get(0)
                        .outputs())
                .extracting(Output::outputValue)
                .containsExactlyInAnyOrder("any", composite("any").alarmArn());
        assertThat(composite("any").actionsEnabled()).isFalse();

        stacks.updateStack(request -> request.stackName("s").templateBody(template.formatted("OK(a)")));
        stacks.waiter().waitUntilStackUpdateComplete(request -> request.stackName("s"));
        assertThat(composite("any").alarmRule()).isEqualTo("OK(a)");
    }
}
