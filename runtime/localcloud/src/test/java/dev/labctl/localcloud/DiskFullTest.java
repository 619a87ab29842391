package dev.labctl.localcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** A cloud on a small disk that gets full: it says so, loses nothing, and goes on when there is room. */
@Tag("long")
final class DiskFullTest {
    private static final int DISK_MEGABYTES = 128;
    private static final int OBJECT = 10 << 20;
    private static final String BUCKET = "filling";

    @TempDir
    private Path directory;

    private CloudProcess cloud;
    private S3Client s3;
    private SqsClient sqs;
    private String queue;

    @BeforeEach
    void startOnASmallDisk() throws Exception {
        assumeTrue(CloudProcess.canMount(), "this user may not mount a disk");
        cloud = CloudProcess.startOnDisk(directory.resolve("disk"), DISK_MEGABYTES);
        s3 = cloud.client(S3Client.builder().forcePathStyle(true));
        sqs = cloud.client(SqsClient.builder());
        s3.createBucket(request -> request.bucket(BUCKET));
        queue = sqs.createQueue(request -> request.queueName(BUCKET)).queueUrl();
    }

    @AfterEach
    void end() {
        if (cloud != null) {
            cloud.close();
        }
    }

    @Test
    void objectsThatDoNotFitAreRefusedAndTheOthersAreIntact() throws Exception {
        List<String> kept = fill();
        assertThat(kept).isNotEmpty();
        assertThat(Files.readString(CloudProcess.log(directory.resolve("disk"))))
                .contains("No space left on the disk");
        String upload = s3.createMultipartUpload(
                        request -> request.bucket(BUCKET).key("upload"))
                .uploadId();
        assertThatThrownBy(() -> s3.uploadPart(
                        request -> request.bucket(BUCKET)
                                .key("upload")
                                .uploadId(upload)
                                .partNumber(1),
                        RequestBody.fromBytes(bytes(0))))
                .satisfies(DiskFullTest::isRefusal);
        sqs.sendMessage(request -> request.queueUrl(queue).messageBody("small things still fit"));
        assertThatObjectsAre(kept);
        assertThat(byteFiles()).hasSize(kept.size());

        String first = kept.remove(0);
        s3.deleteObject(request -> request.bucket(BUCKET).key(first));
        awaitFiles(kept.size());
        put(kept, "again");
        assertThatObjectsAre(kept);
    }

    @Test
    void stateIsNotChangedOnADiskThatOthersFilledUntilThereIsRoom() throws Exception {
        List<String> kept = new ArrayList<>();
        put(kept, "before");
        Path filler = cloud.directory().resolve("filler");
        Files.write(filler, new byte[(int) cloud.directory().toFile().getUsableSpace() - (1 << 20)]);

        assertThatThrownBy(() -> put(kept, "refused")).satisfies(DiskFullTest::isRefusal);
        assertThatThrownBy(
                        () -> sqs.sendMessage(request -> request.queueUrl(queue).messageBody("refused")))
                .isInstanceOf(SqsException.class)
                .satisfies(DiskFullTest::isRefusal);
        assertThatThrownBy(() -> s3.createBucket(request -> request.bucket("refused")))
                .satisfies(DiskFullTest::isRefusal);
        assertThatObjectsAre(kept);

        Files.delete(filler);
        put(kept, "after");
        sqs.sendMessage(request -> request.queueUrl(queue).messageBody("after"));
        assertThat(sqs.receiveMessage(request -> request.queueUrl(queue).maxNumberOfMessages(10))
                        .messages())
                .extracting(message -> message.body())
                .containsExactly("after");
        assertThatObjectsAre(kept);
        assertThat(s3.listBuckets().buckets()).hasSize(1);
    }

    /** Puts objects until one is refused; the keys of the others. */
    private List<String> fill() {
        List<String> kept = new ArrayList<>();
        assertThatThrownBy(() -> {
                    while (kept.size() * OBJECT < DISK_MEGABYTES << 20) {
                        put(kept, "object-" + kept.size());
                    }
                })
                .isInstanceOf(S3Exception.class)
                .satisfies(DiskFullTest::isRefusal);
        return kept;
    }

    private static void isRefusal(Throwable thrown) {
        AwsServiceException refusal = (AwsServiceException) thrown;
        assertThat(refusal.statusCode()).isEqualTo(503);
        assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("ServiceUnavailable");
        assertThat(refusal.awsErrorDetails().errorMessage()).contains("No space left on the disk");
    }

    private void put(List<String> kept, String key) {
        s3.putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromBytes(bytes(key.hashCode())));
        kept.add(key);
    }

    private static byte[] bytes(int seed) {
        byte[] bytes = new byte[OBJECT];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private void assertThatObjectsAre(List<String> keys) {
        assertThat(s3.listObjectsV2(request -> request.bucket(BUCKET)).contents())
                .extracting(object -> object.key())
                .containsExactlyInAnyOrderElementsOf(keys);
        for (String key : keys) {
            assertThat(s3.getObjectAsBytes(request -> request.bucket(BUCKET).key(key))
                            .asByteArrayUnsafe())
                    .isEqualTo(bytes(key.hashCode()));
        }
    }

    private void awaitFiles(int count) throws IOException, InterruptedException {
        for (int i = 0; i < 1000 && byteFiles().size() != count; i++) {
            Thread.sleep(10);
        }
    }

    private List<Path> byteFiles() throws IOException {
        try (Stream<Path> tree = Files.walk(cloud.directory().resolve("s3"))) {
            return tree.filter(file -> file.getFileName().toString().contains("-"))
                    .toList();
        }
    }
}
