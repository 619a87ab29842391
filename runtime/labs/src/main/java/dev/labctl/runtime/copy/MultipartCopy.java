package dev.labctl.runtime.copy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.Tagging;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;

/**
 * Copies an object that is too large for CopyObject, its parts in parallel.
 *
 * <p>UploadPartCopy carries nothing but bytes, so metadata, content headers, checksum algorithm and tags are set when the
 * upload is created. A copy that fails is aborted and leaves nothing.
 */
public final class MultipartCopy {
    private final S3Client s3;
    private final CopyPath path;
    private final CopyLimits limits;

    /** A copy that is yet to be made. */
    public MultipartCopy(S3Client s3, CopyPath path, CopyLimits limits) {
        this.s3 = s3;
        this.path = path;
        this.limits = limits;
    }

    /**
     * Copies the version whose HEAD is {@code source}; a 412 says that it is no longer the current one.
     *
     * @return the version that the copy has got; empty in a bucket without versions
     */
    public Optional<String> copy(HeadObjectResponse source) {
        String uploadId = s3.createMultipartUpload(upload(source)).uploadId();
        try {
            List<CompletedPart> parts = copyParts(source, uploadId);
            return Optional.ofNullable(s3.completeMultipartUpload(complete -> complete.bucket(path.destBucket())
                            .key(path.destKey())
                            .uploadId(uploadId)
                            .multipartUpload(completed -> completed.parts(parts)))
                    .versionId());
        } catch (RuntimeException e) {
            s3.abortMultipartUpload(
                    abort -> abort.bucket(path.destBucket()).key(path.destKey()).uploadId(uploadId));
            throw e;
        }
    }

    private CreateMultipartUploadRequest upload(HeadObjectResponse source) {
        CreateMultipartUploadRequest.Builder upload = CreateMultipartUploadRequest.builder()
                .bucket(path.destBucket())
                .key(path.destKey())
                .metadata(source.metadata())
                .contentType(source.contentType())
                .contentEncoding(source.contentEncoding())
                .contentLanguage(source.contentLanguage())
                .contentDisposition(source.contentDisposition())
                .cacheControl(source.cacheControl())
                .storageClass(source.storageClassAsString())
                .tagging(Tagging.builder()
                        .tagSet(s3.getObjectTagging(GetObjectTaggingRequest.builder()
                                        .bucket(path.sourceBucket())
                                        .key(path.sourceKey())
                                        .build())
                                .tagSet())
                        .build());
        checksumAlgorithm(upload, source);
        if (source.expiresString() != null) {
            // As it was stored, which need not be a date: the typed member could not carry that.
            upload.overrideConfiguration(override -> override.putHeader("Expires", source.expiresString()));
        }
        return upload.build();
    }

    private static void checksumAlgorithm(CreateMultipartUploadRequest.Builder upload, HeadObjectResponse source) {
        if (source.checksumSHA256() != null) {
            upload.checksumAlgorithm(ChecksumAlgorithm.SHA256);
        } else if (source.checksumSHA1() != null) {
            upload.checksumAlgorithm(ChecksumAlgorithm.SHA1);
        } else if (source.checksumCRC32C() != null) {
            upload.checksumAlgorithm(ChecksumAlgorithm.CRC32_C).checksumType(source.checksumType());
        } else if (source.checksumCRC32() != null) {
            upload.checksumAlgorithm(ChecksumAlgorithm.CRC32).checksumType(source.checksumType());
        }
    }

    private List<CompletedPart> copyParts(HeadObjectResponse source, String uploadId) {
        long partBytes = limits.partBytesFor(source.contentLength());
        List<Callable<CompletedPart>> copies = new ArrayList<>();
        for (long from = 0; from < source.contentLength(); from += partBytes) {
            int number = copies.size() + 1;
            String range = "bytes=%d-%d".formatted(from, Math.min(from + partBytes, source.contentLength()) - 1);
            copies.add(() -> copyPart(source.eTag(), uploadId, number, range));
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(limits.parallelism(), copies.size()));
        try {
            List<CompletedPart> parts = new ArrayList<>();
            for (Future<CompletedPart> part : threads.invokeAll(copies)) {
                parts.add(part.get());
            }
            return parts;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while copying " + path.sourceKey(), e);
        } finally {
            threads.shutdownNow();
        }
    }

    private CompletedPart copyPart(String etag, String uploadId, int number, String range) {
        CopyPartResult part = s3.uploadPartCopy(UploadPartCopyRequest.builder()
                        .sourceBucket(path.sourceBucket())
                        .sourceKey(path.sourceKey())
                        .copySourceIfMatch(etag)
                        .copySourceRange(range)
                        .destinationBucket(path.destBucket())
                        .destinationKey(path.destKey())
                        .uploadId(uploadId)
                        .partNumber(number)
                        .build())
                .copyPartResult();
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(part.eTag())
                .checksumCRC32(part.checksumCRC32())
                .checksumCRC32C(part.checksumCRC32C())
                .checksumCRC64NVME(part.checksumCRC64NVME())
                .checksumSHA1(part.checksumSHA1())
                .checksumSHA256(part.checksumSHA256())
                .build();
    }
}
