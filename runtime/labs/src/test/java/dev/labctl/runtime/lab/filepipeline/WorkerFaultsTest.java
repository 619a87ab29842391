package dev.labctl.runtime.lab.filepipeline;

import static dev.labctl.runtime.lab.filepipeline.PipelineFixture.inBucket;
import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.wire.filepipeline.ItemAttribute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import software.amazon.awssdk.services.s3.S3Client;

/** Workers that are killed, slow, or given the same work at the same time. */
final class WorkerFaultsTest {
    private static final String INPUT = "input/f.txt";

    @TempDir
    Path directory;

    private PipelineFixture pipeline;

    @BeforeEach
    void start() {
        start(Duration.ofSeconds(2));
    }

    private void start(Duration visibility) {
        pipeline = new PipelineFixture(visibility);
        pipeline.file(INPUT, "text");
    }

    @AfterEach
    void end() {
        pipeline.close();
    }

    @Test
    void twoWorkersFinishAThousandItemsWhoseMessagesComeTwiceAndInDisorder() {
        pipeline.close();
        start(Duration.ofSeconds(20));
        List<Map.Entry<String, String>> messages = items(1000);
        messages.addAll(List.copyOf(messages));
        Collections.shuffle(messages, new Random(4));
        pipeline.sendAll(messages);
        List<Worker.Report> reports = List.of("w1", "w2").stream()
                .map(id -> CompletableFuture.supplyAsync(() -> run(pipeline.worker(id))))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        assertThat(reports.stream().mapToLong(Worker.Report::finished).sum()).isEqualTo(1000);
        assertThat(unfinished(1000)).isEmpty();
        PipelineFixture.await("the last repeated messages", () -> {
            run(pipeline.worker("w3"));
            return pipeline.depth() == 0;
        });
        assertThat(pipeline.deadLetters()).isZero();
    }

    @Test
    void aCopyThatTakesLongerThanItsMessageIsHiddenIsNotDoneTwice() throws InterruptedException {
        items(1);
        pipeline.send("item-0", inBucket(INPUT));
        S3Client slow = pipeline.client(S3Client.builder()
                .overrideConfiguration(configuration -> configuration.addExecutionInterceptor(new Pause(5_000))));
        CompletableFuture<Worker.Report> working =
                CompletableFuture.supplyAsync(() -> run(pipeline.worker("slow", slow)));
        PipelineFixture.await("the claim", () -> pipeline.status("item-0").equals("PROCESSING"));
        Worker.Report other = pipeline.worker("other").run();
        assertThat(working.join().finished()).isEqualTo(1);
        assertThat(other.finished()).isZero();
        assertThat(pipeline.attribute("item-0", ItemAttribute.WORKER_ID)).isEqualTo("slow");
        assertThat(pipeline.attribute("item-0", ItemAttribute.ATTEMPTS)).isEqualTo("1");
    }

    @Test
    void aWorkerThatIsAskedToEndGivesBackWhatItHasAndKeepsItsLog() throws Exception {
        pipeline.sendAll(items(400));
        Process worker = process("sigterm");
        PipelineFixture.await("the first items", () -> finished(400) > 0);
        worker.destroy();
        assertThat(worker.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(worker.exitValue()).isEqualTo(143);
        assertThat(pipeline.text("logs/sigterm/sqs_worker.logs").orElseThrow())
                .contains("ready for", "FINISHED", "stopped");
        assertThat(unfinished(400)).isNotEmpty();
        pipeline.worker("next").run();
        assertThat(unfinished(400)).isEmpty();
        assertThat(pipeline.depth()).isZero();
    }

    @Test
    void theWorkOfAWorkerThatIsKilledIsTakenOver() throws Exception {
        pipeline.sendAll(items(400));
        Process worker = process("sigkill");
        PipelineFixture.await("the first items", () -> finished(400) > 0);
        worker.destroyForcibly().waitFor();
        assertThat(unfinished(400)).isNotEmpty();
        PipelineFixture.await("the messages to come again", () -> {
            run(pipeline.worker("next"));
            return pipeline.depth() == 0;
        });
        assertThat(unfinished(400)).isEmpty();
        assertThat(pipeline.deadLetters()).isZero();
    }

    /** Pending items, all with the same input; messages of theirs that are not sent yet. */
    private List<Map.Entry<String, String>> items(int count) {
        List<Map.Entry<String, String>> messages = new ArrayList<>();
        for (int from = 0; from < count; from += 25) {
            List<WriteRequest> rows = IntStream.range(from, Math.min(from + 25, count))
                    .mapToObj(number -> WriteRequest.builder()
                            .putRequest(PutRequest.builder()
                                    .item(Map.of(
                                            ItemAttribute.ID, AttributeValue.fromS("item-" + number),
                                            ItemAttribute.STATUS, AttributeValue.fromS("PENDING"),
                                            ItemAttribute.S3_PATH, AttributeValue.fromS(inBucket(INPUT))))
                                    .build())
                            .build())
                    .toList();
            pipeline.dynamoDb().batchWriteItem(request -> request.requestItems(Map.of(PipelineFixture.TABLE, rows)));
        }
        for (int number = 0; number < count; number++) {
            messages.add(Map.entry("item-" + number, inBucket(INPUT)));
        }
        return messages;
    }

    private long finished(int count) {
        return (long) count - unfinished(count).size();
    }

    private List<String> unfinished(int count) {
        List<String> unfinished = pipeline
                .dynamoDb()
                .scanPaginator(
                        request -> request.tableName(PipelineFixture.TABLE).consistentRead(true))
                .items()
                .stream()
                .filter(item -> !AttributeValue.fromS("FINISHED").equals(item.get(ItemAttribute.STATUS)))
                .map(item -> String.valueOf(item.get(ItemAttribute.ID)))
                .toList();
        assertThat(unfinished).hasSizeLessThanOrEqualTo(count);
        return unfinished;
    }

    private static Worker.Report run(Worker worker) {
        try {
            return worker.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** A worker as an instance runs it, with a log of its own. */
    private Process process(String id) throws IOException {
        Path log = Files.createDirectories(directory.resolve(id)).resolve("sqs_worker.logs");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        WorkerMain.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment()
                .putAll(Map.of(
                        "AWS_ENDPOINT_URL", pipeline.endpoint().toString(),
                        "AWS_REGION", "us-east-1",
                        "AWS_ACCESS_KEY_ID",
                                pipeline.credentials().resolveCredentials().accessKeyId(),
                        "AWS_SECRET_ACCESS_KEY",
                                pipeline.credentials().resolveCredentials().secretAccessKey(),
                        "SQS_QUEUE_URL", pipeline.queueUrl(),
                        "DYNAMODB_TABLE_NAME", PipelineFixture.TABLE,
                        "S3_BUCKET_NAME", PipelineFixture.BUCKET,
                        "WORKER_ID", id,
                        "WORKER_LOG", log.toString()));
        return builder.start();
    }

    /** Makes every request wait. */
    private record Pause(long millis) implements ExecutionInterceptor {
        @Override
        public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
