package dev.labctl.localcloud.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.chaos.Chaos;
import dev.labctl.localcloud.chaos.ChaosPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Faults on purpose, as clients meet them. */
@SuppressWarnings("unchecked") // the SDK's builders take consumers in varargs
final class ChaosTest {
    private static final int MESSAGES = 30;

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private Chaos chaos;
    private S3Client s3;
    private SqsClient sqs;
    private DynamoDbClient dynamoDb;

    @BeforeEach
    void connect() {
        chaos = cloud.cloud().environment().chaos();
        s3 = cloud.client(S3Client.builder().forcePathStyle(true));
        sqs = cloud.client(SqsClient.builder());
        dynamoDb = cloud.client(DynamoDbClient.builder());
    }

    private static ChaosPlan plan(long seed, int throttle, int duplicate, int reorder) {
        return new ChaosPlan(seed, throttle, duplicate, reorder, Duration.ZERO, List.of("s3", "dynamodb", "sqs"), null);
    }

    /** What a request is answered: a status with a code, or {@code ok}. */
    private static String answer(Runnable request) {
        try {
            request.run();
            return "ok";
        } catch (AwsServiceException e) {
            return e.statusCode() + " " + e.awsErrorDetails().errorCode();
        }
    }

    @Test
    void theSameSeedThrottlesTheSameRequestsAndAnotherOneOthers() {
        chaos.begin(plan(42, 30, 0, 0));
        List<String> first = listings();
        chaos.begin(plan(42, 30, 0, 0));
        answer(() -> sqs.listQueues()); // of another service, so that it changes nothing
        assertThat(listings()).isEqualTo(first);
        chaos.begin(plan(43, 30, 0, 0));
        assertThat(listings()).isNotEqualTo(first);
        assertThat(first).contains("ok", "503 SlowDown").hasSize(60);
        assertThat(first.stream().filter(each -> !each.equals("ok")).count()).isBetween(8L, 30L);
        chaos.end();
        assertThat(listings()).containsOnly("ok");
    }

    private List<String> listings() {
        List<String> answers = new ArrayList<>();
        for (int count = 0; count < 60; count++) {
            answers.add(answer(() -> s3.listBuckets()));
        }
        return answers;
    }

    @Test
    void throttledRequestsAreAnsweredAsTheServiceDoesAndChangeNothing() {
        s3.createBucket(request -> request.bucket("calm-bucket"));
        String queue = sqs.createQueue(request -> request.queueName("calm")).queueUrl();
        dynamoDb.createTable(request -> request.tableName("calm")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                        definition -> definition.attributeName("id").attributeType(ScalarAttributeType.S))
                .keySchema(key -> key.attributeName("id").keyType(KeyType.HASH)));
        chaos.begin(plan(1, 100, 0, 0));
        assertThat(answer(() -> s3.putObject(
                        request -> request.bucket("calm-bucket").key("a"), RequestBody.fromBytes(new byte[1 << 20]))))
                .isEqualTo("503 SlowDown");
        assertThat(answer(
                        () -> sqs.sendMessage(request -> request.queueUrl(queue).messageBody("a"))))
                .isEqualTo("400 RequestThrottled");
        Map<String, AttributeValue> item = Map.of("id", AttributeValue.fromS("a"));
        List<String> puts = new ArrayList<>();
        for (int count = 0; count < 20; count++) {
            puts.add(answer(
                    () -> dynamoDb.putItem(request -> request.tableName("calm").item(item))));
        }
        assertThat(puts)
                .containsOnly("400 ProvisionedThroughputExceededException", "400 ThrottlingException")
                .hasSize(20);
        assertThat(answer(() -> dynamoDb.describeTable(request -> request.tableName("calm"))))
                .isEqualTo("400 ThrottlingException");
        assertThat(chaos.faults()).containsEntry("throttled", 23L);
        chaos.end();
        assertThat(s3.listObjectsV2(request -> request.bucket("calm-bucket")).contents())
                .isEmpty();
        assertThat(dynamoDb.scan(request -> request.tableName("calm")).items()).isEmpty();
        assertThat(receiveAll(queue)).isEmpty();
    }

    @Test
    void messagesComeTwiceAndOutOfOrderAndNoneIsLost() {
        String queue = queue("disturbed", Map.of());
        chaos.begin(plan(7, 0, 50, 100));
        List<String> bodies = receiveAll(queue);
        Map<String, Integer> times = new HashMap<>();
        bodies.forEach(body -> times.merge(body, 1, Integer::sum));
        assertThat(times).hasSize(MESSAGES);
        assertThat(times.values()).contains(1, 2).allMatch(count -> count <= 2);
        assertThat(bodies).isNotEqualTo(bodies.stream().sorted().toList());
        long twice = times.values().stream().filter(count -> count == 2).count();
        assertThat(chaos.faults()).containsEntry("duplicated", twice).containsKey("reordered");
    }

    @Test
    void fifoQueuesAreNotDisturbed() {
        String queue = queue(
                "calm.fifo",
                Map.of(QueueAttributeName.FIFO_QUEUE, "true", QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "true"));
        chaos.begin(plan(7, 0, 100, 100));
        assertThat(receiveAll(queue)).hasSize(MESSAGES).isSorted();
        assertThat(chaos.faults()).isEmpty();
    }

    private String queue(String name, Map<QueueAttributeName, String> attributes) {
        String queue = sqs.createQueue(request -> request.queueName(name).attributes(attributes))
                .queueUrl();
        for (int count = 0; count < MESSAGES; count++) {
            String body = "message-%02d".formatted(count);
            sqs.sendMessage(request -> {
                request.queueUrl(queue).messageBody(body);
                if (name.endsWith(".fifo")) {
                    request.messageGroupId(body);
                }
            });
        }
        return queue;
    }

    /** The bodies in the order of their delivery; nothing is deleted. */
    private List<String> receiveAll(String queue) {
        List<String> bodies = new ArrayList<>();
        List<Message> messages;
        do {
            messages = sqs.receiveMessage(request ->
                            request.queueUrl(queue).maxNumberOfMessages(3).visibilityTimeout(600))
                    .messages();
            messages.forEach(message -> bodies.add(message.body()));
        } while (!messages.isEmpty());
        return bodies;
    }

    @Test
    void latencyIsAddedToTheServicesThatAreNamedOnly() {
        chaos.begin(new ChaosPlan(1, 0, 0, 0, Duration.ofMillis(300), List.of("s3"), null));
        long began = System.nanoTime();
        s3.listBuckets();
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)).isGreaterThanOrEqualTo(300);
        sqs.listQueues();
        assertThat(chaos.faults()).containsExactly(Map.entry("delayed", 1L));
    }

    @Test
    void aPlanEndsByItselfAndIsForgottenWithTheProcess() throws Exception {
        chaos.begin(new ChaosPlan(1, 100, 0, 0, Duration.ZERO, List.of("s3"), Duration.ofMillis(1)));
        Thread.sleep(5);
        assertThat(chaos.plan()).isEmpty();
        assertThat(answer(() -> s3.listBuckets())).isEqualTo("ok");
        chaos.begin(plan(1, 100, 0, 0));
        cloud.restart();
        assertThat(answer(() -> s3.listBuckets())).isEqualTo("ok");
    }

    @Test
    void aPlanThatCannotBeIsRefused() {
        assertThatThrownBy(() -> plan(1, 101, 0, 0)).hasMessageContaining("throttle must be between 0 and 100");
        assertThatThrownBy(() -> new ChaosPlan(1, 0, 0, 0, Duration.ZERO, List.of("rds"), null))
                .hasMessageContaining("'rds', but dynamodb, s3, sqs");
    }
}
