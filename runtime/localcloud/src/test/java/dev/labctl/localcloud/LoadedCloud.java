package dev.labctl.localcloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A cloud with a bucket, a queue and a table, whose contents follow from numbers. */
final class LoadedCloud {
    private static final int LARGEST_OBJECT = 200_000;
    private static final int PART = 5 * 1024 * 1024;
    private static final int PAYLOAD = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String HALF_A_DAY = "43200";
    private static final String NAME = "killed-under-load";

    private final Path directory;
    private final S3Client s3;
    private final SqsClient sqs;
    private final DynamoDbClient dynamoDb;
    private final String queue;

    LoadedCloud(CloudProcess cloud, Path directory) {
        this.directory = directory;
        this.s3 = cloud.client(S3Client.builder().forcePathStyle(true));
        this.sqs = cloud.client(SqsClient.builder());
        this.dynamoDb = cloud.client(DynamoDbClient.builder());
        this.queue = sqs.createQueue(request ->
                        request.queueName(NAME).attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, HALF_A_DAY)))
                .queueUrl();
    }

    void makeResources() {
        s3.createBucket(request -> request.bucket(NAME));
        dynamoDb.createTable(request -> request.tableName(NAME)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(KeySchemaElement.builder()
                        .attributeName("id")
                        .keyType(KeyType.HASH)
                        .build())
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName("id")
                        .attributeType(ScalarAttributeType.S)
                        .build()));
    }

    private static byte[] bytes(long number, int size) {
        byte[] bytes = new byte[size];
        new Random(number).nextBytes(bytes);
        return bytes;
    }

    private static int size(String key) {
        long number = number(key);
        return key.startsWith("upload") ? PART + 1 + (int) (number % 1000) : (int) (number * 7919 % LARGEST_OBJECT);
    }

    private static long number(String name) {
        return Long.parseLong(name.substring(name.indexOf('-') + 1));
    }

    private static String payload(long number) {
        return new String(bytes(number, PAYLOAD), java.nio.charset.StandardCharsets.ISO_8859_1)
                .replaceAll("[^!-~]", "x");
    }

    private void put(String key) {
        s3.putObject(request -> request.bucket(NAME).key(key), RequestBody.fromBytes(bytes(number(key), size(key))));
    }

    private void upload(String key) {
        String id = s3.createMultipartUpload(request -> request.bucket(NAME).key(key))
                .uploadId();
        byte[] bytes = bytes(number(key), size(key));
        List<CompletedPart> parts = new ArrayList<>();
        for (int part = 1; part <= 2; part++) {
            int partNumber = part;
            byte[] content = Arrays.copyOfRange(bytes, part == 1 ? 0 : PART, part == 1 ? PART : bytes.length);
            String etag = s3.uploadPart(
                            request ->
                                    request.bucket(NAME).key(key).uploadId(id).partNumber(partNumber),
                            RequestBody.fromBytes(content))
                    .eTag();
            parts.add(CompletedPart.builder().partNumber(part).eTag(etag).build());
        }
        s3.completeMultipartUpload(
                request -> request.bucket(NAME).key(key).uploadId(id).multipartUpload(upload -> upload.parts(parts)));
    }

    private void delete(String key) {
        s3.deleteObject(request -> request.bucket(NAME).key(key));
    }

    private void send(long number) {
        sqs.sendMessage(request -> request.queueUrl(queue).messageBody(number + " " + payload(number)));
    }

    private void putItem(long number) {
        dynamoDb.putItem(request -> request.tableName(NAME)
                .item(Map.of(
                        "id", AttributeValue.fromS(Long.toString(number)),
                        "payload", AttributeValue.fromS(payload(number)))));
    }

    void abortUploads() {
        for (MultipartUpload upload :
                s3.listMultipartUploads(request -> request.bucket(NAME)).uploads()) {
            s3.abortMultipartUpload(
                    request -> request.bucket(NAME).key(upload.key()).uploadId(upload.uploadId()));
        }
    }

    void emptyBucket() {
        sizes().keySet().forEach(this::delete);
    }

    /** The keys that are listed, with their sizes. */
    private Map<String, Long> sizes() {
        Map<String, Long> sizes = new TreeMap<>();
        s3.listObjectsV2Paginator(request -> request.bucket(NAME))
                .contents()
                .forEach(object -> sizes.put(object.key(), object.size()));
        return sizes;
    }

    /** How many files the listed objects take: none when empty, two for those of two parts. */
    int filesOfObjects() {
        return sizes().entrySet().stream()
                .mapToInt(object -> object.getKey().startsWith("upload") ? 2 : object.getValue() > 0 ? 1 : 0)
                .sum();
    }

    /** The files of objects and parts, once there are {@code expected}: unused ones are deleted in the background. */
    List<Path> files(int expected) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<Path> files = files();
        while (files.size() != expected && System.nanoTime() < deadline) {
            Thread.sleep(20);
            files = files();
        }
        return files;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> tree = Files.walk(directory.resolve("s3"))) {
            return tree.filter(file -> file.getFileName().toString().contains("-"))
                    .toList();
        }
    }

    /** What clients wrote, in all lives of the cloud. */
    static final class Load {
        private static final long NUMBERS_OF_A_LIFE = 1_000_000;

        private final Set<String> objects = ConcurrentHashMap.newKeySet();
        private final Set<String> deleted = ConcurrentHashMap.newKeySet();
        private final Set<Long> messages = ConcurrentHashMap.newKeySet();
        private final Set<Long> items = ConcurrentHashMap.newKeySet();
        private final Map<Long, String> received = new HashMap<>();
        private final Queue<Throwable> surprises = new ConcurrentLinkedQueue<>();
        private long life;

        /** What ended a writer, other than the end of the cloud. */
        Queue<Throwable> surprises() {
            return surprises;
        }

        /** Starts clients that write until the cloud is gone. */
        List<Thread> start(LoadedCloud cloud, int newLife) {
            life = newLife;
            return Stream.<LongConsumer>of(
                            number -> write(cloud, "object-" + number),
                            number -> write(cloud, "other-" + number),
                            number -> write(cloud, "upload-" + number),
                            number -> {
                                cloud.send(number);
                                messages.add(number);
                            },
                            number -> {
                                cloud.putItem(number);
                                items.add(number);
                            })
                    .map(this::writer)
                    .toList();
        }

        /** Returns when something of each kind was acknowledged in this life. */
        void awaitSome() throws InterruptedException {
            long first = life * NUMBERS_OF_A_LIFE;
            while (surprises.isEmpty()
                    && !(deleted.contains("object-" + (first + 1))
                            && messages.contains(first + 1)
                            && items.contains(first + 1))) {
                Thread.sleep(5);
            }
        }

        private Thread writer(LongConsumer write) {
            Thread thread = new Thread(() -> {
                try {
                    for (long number = life * NUMBERS_OF_A_LIFE; ; number++) {
                        write.accept(number);
                    }
                } catch (AwsServiceException e) {
                    surprises.add(e);
                } catch (SdkException | UncheckedIOException e) {
                    return;
                }
            });
            thread.setUncaughtExceptionHandler((failed, e) -> surprises.add(e));
            thread.start();
            return thread;
        }

        /** Writes an object; two of three are deleted again. */
        private void write(LoadedCloud cloud, String key) {
            if (key.startsWith("upload")) {
                cloud.upload(key);
            } else {
                cloud.put(key);
            }
            if (number(key) % NUMBERS_OF_A_LIFE % 3 == 0) {
                objects.add(key);
            } else {
                cloud.delete(key);
                deleted.add(key);
            }
        }

        /** Holds a cloud to what was acknowledged, in its last life or in {@code all}. */
        void check(LoadedCloud cloud, boolean all) {
            Map<String, Long> sizes = cloud.sizes();
            assertThat(sizes.keySet()).as("acknowledged objects").containsAll(objects);
            assertThat(sizes.keySet()).as("deleted objects").noneMatch(deleted::contains);
            sizes.forEach((key, size) -> {
                assertThat(size).as(key).isEqualTo(size(key));
                if (all || number(key) >= life * NUMBERS_OF_A_LIFE) {
                    byte[] read = cloud.s3
                            .getObjectAsBytes(request -> request.bucket(NAME).key(key))
                            .asByteArrayUnsafe();
                    assertThat(Arrays.equals(read, bytes(number(key), size(key))))
                            .as("bytes of " + key)
                            .isTrue();
                }
            });
            receive(cloud);
            assertThat(received.keySet()).as("messages").containsAll(messages);
            received.forEach((number, text) -> assertThat(text).isEqualTo(payload(number)));
            Map<Long, String> found = new HashMap<>();
            cloud.dynamoDb
                    .scanPaginator(request -> request.tableName(NAME))
                    .items()
                    .forEach(item -> found.put(
                            Long.valueOf(Objects.requireNonNull(item.get("id")).s()),
                            Objects.requireNonNull(item.get("payload")).s()));
            assertThat(found.keySet()).as("items").containsAll(items);
            found.forEach((number, text) -> assertThat(text).isEqualTo(payload(number)));
        }

        private void receive(LoadedCloud cloud) {
            List<Message> batch;
            do {
                batch = cloud.sqs
                        .receiveMessage(request -> request.queueUrl(cloud.queue).maxNumberOfMessages(10))
                        .messages();
                for (Message message : batch) {
                    String[] parts = message.body().split(" ", 2);
                    received.put(Long.valueOf(parts[0]), parts[1]);
                }
            } while (!batch.isEmpty());
        }

        @Override
        public String toString() {
            return "%d objects, %d deletions, %d messages, %d items"
                    .formatted(objects.size(), deleted.size(), messages.size(), items.size());
        }
    }
}
