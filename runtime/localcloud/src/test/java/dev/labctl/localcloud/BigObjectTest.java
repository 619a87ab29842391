package dev.labctl.localcloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Objects larger than the cloud's heap, which it must stream. For other sizes: {@code -Dlabctl.test.object.mebibytes=2048
 * -Dlabctl.test.heap=256m}.
 */
@Tag("long")
final class BigObjectTest {
    private static final long SIZE = Integer.getInteger("labctl.test.object.mebibytes", 256) * (1L << 20);
    private static final String HEAP = System.getProperty("labctl.test.heap", "64m");
    private static final long PART = 64L << 20;
    private static final String BUCKET = "big-objects";

    @TempDir
    private Path directory;

    private CloudProcess cloud;
    private S3Client s3;

    @BeforeEach
    void start() throws Exception {
        cloud = CloudProcess.start(directory.resolve("state"), "-Xmx" + HEAP, "-XX:+ExitOnOutOfMemoryError");
        s3 = cloud.client(S3Client.builder().forcePathStyle(true));
        s3.createBucket(request -> request.bucket(BUCKET));
    }

    @AfterEach
    void end() {
        cloud.close();
    }

    @Test
    void objectsLargerThanTheHeapAreTakenWholeOrInPartsAndGivenBack(TestReporter report) throws IOException {
        long start = System.nanoTime();
        s3.putObject(
                request -> request.bucket(BUCKET).key("whole"),
                RequestBody.fromContentProvider(Content::new, SIZE, "application/octet-stream"));
        tell(report, "put", start);
        start = System.nanoTime();
        long wanted = crc(new Content());
        tell(report, "made", start);
        start = System.nanoTime();
        assertThat(crc(s3.getObject(request -> request.bucket(BUCKET).key("whole"))))
                .isEqualTo(wanted);
        tell(report, "got", start);

        start = System.nanoTime();
        copyInParts("whole", "parts");
        tell(report, "copied in parts", start);
        start = System.nanoTime();
        assertThat(crc(s3.getObject(request -> request.bucket(BUCKET).key("parts"))))
                .isEqualTo(wanted);
        tell(report, "got in parts", start);
    }

    private void copyInParts(String from, String to) {
        String id = s3.createMultipartUpload(request -> request.bucket(BUCKET).key(to))
                .uploadId();
        List<CompletedPart> parts = new ArrayList<>();
        for (long first = 0; first < SIZE; first += PART) {
            String range = "bytes=" + first + "-" + (Math.min(first + PART, SIZE) - 1);
            int number = parts.size() + 1;
            String etag = s3.uploadPartCopy(request -> request.sourceBucket(BUCKET)
                            .sourceKey(from)
                            .copySourceRange(range)
                            .destinationBucket(BUCKET)
                            .destinationKey(to)
                            .uploadId(id)
                            .partNumber(number))
                    .copyPartResult()
                    .eTag();
            parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
        }
        s3.completeMultipartUpload(
                request -> request.bucket(BUCKET).key(to).uploadId(id).multipartUpload(upload -> upload.parts(parts)));
    }

    private static void tell(TestReporter report, String what, long start) {
        report.publishEntry(what, Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms");
    }

    private static long crc(InputStream stream) throws IOException {
        CRC32C crc = new CRC32C();
        byte[] buffer = new byte[1 << 16];
        long size = 0;
        try (stream) {
            for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                crc.update(buffer, 0, read);
                size += read;
            }
        }
        assertThat(size).isEqualTo(SIZE);
        return crc.getValue();
    }

    /** Bytes made as they are read, different in each block. */
    private static final class Content extends InputStream {
        private long position;

        @Override
        public int read() {
            return position >= SIZE ? -1 : at(position++) & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (position >= SIZE) {
                return -1;
            }
            int count = (int) Math.min(length, SIZE - position);
            for (int i = 0; i < count; i++) {
                buffer[offset + i] = at(position + i);
            }
            position += count;
            return count;
        }

        private static byte at(long position) {
            return (byte) (position ^ position >>> 8 ^ position >>> 20);
        }
    }
}
