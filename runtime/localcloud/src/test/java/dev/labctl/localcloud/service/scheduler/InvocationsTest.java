package dev.labctl.localcloud.service.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.service.lambda.HandlerZip;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.scheduler.model.ActionAfterCompletion;
import software.amazon.awssdk.services.scheduler.model.ResourceNotFoundException;
import software.amazon.awssdk.services.scheduler.model.Target;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** When schedules invoke their targets, and what these get. */
final class InvocationsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @SuppressWarnings("NullAway.Init") // set before each test
    private SchedulerFixture fixture;

    @BeforeEach
    void prepare() {
        fixture = new SchedulerFixture(cloud).prepare();
    }

    private static String at(Instant time, ZoneId zone) {
        return "at(" + time.truncatedTo(ChronoUnit.SECONDS).atZone(zone).toLocalDateTime() + ")";
    }

    /** A time on no full minute, which texts would leave the seconds out of. */
    private Instant in(Duration time) {
        return fixture.now().plus(time).truncatedTo(ChronoUnit.MINUTES).plusSeconds(7);
    }

    @Test
    void anAtScheduleIsDueOnceInItsTimeZoneAndGoesWhenItIsAskedTo() {
        Instant due = in(Duration.ofHours(2));
        fixture.schedule(at(due, TOKYO), create -> create.scheduleExpressionTimezone("Asia/Tokyo")
                .actionAfterCompletion(ActionAfterCompletion.DELETE));
        cloud.restart();
        fixture.advance(Duration.ofHours(1));
        assertThat(fixture.received(0)).isEmpty();
        fixture.advance(Duration.ofHours(2));
        assertThat(fixture.received(1)).containsExactly(due.toString());
        assertThatThrownBy(() -> fixture.scheduler.getSchedule(get -> get.name("s")))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void anAtScheduleStaysWhenItIsDoneAndDoesNothingWhenItsTimeIsPast() {
        Instant due = in(Duration.ofHours(1));
        fixture.schedule(at(due, ZoneId.of("UTC")), create -> {});
        fixture.schedule("at(2021-12-31T23:59:59)", create -> create.name("past"));
        fixture.advance(Duration.ofHours(2));
        assertThat(fixture.received(1)).containsExactly(due.toString());
        cloud.restart();
        fixture.advance(Duration.ofDays(1));
        assertThat(fixture.received(0)).isEmpty();
        assertThat(fixture.scheduler.getSchedule(get -> get.name("s")).stateAsString())
                .isEqualTo("ENABLED");
    }

    @Test
    void aRateIsDueAtOnceAndThenEachTimeAlsoAfterARestart() {
        fixture.schedule("rate(1 hour)", create -> {});
        Instant first = Instant.parse(fixture.received(1).get(0));
        fixture.advance(Duration.ofMinutes(150));
        assertThat(fixture.received(2))
                .containsExactlyInAnyOrder(
                        first.plus(Duration.ofHours(1)).toString(),
                        first.plus(Duration.ofHours(2)).toString());
        cloud.restart();
        fixture.advance(Duration.ofHours(1));
        assertThat(fixture.received(1))
                .containsExactly(first.plus(Duration.ofHours(3)).toString());
        fixture.scheduler.updateSchedule(update -> update.name("s")
                .scheduleExpression("rate(1 hour)")
                .flexibleTimeWindow(SchedulerFixture.OFF)
                .state("DISABLED")
                .target(SchedulerFixture.target("out")));
        fixture.advance(Duration.ofHours(5));
        assertThat(fixture.received(0)).isEmpty();
    }

    @Test
    void aScheduleIsDueBetweenItsStartAndItsEndOnly() {
        Instant start = in(Duration.ofHours(2));
        fixture.schedule("rate(1 hour)", create -> create.startDate(start).endDate(start.plus(Duration.ofMinutes(90))));
        fixture.advance(Duration.ofHours(1));
        assertThat(fixture.received(0)).isEmpty();
        fixture.advance(Duration.ofHours(9));
        assertThat(fixture.received(2))
                .containsExactlyInAnyOrder(
                        start.toString(), start.plus(Duration.ofHours(1)).toString());
    }

    @Test
    void aFlexibleWindowDelaysTheInvocationButNotThePlan() {
        Instant due = in(Duration.ofHours(1));
        fixture.schedule(
                at(due, ZoneId.of("UTC")),
                create -> create.flexibleTimeWindow(
                        window -> window.mode("FLEXIBLE").maximumWindowInMinutes(60)));
        fixture.advance(Duration.ofHours(1));
        cloud.restart();
        fixture.advance(Duration.ofHours(2));
        assertThat(fixture.received(1)).containsExactly(due.toString());
    }

    @Test
    void anInputCarriesItsContextAndWithoutOneThereIsANotification() throws Exception {
        fixture.schedule(
                "rate(1 day)",
                create -> create.target(SchedulerFixture.target("out").toBuilder()
                        .input(
                                "<aws.scheduler.schedule-arn> <aws.scheduler.attempt-number> <aws.scheduler.execution-id>")
                        .build()));
        assertThat(fixture.received(1).get(0))
                .matches("arn:aws:scheduler:us-east-1:123456789012:schedule/default/s 1 [0-9a-f]{16}");
        fixture.schedule("rate(1 day)", create -> create.name("t").target(SchedulerFixture.target("out")));
        JsonNode event = JSON.readTree(fixture.received(1).get(0));
        assertThat(event.path("source").asText()).isEqualTo("aws.scheduler");
        assertThat(event.path("detail-type").asText()).isEqualTo("Scheduled Event");
        assertThat(event.at("/resources/0").asText())
                .isEqualTo("arn:aws:scheduler:us-east-1:123456789012:schedule/default/t");
    }

    @Test
    void topicsAndEventBusesAreInvokedToo() throws Exception {
        String policy = """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:SendMessage",\
                "Principal":{"Service":["sns.amazonaws.com","events.amazonaws.com"]},"Resource":"*"}]}""";
        fixture.sqs.setQueueAttributes(
                set -> set.queueUrl(fixture.queue("out")).attributes(Map.of(QueueAttributeName.POLICY, policy)));
        SnsClient sns = cloud.client(SnsClient.builder());
        String topic = sns.createTopic(create -> create.name("t")).topicArn();
        sns.subscribe(subscribe -> subscribe
                .topicArn(topic)
                .protocol("sqs")
                .endpoint(SchedulerFixture.queueArn("out"))
                .attributes(Map.of("RawMessageDelivery", "true")));
        Target target = SchedulerFixture.target("out").toBuilder()
                .arn(topic)
                .input("to all")
                .build();
        fixture.schedule("rate(1 day)", create -> create.target(target));
        assertThat(fixture.received(1)).containsExactly("to all");
        EventBridgeClient events = cloud.client(EventBridgeClient.builder());
        events.putRule(put -> put.name("r").eventPattern("{\"source\":[\"my.app\"]}"));
        events.putTargets(put -> put.rule("r")
                .targets(software.amazon.awssdk.services.eventbridge.model.Target.builder()
                        .id("q")
                        .arn(SchedulerFixture.queueArn("out"))
                        .build()));
        Target bus = target.toBuilder()
                .arn("arn:aws:events:us-east-1:123456789012:event-bus/default")
                .input("{\"a\":1}")
                .eventBridgeParameters(with -> with.source("my.app").detailType("Tick"))
                .build();
        fixture.schedule("rate(1 day)", create -> create.name("bus").target(bus));
        JsonNode event = JSON.readTree(fixture.received(1).get(0));
        assertThat(event.path("detail-type").asText()).isEqualTo("Tick");
        assertThat(event.at("/detail/a").asInt()).isEqualTo(1);
    }

    @Test
    void aTargetThatRefusesIsTriedAgainAlsoAfterARestart() throws Exception {
        fixture.schedule(
                "rate(1 day)",
                create -> create.target(SchedulerFixture.target("late").toBuilder()
                        .input("attempt <aws.scheduler.attempt-number>")
                        .build()));
        for (int i = 0; i < 100 && sum("TargetErrorCount") < 2; i++) {
            fixture.advance(Duration.ofSeconds(5));
            Thread.sleep(100);
        }
        assertThat(sum("TargetErrorCount")).isGreaterThanOrEqualTo(2);
        cloud.restart();
        fixture.queue("late");
        fixture.advance(Duration.ofHours(1));
        assertThat(fixture.messages("late", 1).get(0).body()).matches("attempt ([2-9]|1\\d)");
    }

    @Test
    void theRoleDecidesWhatTheScheduleMayDo() {
        fixture.allow("sns:Publish");
        fixture.schedule("rate(1 day)", create -> {});
        fixture.advance(Duration.ofSeconds(30));
        assertThat(fixture.received(0)).isEmpty();
        fixture.allow("sqs:SendMessage");
        fixture.advance(Duration.ofHours(1));
        fixture.received(1);
    }

    @Test
    void aFunctionIsInvokedAsynchronously() throws Exception {
        fixture.iam.createRole(create -> create.roleName("f").assumeRolePolicyDocument("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":\
                {"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"""));
        fixture.iam.putRolePolicy(put -> put.roleName("f").policyName("p").policyDocument("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*"}]}"""));
        LambdaClient lambda = cloud.client(LambdaClient.builder());
        lambda.createFunction(create -> create.functionName("f")
                .role("arn:aws:iam::123456789012:role/f")
                .runtime("java17")
                .handler("H::handleRequest")
                .timeout(20)
                .memorySize(256)
                .code(code -> code.zipFile(HandlerZip.handler("return event;"))));
        lambda.waiter().waitUntilFunctionActiveV2(get -> get.functionName("f"));
        lambda.putFunctionEventInvokeConfig(put -> put.functionName("f")
                .destinationConfig(destinations ->
                        destinations.onSuccess(success -> success.destination(SchedulerFixture.queueArn("out")))));
        fixture.schedule(
                "rate(1 day)",
                create -> create.target(SchedulerFixture.target("out").toBuilder()
                        .arn("arn:aws:lambda:us-east-1:123456789012:function:f")
                        .input("{\"attempt\": <aws.scheduler.attempt-number>}")
                        .build()));
        JsonNode result = JSON.readTree(fixture.received(1).get(0));
        assertThat(result.at("/responsePayload/attempt").asInt()).isEqualTo(1);
    }

    @Test
    void whatExhaustsItsAttemptsGoesToTheDeadLetterQueueWithTheReason() {
        fixture.queue("dead");
        fixture.schedule(
                "rate(1 day)",
                create -> create.target(SchedulerFixture.target("missing").toBuilder()
                        .input("body")
                        .retryPolicy(policy -> policy.maximumRetryAttempts(0))
                        .deadLetterConfig(config -> config.arn(SchedulerFixture.queueArn("dead")))
                        .build()));
        Message letter = fixture.messages("dead", 1).get(0);
        assertThat(letter.body()).isEqualTo("body");
        assertThat(letter.messageAttributes())
                .containsEntry("ERROR_CODE", text("QueueDoesNotExist"))
                .containsEntry("EXHAUSTED_RETRY_CONDITION", text("MaximumRetryAttempts"))
                .containsEntry("IS_PAYLOAD_TRUNCATED", text("false"))
                .containsEntry("RETRY_ATTEMPTS", text("0"))
                .containsEntry("SCHEDULE_ARN", text("arn:aws:scheduler:us-east-1:123456789012:schedule/default/s"))
                .containsEntry("TARGET_ARN", text(SchedulerFixture.queueArn("missing")))
                .containsKeys("ERROR_MESSAGE", "EXECUTION_ID", "SCHEDULED_TIME");
        assertThat(List.of(
                        sum("InvocationAttemptCount"),
                        sum("TargetErrorCount"),
                        sum("InvocationDroppedCount"),
                        sum("InvocationsSentToDeadLetterCount")))
                .containsOnly(1.0);
    }

    private double sum(String metric) {
        Instant now = fixture.now();
        return cloud
                .client(CloudWatchClient.builder())
                .getMetricStatistics(get -> get.namespace("AWS/Scheduler")
                        .metricName(metric)
                        .dimensions(Dimension.builder()
                                .name("ScheduleGroup")
                                .value("default")
                                .build())
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
    void whatIsTooOldGoesToTheDeadLetterQueue() {
        fixture.queue("dead");
        fixture.allow("sqs:SendMessage", "sns:Publish");
        fixture.schedule(
                "rate(1 day)",
                create -> create.target(SchedulerFixture.target("missing").toBuilder()
                        .retryPolicy(policy -> policy.maximumEventAgeInSeconds(60))
                        .deadLetterConfig(config -> config.arn(SchedulerFixture.queueArn("dead")))
                        .build()));
        for (int i = 0; i < 4; i++) {
            assertThat(fixture.messages("out", 0)).isEmpty();
            fixture.advance(Duration.ofSeconds(40));
        }
        assertThat(fixture.messages("dead", 1).get(0).messageAttributes())
                .containsEntry("EXHAUSTED_RETRY_CONDITION", text("MaximumEventAgeInSeconds"));
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }
}
