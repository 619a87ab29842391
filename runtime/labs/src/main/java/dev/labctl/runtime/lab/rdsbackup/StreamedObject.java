package dev.labctl.runtime.lab.rdsbackup;

import dev.labctl.runtime.client.FunctionClients;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * An object that is uploaded while its bytes are still being made: one part is sent while the next is filled, so memory is
 * that of two parts whatever the size, and nothing is on disk.
 *
 * <p>Nothing is an object before {@link #complete}: closing it before leaves nothing, neither an object nor an unfinished
 * upload. S3 compares the whole with its CRC-32 when it is completed. See <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html">multipart uploads</a>.
 */
final class StreamedObject extends OutputStream {
    /** S3 takes 10,000 parts: with larger ones after the first thousand, objects of 149 GiB. */
    private static final int PART = 8 << 20;

    private static final int LARGER_PART = 16 << 20;
    private static final int SMALL_PARTS = 1_000;
    private static final int MOST_PARTS = 10_000;
    private static final int SENDER_SECONDS = 30;

    private final S3Client s3;
    private final String bucket;
    private final String key;
    private final String uploadId;
    private final MessageDigest sha256 = newSha256();
    private final CRC32 crc = new CRC32();
    private final List<CompletedPart> parts = new ArrayList<>();
    private final ExecutorService sender = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "part-sender");
        thread.setDaemon(true);
        return thread;
    });
    private final PartBuffers buffers;
    private byte[] filling;
    private int size = PART;
    private int filled;
    private int number;
    private long bytes;
    private boolean isComplete;
    private @Nullable Future<CompletedPart> sending;

    /**
     * Begins an upload to a bucket in the client's region.
     *
     * @param buffers no other upload's meanwhile
     */
    StreamedObject(S3Client s3, String bucket, String key, String contentType, PartBuffers buffers) {
        this.s3 = s3;
        this.bucket = bucket;
        this.key = key;
        // Where the network has no way to S3, that is told soon rather than when the function's time is up.
        this.uploadId = s3.createMultipartUpload(request -> request.overrideConfiguration(
                                configuration -> configuration.apiCallTimeout(FunctionClients.PROMPT))
                        .bucket(bucket)
                        .key(key)
                        .contentType(contentType)
                        .checksumAlgorithm(ChecksumAlgorithm.CRC32)
                        .checksumType(ChecksumType.FULL_OBJECT))
                .uploadId();
        this.buffers = buffers;
        this.filling = buffers.take(PART);
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        sha256.update(from, offset, length);
        crc.update(from, offset, length);
        bytes += length;
        int at = offset;
        int left = length;
        while (left > 0) {
            if (filled == size) {
                send();
            }
            int fits = Math.min(left, size - filled);
            System.arraycopy(from, at, filling, filled, fits);
            filled += fits;
            at += fits;
            left -= fits;
        }
    }

    private void send() throws IOException {
        awaitSent();
        if (number == MOST_PARTS) {
            throw new IOException("the dump is larger than %d parts can be".formatted(MOST_PARTS));
        }
        number++;
        int part = number;
        byte[] content = filling;
        int length = filled;
        sending = sender.submit(() -> upload(part, content, length));
        size = number >= SMALL_PARTS ? LARGER_PART : PART;
        filling = buffers.take(size);
        filled = 0;
    }

    private CompletedPart upload(int part, byte[] content, int length) {
        UploadPartResponse sent = s3.uploadPart(
                request -> request.bucket(bucket)
                        .key(key)
                        .uploadId(uploadId)
                        .partNumber(part)
                        .checksumAlgorithm(ChecksumAlgorithm.CRC32),
                // Not from bytes, of which the SDK would make a copy.
                RequestBody.fromContentProvider(
                        () -> new ByteArrayInputStream(content, 0, length), length, "application/octet-stream"));
        return CompletedPart.builder()
                .partNumber(part)
                .eTag(sent.eTag())
                .checksumCRC32(sent.checksumCRC32())
                .build();
    }

    private void awaitSent() throws IOException {
        Future<CompletedPart> last = sending;
        if (last == null) {
            return;
        }
        sending = null;
        try {
            parts.add(last.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the upload was interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException("cannot upload to s3://%s/%s: %s".formatted(bucket, key, e.getCause()), e.getCause());
        }
    }

    /**
     * Makes an object of what was written.
     *
     * @param mayReplace whether it may take the place of an object that the key has by now
     * @throws S3Exception with status 412 when it may not, and there is one
     */
    void complete(boolean mayReplace) throws IOException {
        if (filled > 0 || number == 0) {
            send();
        }
        awaitSent();
        byte[] whole =
                ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array();
        s3.completeMultipartUpload(request -> request.bucket(bucket)
                .key(key)
                .uploadId(uploadId)
                .ifNoneMatch(mayReplace ? null : "*")
                .checksumType(ChecksumType.FULL_OBJECT)
                .checksumCRC32(Base64.getEncoder().encodeToString(whole))
                .multipartUpload(upload -> upload.parts(parts)));
        isComplete = true;
    }

    /** How many bytes were written. */
    long bytes() {
        return bytes;
    }

    /** The SHA-256 of what was written, in hex; to be asked once, at the end. */
    String sha256() {
        return HexFormat.of().formatHex(sha256.digest());
    }

    /** Takes the upload back, unless it was completed. */
    @Override
    public void close() {
        sender.shutdownNow();
        if (!isComplete) {
            awaitSender();
            s3.abortMultipartUpload(request -> request.bucket(bucket).key(key).uploadId(uploadId));
        }
    }

    /** A part that arrives after the upload was taken back would stay. */
    private void awaitSender() {
        try {
            sender.awaitTermination(SENDER_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
