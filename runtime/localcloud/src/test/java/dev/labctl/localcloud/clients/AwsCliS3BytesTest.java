package dev.labctl.localcloud.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.labctl.localcloud.CloudFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams, checksums and conditions. */
@Tag("clients")
final class AwsCliS3BytesTest {
    private static final String BUCKET = "s3://cli-bytes";

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @TempDir
    private Path directory;

    private AwsCli cli;
    private Path large;

    @BeforeEach
    void prepare() throws IOException {
        cli = new AwsCli(cloud, directory);
        cli.aws("s3", "mb", BUCKET);
        byte[] bytes = new byte[20_000_000];
        new Random(1).nextBytes(bytes);
        large = Files.write(directory.resolve("large.bin"), bytes);
    }

    @Test
    void copiesStandardInputAndToStandardOutput() {
        ClientProcess.Run up = cli.tryAws(large, "s3", "cp", "-", BUCKET + "/stream");
        assertThat(up.exitCode()).as(up.err()).isZero();
        assertThat(cli.tryAws("s3", "cp", BUCKET + "/stream", "-").output()).hasSameBinaryContentAs(large);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"})
    void sendsAndChecksChecksums(String algorithm) {
        String object = BUCKET + "/" + algorithm;
        ClientProcess.Run up = cli.tryAws("s3", "cp", "large.bin", object, "--checksum-algorithm", algorithm);
        assumeFalse(up.err().contains("Missing Dependency"), "skipped: this aws-cli cannot compute " + algorithm);
        assertThat(up.exitCode()).as(up.err()).isZero();
        String[] head = {"s3api", "head-object", "--bucket", "cli-bytes", "--key", algorithm};
        String[] all = java.util.Arrays.copyOf(head, head.length + 2);
        all[head.length] = "--checksum-mode";
        all[head.length + 1] = "ENABLED";
        assertThat(cli.aws(all).json().path("Checksum" + algorithm).asText()).isNotEmpty();
        cli.aws("s3", "cp", object, "back.bin", "--checksum-mode", "ENABLED");
        assertThat(directory.resolve("back.bin")).hasSameBinaryContentAs(large);
    }

    @Test
    void writesOnlyWhenItsConditionHolds() {
        cli.file("a.txt", "one");
        String[] object = {"--bucket", "cli-bytes", "--key", "a.txt"};
        String tag = put(object, "--if-none-match", "*").json().path("ETag").asText();
        assertThat(put(object, "--if-none-match", "*").err()).contains("(PreconditionFailed)");
        cli.file("a.txt", "two");
        assertThat(put(object, "--if-match", tag).exitCode()).isZero();
        assertThat(put(object, "--if-match", tag).err()).contains("(PreconditionFailed)");
    }

    private ClientProcess.Run put(String[] object, String condition, String value) {
        return cli.tryAws(
                "s3api", "put-object", object[0], object[1], object[2], object[3], "--body", "a.txt", condition, value);
    }
}
