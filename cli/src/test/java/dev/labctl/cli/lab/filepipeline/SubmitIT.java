package dev.labctl.cli.lab.filepipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.labctl.cli.lab.CommandLineFixture.Run;
import dev.labctl.cli.lab.DeployedLab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Submitting files and looking what becomes of them, through table, pipe, queue, launcher and worker. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SubmitIT {
    private static final int TICKS = 60;

    @SuppressWarnings("NullAway.Init") // deploy sets it before any test
    private DeployedLab lab;

    @BeforeAll
    void deploy() {
        lab = new DeployedLab("file-pipeline");
    }

    @AfterAll
    void destroyEndsTheWorkersToo() {
        Run destroyed = lab.commandLine().labctl("destroy", "file-pipeline", "--yes");
        assertThat(destroyed.out()).contains("nothing is left");
        lab.close();
    }

    @Test
    void aFileIsCopiedToItsOutputAndAFailedItemCanBeSubmittedAgain() {
        Path file = lab.commandLine().file("note.txt", "hello pipeline");
        Run submitted = lab.commandLine().labctl("submit", file.toString(), "--client", "acme", "-o", "json");
        String id = String.valueOf(submitted.json().get("id"));
        String bucket = lab.output("FilesBucketName");
        assertThat(submitted.json())
                .containsEntry("status", "PENDING")
                .containsEntry("s3_path", "s3://%s/data/input/acme/note.txt".formatted(bucket));
        String late = "s3://%s/data/input/acme/late.txt".formatted(bucket);
        String missing = String.valueOf(lab.commandLine()
                .labctl("submit", "--s3-path", late, "-o", "json")
                .json()
                .get("id"));
        Map<String, Object> finished = awaitDone(id);
        assertThat(finished)
                .containsEntry("status", "FINISHED")
                .containsEntry("output_path", "s3://%s/data/output/acme/note.txt".formatted(bucket));
        assertThat(Instant.parse(String.valueOf(finished.get("finished_at"))))
                .isAfterOrEqualTo(Instant.parse(String.valueOf(finished.get("processing_at"))));
        assertThat(new String(lab.cloud().s3().read(bucket, "data/output/acme/note.txt"), StandardCharsets.UTF_8))
                .isEqualTo("hello pipeline");
        assertThat(awaitDone(missing)).containsEntry("status", "FAILED");
        Run failures = lab.commandLine().labctl("items", "--status", "failed");
        assertThat(failures.out()).contains(missing, "NoSuchKey", "late.txt").doesNotContain(id);
        assertThat(lab.commandLine().labctl("trace", missing).out())
                .contains("file-pipeline: item " + missing, "FAILED: NoSuchKey", "total ");
        assertThat(lab.commandLine()
                        .labctl("trace", "data/input/acme/note.txt", "-o", "json")
                        .out())
                .contains("\"subject\" : \"item " + id, "\"complete\" : true")
                .containsSubsequence(
                        "\"S3 files\"",
                        "put 14 B",
                        "PENDING",
                        "sent by the pipe, message ",
                        "starts request ",
                        "\"EC2 worker\"",
                        "launched, t3.micro",
                        "ec2_launched i-",
                        "received first",
                        "PROCESSING, claimed by i-",
                        "put 14 B",
                        "FINISHED");
        lab.cloud().s3().put(bucket, "data/input/acme/late.txt", "better late");
        assertThat(lab.commandLine().labctl("submit", "--again", missing).out()).contains(missing, "PENDING");
        assertThat(awaitDone(missing)).containsEntry("status", "FINISHED").doesNotContainKey("error");
        assertThat(lab.commandLine().labctl("items", "--watch").out()).contains(id, missing);
    }

    @Test
    void aTraceOfAnItemThatNobodyTakesNamesTheReason() {
        String rule = lab.output("ScheduleName");
        lab.cloud().eventBridge().disable(rule);
        lab.cloud()
                .poller()
                .until(
                        "the workers to end",
                        Duration.ofSeconds(60),
                        () -> lab.cloud().ec2().endInstances(lab.output("VpcId")),
                        List::isEmpty);
        String path = "s3://%s/data/input/acme/stuck.txt".formatted(lab.output("FilesBucketName"));
        String id = String.valueOf(lab.commandLine()
                .labctl("submit", "--s3-path", path, "-o", "json")
                .json()
                .get("id"));
        lab.cloud()
                .poller()
                .until(
                        "its message",
                        Duration.ofSeconds(60),
                        () -> lab.cloud().sqs().depth(lab.output("QueueUrl")),
                        depth -> depth > 0);

        assertThat(lab.commandLine().labctl("trace", path).out())
                .contains("item " + id, "PENDING", "missing: no worker has claimed it", rule, "is disabled")
                .contains("next: labctl verify file-pipeline --check scheduled-every-minute");

        lab.cloud().eventBridge().enable(rule);
        lab.cloud().dynamoDb().delete(lab.output("ItemsTableName"), Map.of("id", id));
    }

    @Test
    void whatCannotBeSubmittedIsRefusedBeforeAnythingHappens() {
        assertRefused("there is nothing to submit", "submit");
        assertRefused("no path in S3", "submit", "--s3-path", "data/input/f.txt");
        assertRefused("there is no item 'nobody'", "submit", "--again", "nobody");
        assertRefused("does not exist", "submit", "no-such-file.txt");
        assertRefused("cannot name a client", "submit", "--client", "a/b", "no-such-file.txt");
        assertRefused("file-catalog cannot process files", "items", "--lab", "file-catalog");
    }

    private void assertRefused(String reason, String... command) {
        Run run = lab.commandLine().tryLabctl(command);
        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(reason);
    }

    /** Moves the clock on, minute by minute, until the item is done. */
    private Map<String, Object> awaitDone(String id) {
        Map<String, Object> item = Map.of();
        for (int tick = 0; tick < TICKS; tick++) {
            item = items().stream()
                    .filter(each -> id.equals(each.get("id")))
                    .findFirst()
                    .orElseThrow();
            if (List.of("FINISHED", "FAILED").contains(String.valueOf(item.get("status")))) {
                return item;
            }
            lab.commandLine().labctl("local", "clock", "advance", "1m");
        }
        throw new AssertionError("item %s was not done in %d minutes: %s".formatted(id, TICKS, item));
    }

    private List<Map<String, Object>> items() {
        return lab.commandLine()
                .labctl("items", "-o", "json")
                .out()
                .lines()
                .map(line -> {
                    try {
                        return JSON.std.mapFrom(line);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
    }
}
