package dev.labctl.runtime.lab.filepipeline;

import static dev.labctl.runtime.lab.filepipeline.PipelineFixture.inBucket;
import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.wire.filepipeline.ItemAttribute;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;

/** What a worker makes of messages: of good ones, repeated ones, hopeless ones, and of claims that others hold. */
final class WorkerTest {
    private PipelineFixture pipeline;

    @BeforeEach
    void start() {
        pipeline = new PipelineFixture();
    }

    @AfterEach
    void end() {
        pipeline.close();
    }

    @Test
    @SuppressWarnings("unchecked") // the SDK's builders take consumers in varargs
    void theInputIsCopiedWithAllThatBelongsToItAndTheItemTellsItsHistory() throws InterruptedException {
        String key = "data/input/client_1/a b+c%é/input/f.txt";
        pipeline.s3()
                .putObject(
                        request -> request.bucket(PipelineFixture.BUCKET)
                                .key(key)
                                .contentType("text/markdown")
                                .metadata(Map.of("owner", "tests"))
                                .tagging(Tagging.builder()
                                        .tagSet(Tag.builder()
                                                .key("kind")
                                                .value("note")
                                                .build())
                                        .build()),
                        RequestBody.fromString("hello"));
        pipeline.submit("one", inBucket(key));
        Worker.Report report = pipeline.worker("w1").run();
        assertThat(report).isEqualTo(new Worker.Report(true, 1, 0));
        String output = "data/output/client_1/a b+c%é/input/f.txt";
        assertThat(pipeline.text(output)).contains("hello");
        assertThat(pipeline.s3()
                        .headObject(request ->
                                request.bucket(PipelineFixture.BUCKET).key(output))
                        .metadata())
                .containsEntry("owner", "tests");
        assertThat(pipeline.status("one")).isEqualTo("FINISHED");
        assertThat(pipeline.attribute("one", ItemAttribute.OUTPUT_PATH)).isEqualTo(inBucket(output));
        assertThat(pipeline.attribute("one", ItemAttribute.WORKER_ID)).isEqualTo("w1");
        assertThat(pipeline.attribute("one", ItemAttribute.ATTEMPTS)).isEqualTo("1");
        assertThat(pipeline.attribute("one", ItemAttribute.LEASE_EXPIRES_AT)).isEmpty();
        assertThat(Instant.parse(pipeline.attribute("one", ItemAttribute.FINISHED_AT)))
                .isAfterOrEqualTo(Instant.parse(pipeline.attribute("one", ItemAttribute.PROCESSING_AT)));
        assertThat(pipeline.depth()).isZero();
    }

    @Test
    void whatCannotBeDoneFailsWithAReasonAndTheRestIsUnharmed() throws InterruptedException {
        pipeline.file("input/good.txt", "good");
        pipeline.file("data/other/f.txt", "no input segment");
        pipeline.file("data/input.txt", "no input segment either");
        pipeline.submit("malformed", "not a path");
        pipeline.submit("no-key", "s3://" + PipelineFixture.BUCKET + "/");
        pipeline.submit("no-segment", inBucket("data/other/f.txt"));
        pipeline.submit("no-exact-segment", inBucket("data/input.txt"));
        pipeline.submit("missing", inBucket("data/input/missing.txt"));
        pipeline.submit("no-bucket", "s3://there-is-no-such-bucket/input/f.txt");
        pipeline.submit("good", inBucket("input/good.txt"));
        Worker.Report report = pipeline.worker("w1").run();
        assertThat(report).isEqualTo(new Worker.Report(true, 1, 6));
        for (String id :
                new String[] {"malformed", "no-key", "no-segment", "no-exact-segment", "missing", "no-bucket"}) {
            assertThat(pipeline.status(id)).as(id).isEqualTo("FAILED");
            assertThat(pipeline.attribute(id, ItemAttribute.FAILED_AT)).as(id).isNotEmpty();
        }
        assertThat(pipeline.attribute("malformed", ItemAttribute.ERROR)).contains("s3://bucket/key", "not a path");
        assertThat(pipeline.attribute("no-segment", ItemAttribute.ERROR)).contains("no segment of the path is 'input'");
        assertThat(pipeline.attribute("missing", ItemAttribute.ERROR)).contains("NoSuchKey", "data/input/missing.txt");
        assertThat(pipeline.attribute("no-bucket", ItemAttribute.ERROR)).contains("NoSuchBucket");
        assertThat(pipeline.text("output/good.txt")).contains("good");
        assertThat(pipeline.depth()).isZero();
        assertThat(pipeline.deadLetters()).isZero();
    }

    @Test
    void anItemWithoutAPathFails() throws InterruptedException {
        pipeline.dynamoDb().putItem(request -> request.tableName(PipelineFixture.TABLE)
                .item(Map.of(
                        ItemAttribute.ID,
                        AttributeValue.fromS("bare"),
                        ItemAttribute.STATUS,
                        AttributeValue.fromS("PENDING"))));
        pipeline.send("{\"dynamodb\":{\"Keys\":{\"id\":{\"S\":\"bare\"}}}}");
        pipeline.worker("w1").run();
        assertThat(pipeline.status("bare")).isEqualTo("FAILED");
        assertThat(pipeline.attribute("bare", ItemAttribute.ERROR)).contains("no string s3_path");
    }

    @Test
    void repeatedMessagesAndThoseOfItemsThatAreDoneOrGoneChangeNothing() throws InterruptedException {
        pipeline.file("input/f.txt", "once");
        pipeline.submit("twice", inBucket("input/f.txt"));
        pipeline.send("twice", inBucket("input/f.txt"));
        pipeline.send("gone", inBucket("input/f.txt"));
        pipeline.row("done", "FINISHED", inBucket("input/done.txt"), Map.of());
        pipeline.send("done", inBucket("input/done.txt"));
        pipeline.row("failed", "FAILED", inBucket("input/failed.txt"), Map.of());
        pipeline.send("failed", inBucket("input/failed.txt"));
        Worker.Report report = pipeline.worker("w1").run();
        assertThat(report).isEqualTo(new Worker.Report(true, 1, 0));
        assertThat(pipeline.status("twice")).isEqualTo("FINISHED");
        assertThat(pipeline.status("done")).isEqualTo("FINISHED");
        assertThat(pipeline.status("failed")).isEqualTo("FAILED");
        assertThat(pipeline.status("gone")).isEmpty();
        assertThat(pipeline.depth()).isZero();
    }

    @Test
    void theRowsPathCountsNotTheMessages() throws InterruptedException {
        pipeline.file("input/new.txt", "new");
        pipeline.row("moved", "PENDING", inBucket("input/new.txt"), Map.of());
        pipeline.send("moved", inBucket("input/old.txt"));
        pipeline.worker("w1").run();
        assertThat(pipeline.status("moved")).isEqualTo("FINISHED");
        assertThat(pipeline.text("output/new.txt")).contains("new");
    }

    @Test
    void aStaleClaimIsTakenOverAndAnotherWorkersIsWaitedFor() throws InterruptedException {
        pipeline.file("input/f.txt", "text");
        pipeline.row(
                "stale",
                "PROCESSING",
                inBucket("input/f.txt"),
                claim("dead", Instant.now().minusSeconds(1)));
        pipeline.send("stale", inBucket("input/f.txt"));
        pipeline.row("by-hand", "PROCESSING", inBucket("input/f.txt"), Map.of());
        pipeline.send("by-hand", inBucket("input/f.txt"));
        Instant end = Instant.now().plusSeconds(3);
        pipeline.row("held", "PROCESSING", inBucket("input/f.txt"), claim("alive", end));
        pipeline.send("held", inBucket("input/f.txt"));
        pipeline.worker("w1").run();
        assertThat(pipeline.attribute("stale", ItemAttribute.WORKER_ID)).isEqualTo("w1");
        assertThat(pipeline.status("stale")).isEqualTo("FINISHED");
        assertThat(pipeline.status("by-hand")).isEqualTo("FINISHED");
        PipelineFixture.await("the message of the held item to be received again", () -> {
            runAgain();
            return pipeline.status("held").equals("FINISHED");
        });
        assertThat(Instant.parse(pipeline.attribute("held", ItemAttribute.PROCESSING_AT)))
                .isAfter(end);
        assertThat(pipeline.depth()).isZero();
    }

    private void runAgain() {
        try {
            pipeline.worker("w2").run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static Map<String, AttributeValue> claim(String worker, Instant end) {
        return Map.of(
                ItemAttribute.WORKER_ID,
                AttributeValue.fromS(worker),
                ItemAttribute.MESSAGE_ID,
                AttributeValue.fromS("another message"),
                ItemAttribute.LEASE_EXPIRES_AT,
                AttributeValue.fromN(String.valueOf(end.toEpochMilli())));
    }

    @Test
    void poisonEndsAmongTheDeadLettersAndTheRestIsUnharmed() throws InterruptedException {
        pipeline.file("input/f.txt", "text");
        pipeline.send("no JSON at all");
        pipeline.send("{\"dynamodb\":{\"Keys\":{\"other\":{\"S\":\"x\"}}}}");
        pipeline.submit("good", inBucket("input/f.txt"));
        pipeline.worker("w1").run();
        assertThat(pipeline.status("good")).isEqualTo("FINISHED");
        assertThat(pipeline.deadLetters()).isEqualTo(2);
        assertThat(pipeline.depth()).isZero();
    }
}
