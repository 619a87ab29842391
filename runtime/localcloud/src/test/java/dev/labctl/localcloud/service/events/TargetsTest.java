package dev.labctl.localcloud.service.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.service.lambda.HandlerZip;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** What targets get, who lets EventBridge in, and what becomes of events that nobody takes. */
final class TargetsTest {
    private static final String RULE = "arn:aws:events:us-east-1:123456789012:rule/r";

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @SuppressWarnings("NullAway.Init") // set before each test
    private EventsFixture fixture;

    @BeforeEach
    void makeRule() {
        fixture = new EventsFixture(cloud);
        fixture.events.putRule(put -> put.name("r").scheduleExpression("rate(1 hour)"));
    }

    private void tick() {
        fixture.advance(Duration.ofHours(1));
    }

    private String role(String name, String service, String action) {
        IamClient iam = cloud.client(IamClient.builder());
        String arn = iam.createRole(create -> create.roleName(name).assumeRolePolicyDocument("""
                        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"%s"},\
                        "Action":"sts:AssumeRole"}]}""".formatted(service)))
                .role()
                .arn();
        iam.putRolePolicy(put -> put.roleName(name).policyName("p").policyDocument("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"%s","Resource":"*"}]}""".formatted(action)));
        return arn;
    }

    private static String attribute(Message message, String name) {
        return Objects.requireNonNull(message.messageAttributes().get(name), name)
                .stringValue();
    }

    private double sum(String metric) {
        Instant now = cloud.cloud().environment().clock().instant();
        return cloud
                .client(CloudWatchClient.builder())
                .getMetricStatistics(get -> get.namespace("AWS/Events")
                        .metricName(metric)
                        .dimensions(
                                Dimension.builder().name("RuleName").value("r").build())
                        .startTime(now.minus(Duration.ofDays(1)))
                        .endTime(now.plusSeconds(60))
                        .period(86_400)
                        .statistics(Statistic.SUM))
                .datapoints()
                .stream()
                .mapToDouble(Datapoint::sum)
                .sum();
    }

    @Test
    void aFunctionRunsEveryHourOnceItsPolicyLetsTheRuleIn() {
        LambdaClient lambda = cloud.client(LambdaClient.builder());
        String out = fixture.queue("out", RULE);
        String dead = fixture.queue("dead", RULE);
        String role = role("f", "lambda.amazonaws.com", "logs:*");
        lambda.createFunction(create -> create.functionName("f")
                .role(role)
                .runtime("java17")
                .handler("H::handleRequest")
                .timeout(20)
                .memorySize(256)
                .code(code -> code.zipFile(HandlerZip.handler("return event;"))));
        lambda.waiter().waitUntilFunctionActiveV2(get -> get.functionName("f"));
        cloud.client(IamClient.builder())
                .putRolePolicy(put -> put.roleName("f").policyName("out").policyDocument("""
                        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:SendMessage",\
                        "Resource":"*"}]}"""));
        lambda.putFunctionEventInvokeConfig(put -> put.functionName("f")
                .destinationConfig(destinations ->
                        destinations.onSuccess(success -> success.destination(EventsFixture.queueArn("out")))));
        String arn = "arn:aws:lambda:us-east-1:123456789012:function:f";
        fixture.target(
                "r",
                Target.builder()
                        .id("f")
                        .arn(arn)
                        .deadLetterConfig(config -> config.arn(EventsFixture.queueArn("dead"))));
        tick();
        Message refused = fixture.messages(dead, 1).get(0);
        assertThat(attribute(refused, "ERROR_CODE")).isEqualTo("NO_PERMISSIONS");
        lambda.addPermission(add -> add.functionName("f")
                .statementId("other")
                .action("lambda:InvokeFunction")
                .principal("events.amazonaws.com")
                .sourceArn(RULE + "-other"));
        tick();
        fixture.messages(dead, 1);
        lambda.addPermission(add -> add.functionName("f")
                .statementId("r")
                .action("lambda:InvokeFunction")
                .principal("events.amazonaws.com")
                .sourceArn(RULE)
                .sourceAccount("123456789012"));
        tick();
        assertThat(fixture.received(out, 1)
                        .get(0)
                        .at("/responsePayload/detail-type")
                        .asText())
                .isEqualTo("Scheduled Event");
        fixture.messages(dead, 0);
        assertThat(sum("TriggeredRules")).isEqualTo(3);
        assertThat(sum("Invocations")).isEqualTo(3);
        assertThat(sum("FailedInvocations")).isEqualTo(2);
    }

    @Test
    void anUndeliverableEventGoesToTheDeadLetterQueueWithTheReason() {
        String dead = fixture.queue("dead", RULE);
        fixture.target(
                "r",
                Target.builder()
                        .id("gone")
                        .arn(EventsFixture.queueArn("gone"))
                        .input("{\"constant\":1}")
                        .deadLetterConfig(config -> config.arn(EventsFixture.queueArn("dead"))));
        tick();
        Message message = fixture.messages(dead, 1).get(0);
        assertThat(EventsFixture.json(message.body()).path("detail-type").asText())
                .isEqualTo("Scheduled Event");
        assertThat(message.messageAttributes().keySet())
                .containsExactlyInAnyOrder("RULE_ARN", "TARGET_ARN", "ERROR_CODE", "ERROR_MESSAGE", "RETRY_ATTEMPTS");
        assertThat(attribute(message, "RULE_ARN")).isEqualTo(RULE);
        assertThat(attribute(message, "TARGET_ARN")).isEqualTo(EventsFixture.queueArn("gone"));
        assertThat(attribute(message, "RETRY_ATTEMPTS")).isEqualTo("0");
        assertThat(sum("InvocationsSentToDlq")).isEqualTo(1);
    }

    @Test
    void targetsGetTheInputTheyAskFor() {
        String queue = fixture.queue("q", RULE);
        String arn = EventsFixture.queueArn("q");
        fixture.target("r", Target.builder().id("constant").arn(arn).input("{\"a\": [1]}"));
        fixture.target("r", Target.builder().id("path").arn(arn).inputPath("$.resources[0]"));
        fixture.target("r", Target.builder().id("text").arn(arn).inputTransformer(transformer -> transformer
                .inputPathsMap(Map.of("type", "$.detail-type", "none", "$.detail.none"))
                .inputTemplate("\"<type> of <aws.events.rule-name><none>\"")));
        fixture.target("r", Target.builder().id("json").arn(arn).inputTransformer(transformer -> transformer
                .inputPathsMap(Map.of("all", "$.resources", "type", "$.detail-type"))
                .inputTemplate("{\"from\": \"<aws.events.rule-arn>!\", \"in\": <all>, \"t\": <type>}")));
        tick();
        assertThat(fixture.messages(queue, 4))
                .extracting(Message::body)
                .containsExactlyInAnyOrder(
                        "{\"a\": [1]}",
                        "\"" + RULE + "\"",
                        "\"Scheduled Event of r\"",
                        "{\"from\": \"" + RULE + "!\", \"in\": [\"" + RULE + "\"], \"t\": \"Scheduled Event\"}");
    }

    @Test
    void fifoQueuesGetTheGroupAndTopicsTheEvent() {
        String fifo = fixture.queue("q.fifo", RULE);
        fixture.target(
                "r",
                Target.builder()
                        .id("fifo")
                        .arn(EventsFixture.queueArn("q.fifo"))
                        .sqsParameters(sqs -> sqs.messageGroupId("g")));
        SnsClient sns = cloud.client(SnsClient.builder());
        String topic = sns.createTopic(create -> create.name("t")).topicArn();
        sns.setTopicAttributes(
                set -> set.topicArn(topic).attributeName("Policy").attributeValue("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},\
                "Action":"sns:Publish","Resource":"%s"}]}""".formatted(topic)));
        String queue = fixture.queue("q", topic);
        fixture.sqs.setQueueAttributes(set -> set.queueUrl(queue).attributesWithStrings(Map.of("Policy", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},\
                "Action":"sqs:SendMessage","Resource":"*"}]}""")));
        sns.subscribe(subscribe -> subscribe.topicArn(topic).protocol("sqs").endpoint(EventsFixture.queueArn("q")));
        fixture.target("r", Target.builder().id("topic").arn(topic));
        tick();
        assertThat(fixture.messages(fifo, 1).get(0).attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID))
                .isEqualTo("g");
        assertThat(EventsFixture.json(fixture.received(queue, 1)
                                .get(0)
                                .path("Message")
                                .asText())
                        .path("source")
                        .asText())
                .isEqualTo("aws.events");
    }

    @Test
    void aTargetWithARoleIsCalledAsThatRole() {
        String queue =
                fixture.sqs.createQueue(create -> create.queueName("closed")).queueUrl();
        String role = role("sender", "events.amazonaws.com", "sqs:SendMessage");
        fixture.target(
                "r",
                Target.builder().id("t").arn(EventsFixture.queueArn("closed")).roleArn(role));
        tick();
        assertThat(fixture.received(queue, 1)).hasSize(1);
        String wrong = role("wrong", "lambda.amazonaws.com", "sqs:SendMessage");
        assertThatThrownBy(() -> fixture.target(
                        "r",
                        Target.builder()
                                .id("t")
                                .arn(EventsFixture.queueArn("closed"))
                                .roleArn(wrong)))
                .hasMessageContaining(
                        "Provided role '" + wrong + "' cannot be assumed by principal 'events.amazonaws.com'.");
    }
}
