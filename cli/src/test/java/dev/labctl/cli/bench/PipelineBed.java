package dev.labctl.cli.bench;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.Lambda;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A deployed file-pipeline whose schedule is switched off: workers are launched when the measurement wants one. */
final class PipelineBed implements AutoCloseable {
    private static final int KIBIBYTE = 1024;
    private static final int CLIENTS = 8;
    private static final int BATCH = 25;
    private static final long PATIENCE_NANOS = Duration.ofMinutes(10).toNanos();
    private static final String WORKER = "WorkerMain";
    private static final long PROMPT_MILLIS = 5;

    /** Looks are requests too: more often, they would take a good part of the processors that the worker is measured on. */
    private static final long RELAXED_MILLIS = 200;

    private final Bed bed;
    private final Cloud cloud;
    private final S3Client s3;
    private final SqsClient sqs;
    private final DynamoDbClient dynamoDb;
    private final Ec2Client ec2;
    private final String bucket;
    private final String table;
    private final String queueUrl;
    private final String launcher;
    private int minutes;

    PipelineBed(Bed bed) {
        this.bed = bed;
        this.cloud = bed.line().cloud();
        this.s3 = bed.line().client(S3Client.builder().forcePathStyle(true));
        this.sqs = bed.line().client(SqsClient.builder());
        this.dynamoDb = bed.line().client(DynamoDbClient.builder());
        this.ec2 = bed.line().client(Ec2Client.builder());
        this.bucket = bed.output("file-pipeline", "FilesBucketName");
        this.table = bed.output("file-pipeline", "ItemsTableName");
        this.queueUrl = bed.output("file-pipeline", "QueueUrl");
        this.launcher = bed.output("file-pipeline", "LauncherFunctionName");
        try (EventBridgeClient events = bed.line().client(EventBridgeClient.builder())) {
            events.disableRule(request -> request.name(bed.output("file-pipeline", "ScheduleName")));
        }
    }

    /**
     * How work went.
     *
     * @param requests that were made of AWS for it
     * @param peakMebibytes the worker's peak of resident memory; 0 where nobody knows
     */
    record Work(double seconds, long requests, double peakMebibytes) {}

    /** Uploads the inputs, of 4 KiB each. */
    void upload(int count) throws Exception {
        byte[] content = new byte[4 * KIBIBYTE];
        inParallel(
                count,
                1,
                number -> s3.putObject(
                        request -> request.bucket(bucket).key("data/input/bench/" + number.get(0)),
                        RequestBody.fromBytes(content)));
    }

    /** Makes so many items pending, with as many inputs. */
    void put(int count) throws Exception {
        inParallel(
                count,
                BATCH,
                numbers -> dynamoDb.batchWriteItem(request -> request.requestItems(
                        Map.of(table, numbers.stream().map(this::pending).toList()))));
    }

    private WriteRequest pending(int number) {
        Map<String, AttributeValue> item = Map.of(
                "id", AttributeValue.fromS("bench-" + number),
                "status", AttributeValue.fromS("PENDING"),
                "s3_path", AttributeValue.fromS("s3://%s/data/input/bench/%d".formatted(bucket, number)));
        return WriteRequest.builder().putRequest(request -> request.item(item)).build();
    }

    private interface Step {
        void on(List<Integer> numbers);
    }

    private static void inParallel(int count, int batch, Step step) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> steps = new ArrayList<>();
            for (int from = 0; from < count; from += batch) {
                List<Integer> numbers = IntStream.range(from, Math.min(from + batch, count))
                        .boxed()
                        .toList();
                steps.add(pool.submit(() -> step.on(numbers)));
            }
            for (Future<?> each : steps) {
                each.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** How many workers the launcher may run. */
    void setMaxWorkers(int workers) {
        try (LambdaClient lambda = bed.line().client(LambdaClient.builder())) {
            Map<String, String> variables =
                    new HashMap<>(lambda.getFunctionConfiguration(request -> request.functionName(launcher))
                            .environment()
                            .variables());
            variables.put("EC2_MAX_WORKERS", Integer.toString(workers));
            lambda.updateFunctionConfiguration(request ->
                    request.functionName(launcher).environment(environment -> environment.variables(variables)));
            lambda.waiter().waitUntilFunctionUpdatedV2(request -> request.functionName(launcher));
        }
    }

    /** Runs the launcher as its schedule would, each time in another minute: it launches once in a minute. */
    void launch() {
        minutes++;
        String event = "{\"time\": \"%s\"}".formatted(Instant.EPOCH.plus(Duration.ofMinutes(minutes)));
        Lambda.Invocation answer = cloud.lambda().invoke(launcher, event);
        if (answer.failed() || !answer.payload().contains("ec2_launched")) {
            throw new IllegalStateException("the launcher launched nothing: " + answer.payload());
        }
    }

    /** Terminates what runs, and waits until it is gone. */
    void endWorkers() throws InterruptedException {
        List<String> ids = instances();
        if (!ids.isEmpty()) {
            ec2.terminateInstances(request -> request.instanceIds(ids));
            await(() -> instances().isEmpty());
        }
    }

    private List<String> instances() {
        return ec2
                .describeInstances(request -> request.filters(
                        Filter.builder().name("tag:Role").values("rag-worker").build(),
                        Filter.builder()
                                .name("instance-state-name")
                                .values("pending", "running", "shutting-down")
                                .build()))
                .reservations()
                .stream()
                .flatMap(reservation -> reservation.instances().stream())
                .map(Instance::instanceId)
                .toList();
    }

    void awaitQueued(int count) throws InterruptedException {
        await(() -> depth(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES) == count);
    }

    /** Waits until an item is finished. */
    void awaitFinished(int number) throws InterruptedException {
        Map<String, AttributeValue> key = Map.of("id", AttributeValue.fromS("bench-" + number));
        AttributeValue finished = AttributeValue.fromS("FINISHED");
        await(() -> finished.equals(
                dynamoDb.getItem(request -> request.tableName(table).key(key))
                        .item()
                        .get("status")));
    }

    private int depth(QueueAttributeName name) {
        return Integer.parseInt(
                sqs.getQueueAttributes(request -> request.queueUrl(queueUrl).attributeNames(name))
                        .attributes()
                        .get(name));
    }

    /** Waiting messages and those that are being worked on. */
    private int left() {
        return depth(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)
                + depth(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
    }

    private static void await(BooleanSupplier isSo) throws InterruptedException {
        await(isSo, PROMPT_MILLIS);
    }

    private static void await(BooleanSupplier isSo, long pauseMillis) throws InterruptedException {
        long started = System.nanoTime();
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() - started > PATIENCE_NANOS) {
                throw new IllegalStateException("it did not happen in " + Duration.ofNanos(PATIENCE_NANOS));
            }
            Thread.sleep(pauseMillis);
        }
    }

    /** Lets as many workers as there may be do items that wait in the queue, from the first that one of them takes. */
    Work processed(int count) throws Exception {
        endWorkers();
        put(count);
        awaitQueued(count);
        long before = requests();
        launch();
        await(() -> depth(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES) < count);
        long started = System.nanoTime();
        await(() -> left() == 0, RELAXED_MILLIS);
        return new Work((System.nanoTime() - started) / 1e9, requests() - before, peakMebibytes());
    }

    /** Does so many items in the plain loop. */
    Work looped(int count) throws Exception {
        endWorkers();
        put(count);
        awaitQueued(count);
        double seconds = new PlainLoop(sqs, dynamoDb, s3, queueUrl, table).run(count);
        return new Work(seconds, (long) count * PlainLoop.REQUESTS, 0);
    }

    /** What workers have asked for so far. */
    private long requests() {
        return bed.line().admin().requests().stream()
                .filter(line -> line.principal().contains("WorkerRole"))
                .mapToLong(line -> line.requests())
                .sum();
    }

    private static double peakMebibytes() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(WORKER))
                .mapToDouble(process -> Bed.residentPeak(process.pid()))
                .max()
                .orElse(0);
    }

    @Override
    public void close() {
        ec2.close();
        dynamoDb.close();
        sqs.close();
        s3.close();
        cloud.close();
    }
}
