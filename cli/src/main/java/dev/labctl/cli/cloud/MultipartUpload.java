package dev.labctl.cli.cloud;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * One large file on its way into S3, in parts that are read from the file as they are sent. Either the whole object
 * appears or nothing does: a failed upload is aborted, so that it costs no storage.
 */
final class MultipartUpload {
    private static final long SMALLEST_PART = S3.MULTIPART_FROM;
    private static final long MOST_PARTS = 10_000;
    private static final String OCTETS = "application/octet-stream";

    private final S3Client client;
    private final NewObject object;
    private final Path file;
    private final long size;
    private final long partSize;
    private final LongConsumer stored;

    MultipartUpload(S3Client client, NewObject object, Path file, long size, LongConsumer stored) {
        this.client = client;
        this.object = object;
        this.file = file;
        this.size = size;
        this.stored = stored;
        this.partSize = Math.max(SMALLEST_PART, (size + MOST_PARTS - 1) / MOST_PARTS);
    }

    /** Uploads the file and returns the object's ETag. */
    String run(Executor executor) {
        String uploadId = begin();
        List<CompletableFuture<CompletedPart>> parts = new ArrayList<>();
        try {
            int number = 0;
            for (long offset = 0; offset < size; offset += partSize) {
                int partNumber = ++number;
                long start = offset;
                parts.add(CompletableFuture.supplyAsync(() -> part(uploadId, partNumber, start), executor));
            }
            List<CompletedPart> done = parts.stream()
                    .map(CompletableFuture::join)
                    .sorted(Comparator.comparing(CompletedPart::partNumber))
                    .toList();
            return S3.etag(client.completeMultipartUpload(request -> request.bucket(object.bucket())
                            .key(object.key())
                            .uploadId(uploadId)
                            .multipartUpload(upload -> upload.parts(done)))
                    .eTag());
        } catch (RuntimeException e) {
            parts.forEach(part -> part.cancel(true));
            settle(parts);
            abort(uploadId, e);
            throw e instanceof CompletionException wrapped && wrapped.getCause() instanceof RuntimeException cause
                    ? cause
                    : e;
        }
    }

    private String begin() {
        return client.createMultipartUpload(request -> request.bucket(object.bucket())
                        .key(object.key())
                        .metadata(object.metadata())
                        .tagging(object.tags().isEmpty() ? null : S3.query(object.tags()))
                        .checksumAlgorithm(ChecksumAlgorithm.CRC32)
                        .contentType(object.contentHeaders().get("Content-Type"))
                        .cacheControl(object.contentHeaders().get("Cache-Control"))
                        .contentDisposition(object.contentHeaders().get("Content-Disposition"))
                        .contentEncoding(object.contentHeaders().get("Content-Encoding"))
                        .contentLanguage(object.contentHeaders().get("Content-Language")))
                .uploadId();
    }

    private CompletedPart part(String uploadId, int number, long start) {
        long length = Math.min(partSize, size - start);
        UploadPartResponse response = client.uploadPart(
                request -> request.bucket(object.bucket())
                        .key(object.key())
                        .uploadId(uploadId)
                        .partNumber(number)
                        .checksumAlgorithm(ChecksumAlgorithm.CRC32),
                RequestBody.fromContentProvider(slice(start, length), length, OCTETS));
        stored.accept(length);
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(response.eTag())
                .checksumCRC32(response.checksumCRC32())
                .build();
    }

    /** The file's bytes from there on; opened anew for each attempt, because a request may be sent again. */
    private ContentStreamProvider slice(long start, long length) {
        return () -> {
            try {
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                channel.position(start);
                return new BufferedInputStream(new Limited(Channels.newInputStream(channel), length), 128 * 1024);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private static void settle(List<? extends CompletableFuture<?>> parts) {
        for (CompletableFuture<?> part : parts) {
            part.handle((done, failed) -> Objects.requireNonNullElse(done, "failed"))
                    .join();
        }
    }

    private void abort(String uploadId, RuntimeException cause) {
        try {
            client.abortMultipartUpload(
                    request -> request.bucket(object.bucket()).key(object.key()).uploadId(uploadId));
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    /** The first bytes of a stream, and no more. */
    private static final class Limited extends InputStream {
        private final InputStream all;
        private long left;

        Limited(InputStream all, long left) {
            this.all = all;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left <= 0) {
                return length == 0 ? 0 : -1;
            }
            int read = all.read(buffer, offset, (int) Math.min(length, left));
            left -= Math.max(read, 0);
            return read;
        }

        @Override
        public void close() throws IOException {
            all.close();
        }
    }
}
