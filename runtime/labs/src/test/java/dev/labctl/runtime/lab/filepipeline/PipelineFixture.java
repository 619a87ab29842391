package dev.labctl.runtime.lab.filepipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.labctl.localcloud.LocalCloud;
import dev.labctl.localcloud.LocalCloudConfig;
import dev.labctl.wire.filepipeline.ItemAttribute;
import dev.labctl.wire.filepipeline.ItemStatus;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** A local cloud with a table, a queue with its dead letters, and two buckets, as the template makes them. */
final class PipelineFixture implements AutoCloseable {
    static final String TABLE = "items";
    static final String BUCKET = "pipeline-files";
    static final String FOREIGN_BUCKET = "someone-elses-files";

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final Path directory;
    private final LocalCloud cloud;
    private final SdkHttpClient http = UrlConnectionHttpClient.create();
    private final SqsClient sqs;
    private final DynamoDbClient dynamoDb;
    private final S3Client s3;
    private final String queueUrl;
    private final String deadLetterUrl;

    /** One whose messages, and claims, are soon free again. */
    PipelineFixture() {
        this(Duration.ofSeconds(2));
    }

    /**
     * One of its own.
     *
     * @param visibility how long a message that was received is hidden from others
     */
    @SuppressWarnings("unchecked") // the SDK's builders take consumers in varargs
    PipelineFixture(Duration visibility) {
        try {
            directory = Files.createTempDirectory("file-pipeline");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.setProperty("http.maxConnections", "64");
        cloud = LocalCloud.start(LocalCloudConfig.in(directory));
        sqs = client(SqsClient.builder());
        dynamoDb = client(DynamoDbClient.builder());
        s3 = client(S3Client.builder());
        deadLetterUrl =
                sqs.createQueue(request -> request.queueName("dead-letters")).queueUrl();
        queueUrl = sqs.createQueue(request -> request.queueName("messages")
                        .attributes(Map.of(
                                QueueAttributeName.VISIBILITY_TIMEOUT,
                                String.valueOf(visibility.toSeconds()),
                                QueueAttributeName.REDRIVE_POLICY,
                                "{\"maxReceiveCount\":\"5\",\"deadLetterTargetArn\":\"%s\"}"
                                        .formatted(sqs.getQueueAttributes(get -> get.queueUrl(deadLetterUrl)
                                                        .attributeNames(QueueAttributeName.ALL))
                                                .attributes()
                                                .get(QueueAttributeName.QUEUE_ARN)))))
                .queueUrl();
        dynamoDb.createTable(request -> request.tableName(TABLE)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(id -> id.attributeName(ItemAttribute.ID).attributeType(ScalarAttributeType.S))
                .keySchema(id -> id.attributeName(ItemAttribute.ID).keyType(KeyType.HASH)));
        s3.createBucket(request -> request.bucket(BUCKET));
        s3.createBucket(request -> request.bucket(FOREIGN_BUCKET));
    }

    SqsClient sqs() {
        return sqs;
    }

    DynamoDbClient dynamoDb() {
        return dynamoDb;
    }

    S3Client s3() {
        return s3;
    }

    String queueUrl() {
        return queueUrl;
    }

    URI endpoint() {
        return cloud.endpoint();
    }

    AwsCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(
                cloud.adminCredentials().accessKeyId(), cloud.adminCredentials().secretAccessKey()));
    }

    <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B builder) {
        return builder.endpointOverride(cloud.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials())
                .httpClient(http)
                .build();
    }

    void file(String key, String text) {
        s3.putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromString(text));
    }

    /** What an object holds; empty when there is none. */
    Optional<String> text(String key) {
        try {
            return Optional.of(
                    s3.getObjectAsBytes(request -> request.bucket(BUCKET).key(key))
                            .asUtf8String());
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        }
    }

    static String inBucket(String key) {
        return "s3://" + BUCKET + "/" + key;
    }

    /** Puts a pending item of the least form, and what the pipe makes of it. */
    void submit(String id, String path) {
        row(id, ItemStatus.PENDING.name(), path, Map.of());
        send(id, path);
    }

    void row(String id, String status, String path, Map<String, AttributeValue> more) {
        Map<String, AttributeValue> item = new HashMap<>(more);
        item.put(ItemAttribute.ID, AttributeValue.fromS(id));
        item.put(ItemAttribute.STATUS, AttributeValue.fromS(status));
        item.put(ItemAttribute.S3_PATH, AttributeValue.fromS(path));
        dynamoDb.putItem(request -> request.tableName(TABLE).item(item));
    }

    void send(String id, String path) {
        send(record(id, path));
    }

    void send(String body) {
        sqs.sendMessage(request -> request.queueUrl(queueUrl).messageBody(body));
    }

    /** Sends many at once: ids to paths. */
    void sendAll(List<Map.Entry<String, String>> items) {
        for (int from = 0; from < items.size(); from += 10) {
            List<SendMessageBatchRequestEntry> entries = IntStream.range(from, Math.min(from + 10, items.size()))
                    .mapToObj(at -> SendMessageBatchRequestEntry.builder()
                            .id("m" + at)
                            .messageBody(
                                    record(items.get(at).getKey(), items.get(at).getValue()))
                            .build())
                    .toList();
            sqs.sendMessageBatch(request -> request.queueUrl(queueUrl).entries(entries));
        }
    }

    private static String record(String id, String path) {
        try {
            return JSON.std.asString(Map.of(
                    "eventSource",
                    "aws:dynamodb",
                    "eventName",
                    "INSERT",
                    "dynamodb",
                    Map.of(
                            "Keys",
                            Map.of(ItemAttribute.ID, Map.of("S", id)),
                            "NewImage",
                            Map.of(
                                    ItemAttribute.ID, Map.of("S", id),
                                    ItemAttribute.STATUS, Map.of("S", ItemStatus.PENDING.name()),
                                    ItemAttribute.S3_PATH, Map.of("S", path)))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An attribute of an item as text; empty when it has none. */
    String attribute(String id, String name) {
        AttributeValue value = dynamoDb.getItem(request -> request.tableName(TABLE)
                        .consistentRead(true)
                        .key(Map.of(ItemAttribute.ID, AttributeValue.fromS(id))))
                .item()
                .get(name);
        return value == null ? "" : value.s() == null ? value.n() : value.s();
    }

    String status(String id) {
        return attribute(id, ItemAttribute.STATUS);
    }

    /** How many messages the queue has, in whatever state. */
    int depth() {
        return depth(queueUrl);
    }

    int deadLetters() {
        return depth(deadLetterUrl);
    }

    private int depth(String url) {
        Map<QueueAttributeName, String> attributes = sqs.getQueueAttributes(
                        request -> request.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                .attributes();
        return Stream.of(
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE)
                .mapToInt(name -> Integer.parseInt(attributes.getOrDefault(name, "0")))
                .sum();
    }

    WorkerSettings settings(String workerId, Duration idle) {
        return new WorkerSettings(queueUrl, TABLE, BUCKET, workerId, idle, Optional.empty());
    }

    /** A worker in this process that ends when the queue is idle for a second. */
    Worker worker(String id) {
        return worker(id, s3);
    }

    Worker worker(String id, S3Client files) {
        return new Worker(
                settings(id, Duration.ofSeconds(1)),
                sqs,
                dynamoDb,
                files,
                Clock.systemUTC(),
                new WorkerLog(new PrintStream(PrintStream.nullOutputStream(), false, UTF_8), Clock.systemUTC()));
    }

    static void await(String goal, BooleanSupplier condition) {
        Instant end = Instant.now().plus(DEADLINE);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("waited in vain for " + goal);
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    @Override
    public void close() {
        sqs.close();
        dynamoDb.close();
        s3.close();
        cloud.close();
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
