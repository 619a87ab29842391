package dev.labctl.localcloud.service.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.CloudFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** What becomes of an asynchronous invocation, in the members that recorded answers of AWS have. */
final class AsyncInvokeTest {
    private static final String FAILS_ON_X =
            "if (event.containsKey(\"x\")) throw new IllegalStateException(\"no\"); return Map.of(\"n\", 1);";

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @SuppressWarnings("NullAway.Init") // set before each test
    private LambdaFixture lambda;

    @SuppressWarnings("NullAway.Init") // set before each test
    private SqsClient sqs;

    @SuppressWarnings("NullAway.Init") // set before each test
    private String url;

    @SuppressWarnings("NullAway.Init") // set before each test
    private String queue;

    @BeforeEach
    void connect() {
        lambda = new LambdaFixture(cloud);
        sqs = cloud.client(SqsClient.builder());
        url = sqs.createQueue(r -> r.queueName("ends")).queueUrl();
        queue = String.valueOf(sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN));
    }

    private void send(String payload) {
        assertThat(lambda.client()
                        .invoke(r -> r.functionName("f")
                                .invocationType(InvocationType.EVENT)
                                .payload(SdkBytes.fromUtf8String(payload)))
                        .statusCode())
                .isEqualTo(202);
    }

    private Message received() {
        List<Message> messages = sqs.receiveMessage(
                        r -> r.queueUrl(url).waitTimeSeconds(20).messageAttributeNames("All"))
                .messages();
        assertThat(messages).hasSize(1);
        return messages.get(0);
    }

    private int visible() {
        return Integer.parseInt(sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                .attributes()
                .get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES));
    }

    @Test
    void bothEndsOfAnEventAreToldToItsDestinations() throws JsonProcessingException {
        lambda.create(FAILS_ON_X);
        lambda.client().putFunctionEventInvokeConfig(r -> r.functionName("f")
                .maximumRetryAttempts(0)
                .destinationConfig(d -> d.onSuccess(s -> s.destination(queue)).onFailure(f -> f.destination(queue))));

        send("{}");
        JsonNode success = new JsonMapper().readTree(received().body());
        send("{\"x\":1}");
        JsonNode failure = new JsonMapper().readTree(received().body());

        assertThat(success.at("/version").asText()).isEqualTo("1.0");
        assertThat(success.at("/requestContext/condition").asText()).isEqualTo("Success");
        assertThat(success.at("/requestContext/functionArn").asText()).endsWith(":function:f:$LATEST");
        assertThat(success.at("/responseContext").toString())
                .isEqualTo("{\"statusCode\":200,\"executedVersion\":\"$LATEST\"}");
        assertThat(success.at("/responsePayload").toString()).isEqualTo("{\"n\":1}");
        assertThat(failure.at("/requestContext/condition").asText()).isEqualTo("RetriesExhausted");
        assertThat(failure.at("/requestContext/approximateInvokeCount").asInt()).isEqualTo(1);
        assertThat(failure.at("/requestPayload").toString()).isEqualTo("{\"x\":1}");
        assertThat(failure.at("/responseContext/functionError").asText()).isEqualTo("Unhandled");
        assertThat(failure.at("/responsePayload/errorMessage").asText()).isEqualTo("no");
    }

    @Test
    void aDeadLetterIsTheEventWithTheErrorInItsAttributes() {
        lambda.create(LambdaFixture.request("f", lambda.adminRole(), HandlerZip.handler(FAILS_ON_X))
                .deadLetterConfig(d -> d.targetArn(queue)));
        lambda.client().putFunctionEventInvokeConfig(r -> r.functionName("f").maximumRetryAttempts(0));

        send("{\"x\":1}");
        Message letter = received();

        assertThat(letter.body()).isEqualTo("{\"x\":1}");
        assertThat(letter.messageAttributes()).containsOnlyKeys("RequestID", "ErrorCode", "ErrorMessage");
        assertThat(letter.messageAttributes())
                .containsEntry(
                        "ErrorCode",
                        MessageAttributeValue.builder()
                                .dataType("Number")
                                .stringValue("200")
                                .build())
                .containsEntry(
                        "ErrorMessage",
                        MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue("no")
                                .build());
    }

    @Test
    void aFailedEventIsTriedAfterOneMinuteAndAfterTwoMore() throws InterruptedException {
        lambda.create(FAILS_ON_X);
        lambda.client().putFunctionEventInvokeConfig(r -> r.functionName("f")
                .maximumEventAgeInSeconds(600)
                .destinationConfig(d -> d.onFailure(f -> f.destination(queue))));
        send("{\"x\":1}");

        Duration passed = Duration.ZERO;
        while (visible() == 0 && passed.compareTo(Duration.ofMinutes(9)) < 0) {
            cloud.cloud().environment().clock().advance(Duration.ofSeconds(10));
            passed = passed.plusSeconds(10);
            Thread.sleep(100);
        }

        assertThat(received().body()).contains("\"condition\":\"RetriesExhausted\"", "\"approximateInvokeCount\":3");
        assertThat(passed).isGreaterThanOrEqualTo(Duration.ofMinutes(3));
    }

    @Test
    void eventsThatAMovedClockMakesDueTogetherDoNotTurnEachOtherAway() {
        lambda.create("Thread.sleep(30); throw new IllegalStateException(\"no\");");
        lambda.client().putFunctionConcurrency(r -> r.functionName("f").reservedConcurrentExecutions(1));
        lambda.client().putFunctionEventInvokeConfig(r -> r.functionName("f")
                .maximumEventAgeInSeconds(600)
                .destinationConfig(d -> d.onFailure(f -> f.destination(queue))));
        int events = 12;
        for (int i = 0; i < events; i++) {
            send("{}");
        }

        for (int minute = 0; minute < 5; minute++) {
            cloud.cloud().environment().clock().advance(Duration.ofMinutes(1));
        }

        assertThat(visible()).isEqualTo(events);
    }

    @Test
    void anEventThatIsTooOldForItsNextAttemptIsNotTriedAgain() {
        lambda.create(FAILS_ON_X);
        lambda.client().putFunctionEventInvokeConfig(r -> r.functionName("f")
                .maximumEventAgeInSeconds(60)
                .destinationConfig(d -> d.onFailure(f -> f.destination(queue))));

        send("{\"x\":1}");

        assertThat(received().body()).contains("\"condition\":\"EventAgeExceeded\"", "\"approximateInvokeCount\":1");
    }

    @Test
    void whatACloudThatStopsWasDoingIsDoneByTheNext(@TempDir Path directory) throws Exception {
        Path started = directory.resolve("started");
        lambda.create(LambdaFixture.request("f", lambda.adminRole(), HandlerZip.handler("""
                        if (java.nio.file.Files.exists(java.nio.file.Path.of("%1$s"))) return "again";
                        java.nio.file.Files.createFile(java.nio.file.Path.of("%1$s"));
                        Thread.sleep(60_000);
                        return "late";
                        """.formatted(started)))
                .timeout(100));
        lambda.client().putFunctionEventInvokeConfig(r -> r.functionName("f")
                .maximumRetryAttempts(0)
                .destinationConfig(d -> d.onSuccess(s -> s.destination(queue)).onFailure(f -> f.destination(queue))));
        send("{}");
        while (!Files.exists(started)) {
            Thread.sleep(10);
        }

        cloud.restart();

        assertThat(received().body()).contains("\"condition\":\"Success\"", "\"responsePayload\":\"again\"");
    }

    @Test
    void aFunctionWithoutConcurrencyIsThrottled() {
        lambda.create("return 1;");
        lambda.client().putFunctionConcurrency(r -> r.functionName("f").reservedConcurrentExecutions(0));

        assertThatThrownBy(() -> lambda.invoke("f", "{}")).isInstanceOfSatisfying(TooManyRequestsException.class, e -> {
            assertThat(e.statusCode()).isEqualTo(429);
            assertThat(e.reasonAsString()).isEqualTo("ReservedFunctionConcurrentInvocationLimitExceeded");
        });
    }

    @Test
    void anAliasLeadsToItsVersionWhateverHappensToLatest() {
        lambda.create("return 1;");
        lambda.client().publishVersion(r -> r.functionName("f"));
        lambda.client().createAlias(r -> r.functionName("f").name("live").functionVersion("1"));
        lambda.client().updateFunctionCode(r -> r.functionName("f").zipFile(HandlerZip.handler("return 2;")));
        lambda.client().waiter().waitUntilFunctionUpdatedV2(r -> r.functionName("f"));

        assertThat(lambda.invoke("f", "{}").payload().asUtf8String()).isEqualTo("2");
        assertThat(lambda.invoke("f:live", "{}").payload().asUtf8String()).isEqualTo("1");
        assertThat(lambda.invoke("f:live", "{}").executedVersion()).isEqualTo("1");
    }
}
