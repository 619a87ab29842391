package dev.labctl.localcloud.service.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.recorded.Recording;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** What AWS was recorded sending at the end of asynchronous invocations; the functions are ours, in Java. */
final class RecordedDestinationsTest {
    private static final String FILE = "lambda_.test_lambda_destinations.snapshot.json";

    /** Words that stand for what differs, and what is not in Java. */
    private static final String VARYING = "^date$|^python3\\.12$|^handler\\.handler$";

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @SuppressWarnings("NullAway.Init") // set before each test
    private LambdaFixture lambda;

    @SuppressWarnings("NullAway.Init") // set before each test
    private LambdaClient client;

    @SuppressWarnings("NullAway.Init") // set before each test
    private SqsClient sqs;

    @SuppressWarnings("NullAway.Init") // set before each test
    private String url;

    @SuppressWarnings("NullAway.Init") // set before each test
    private String queue;

    @BeforeEach
    void connect() {
        lambda = new LambdaFixture(cloud);
        client = lambda.client();
        sqs = cloud.client(SqsClient.builder());
        url = sqs.createQueue(create -> create.queueName("ends")).queueUrl();
        queue = String.valueOf(
                sqs.getQueueAttributes(get -> get.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
                        .attributes()
                        .get(QueueAttributeName.QUEUE_ARN));
    }

    private static Recording recording(String test) {
        Recording recorded = Recording.of(FILE, test, VARYING);
        return new Recording(RecordedLambda.inJava(recorded.answers()), recorded.varying());
    }

    private CreateFunctionRequest.Builder function(String body) {
        return LambdaFixture.request("f", lambda.adminRole(), HandlerZip.handler(body))
                .memorySize(128)
                .timeout(30)
                .environment(environment -> environment.variables(Map.of()));
    }

    private void send(String payload) {
        client.invoke(invoke -> invoke.functionName("f")
                .invocationType(InvocationType.EVENT)
                .payload(SdkBytes.fromUtf8String(payload)));
    }

    private ObjectNode configure(PutFunctionEventInvokeConfigRequest.Builder config) {
        return RecordedLambda.shown(
                client.putFunctionEventInvokeConfig(config.functionName("f").build()));
    }

    /** The next message, which is visible again at once; the clock runs until it is there. */
    private ReceiveMessageResponse received() throws InterruptedException {
        Duration passed = Duration.ZERO;
        while (passed.compareTo(Duration.ofMinutes(30)) < 0) {
            ReceiveMessageResponse response = sqs.receiveMessage(receive -> receive.queueUrl(url)
                    .visibilityTimeout(0)
                    .messageAttributeNames("All")
                    .messageSystemAttributeNames(MessageSystemAttributeName.ALL));
            if (response.hasMessages()) {
                return response;
            }
            Thread.sleep(100);
            cloud.cloud().environment().clock().advance(Duration.ofSeconds(10));
            passed = passed.plusSeconds(10);
        }
        throw new AssertionError("no message after half an hour of the clock");
    }

    /** In the form of the recordings; some were made without the system attributes. */
    private static ObjectNode shown(ReceiveMessageResponse received, boolean isWithAttributes) {
        ObjectNode shown = RecordedLambda.shown(received);
        for (JsonNode message : shown.path("Messages")) {
            ObjectNode plain = (ObjectNode) message;
            plain.set(
                    "Body",
                    RecordedLambda.withoutFrames(
                            RecordedLambda.read(message.path("Body").asText())));
            if (!isWithAttributes) {
                plain.remove("Attributes");
            }
        }
        return shown;
    }

    @ParameterizedTest
    @CsvSource({
        "test_assess_lambda_destination_invocation[Success-payload0], {}, -1",
        "test_assess_lambda_destination_invocation[payload0], {}, 0",
        "test_assess_lambda_destination_invocation[payload1], {\"raise_error\":1}, 0",
        "test_lambda_destination_default_retries, {\"raise_error\":1}, -1"
    })
    void destinationsAreTold(String test, String payload, int retries) throws InterruptedException {
        Recording recorded = recording(test);
        lambda.create(function("""
                if (event.containsKey("raise_error")) {
                    throw new IllegalStateException("Test exception (this is intentional)");
                }
                Map<String, Object> told = new HashMap<>();
                told.put("invoked_function_arn", context.getInvokedFunctionArn());
                told.put("function_version", context.getFunctionVersion());
                told.put("function_name", context.getFunctionName());
                told.put("memory_limit_in_mb", String.valueOf(context.getMemoryLimitInMB()));
                told.put("aws_request_id", context.getAwsRequestId());
                told.put("log_group_name", context.getLogGroupName());
                told.put("log_stream_name", context.getLogStreamName());
                told.put("client_context", String.valueOf(context.getClientContext()));
                return Map.of("event", event, "context", told);
                """));

        recorded.match(
                "put_function_event_invoke_config",
                configure(PutFunctionEventInvokeConfigRequest.builder()
                        .maximumRetryAttempts(retries < 0 ? null : retries)
                        .destinationConfig(config -> config.onSuccess(success -> success.destination(queue))
                                .onFailure(failure -> failure.destination(queue)))));
        send(payload);
        recorded.match("receive_message_result", shown(received(), false));
    }

    @Test
    void retriesEndInTheQueue() throws InterruptedException {
        Recording recorded = recording("test_retries");
        lambda.create(function("throw new IllegalStateException(\"intentional failure\");"));
        configure(PutFunctionEventInvokeConfigRequest.builder()
                .maximumRetryAttempts(2)
                .destinationConfig(config -> config.onFailure(failure -> failure.destination(queue))));
        send("{\"message\":\"once\"}");

        received();
        recorded.match("queue_destination_payload", shown(received(), true));
    }

    @Test
    void eventsGetTooOld() throws InterruptedException {
        Recording recorded = recording("test_maxeventage");
        lambda.create(function("throw new IllegalStateException(\"intentional failure\");"));
        for (Map.Entry<String, Integer> age :
                List.of(Map.entry("no_retry_failure_message", 60), Map.entry("single_retry_failure_message", 150))) {
            configure(PutFunctionEventInvokeConfigRequest.builder()
                    .maximumRetryAttempts(2)
                    .maximumEventAgeInSeconds(age.getValue())
                    .destinationConfig(config -> config.onFailure(failure -> failure.destination(queue))));
            send("{\"message\":\"once\"}");
            ReceiveMessageResponse received = received();
            recorded.match(age.getKey(), shown(received, true).path("Messages").path(0));
            sqs.deleteMessage(delete -> delete.queueUrl(url)
                    .receiptHandle(received.messages().get(0).receiptHandle()));
        }
    }

    @Test
    void deadLettersAreKept() throws InterruptedException {
        Recording recorded = recording("test_dead_letter_queue");
        ObjectNode created = JsonMapper.builder().build().createObjectNode();
        created.putNull("CreateEventSourceMappingResponse");
        created.set(
                "CreateFunctionResponse",
                RecordedLambda.shown(
                        client.createFunction(function("System.out.println(\"Lambda log message - print function\");"
                                        + " throw new IllegalStateException(\"Test exception (this is intentional)\");")
                                .deadLetterConfig(letters -> letters.targetArn(queue))
                                .build())));
        recorded.match("create_lambda_with_dlq", created);
        client.waiter().waitUntilFunctionActiveV2(wait -> wait.functionName("f"));
        configure(PutFunctionEventInvokeConfigRequest.builder().maximumRetryAttempts(0));

        send("{\"raise_error\": 1}");
        recorded.match("receive_result", shown(received(), false));
        recorded.match(
                "delete_dlq", RecordedLambda.shown(client.updateFunctionConfiguration(update -> update.functionName("f")
                        .deadLetterConfig(none -> {}))));
        client.waiter().waitUntilFunctionUpdatedV2(wait -> wait.functionName("f"));
        ObjectNode invoked = RecordedLambda.shown(
                client.invoke(invoke -> invoke.functionName("f").logType(LogType.TAIL)));
        recorded.match("invoke_result", invoked);
        String log =
                new String(Base64.getDecoder().decode(invoked.path("LogResult").asText()), StandardCharsets.UTF_8);
        assertThat(log.lines())
                .anyMatch(line -> line.matches("START RequestId: \\S+ Version: \\$LATEST"))
                .contains("Lambda log message - print function")
                .anyMatch(line -> line.matches("END RequestId: \\S+"));
    }
}
