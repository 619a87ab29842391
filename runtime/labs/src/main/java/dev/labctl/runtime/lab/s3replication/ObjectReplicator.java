package dev.labctl.runtime.lab.s3replication;

import dev.labctl.runtime.copy.CopyLimits;
import dev.labctl.runtime.copy.CopyPath;
import dev.labctl.runtime.copy.MultipartCopy;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.TaggingDirective;

/**
 * Makes the backup's copy of an object equal to the source's current version.
 *
 * <p>Events come at least once and in any order, and several functions may copy one key at once. So the event only names
 * the key: what is copied is the current version, and after the copy the source is read again; when it moved meanwhile,
 * it is copied again. Whoever finishes last has therefore seen the newest bytes.
 */
final class ObjectReplicator {
    private static final int MAX_ATTEMPTS = 10;
    private static final int NOT_FOUND = 404;
    private static final int PRECONDITION_FAILED = 412;

    private final S3Client s3;
    private final String sourceBucket;
    private final String destBucket;
    private final CopyLimits limits;
    private final ReplicaComparison comparison;

    ObjectReplicator(S3Client s3, String sourceBucket, String destBucket, CopyLimits limits) {
        this.s3 = s3;
        this.sourceBucket = sourceBucket;
        this.destBucket = destBucket;
        this.limits = limits;
        this.comparison = new ReplicaComparison(s3, sourceBucket, destBucket);
    }

    /**
     * Replicates one key.
     *
     * @throws IllegalStateException when the source was overwritten during each of ten copies
     * @throws S3Exception when S3 refuses a request
     */
    Replicated replicate(String key) {
        Replication outcome = Replication.UP_TO_DATE;
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Optional<HeadObjectResponse> source = head(sourceBucket, key);
            if (source.isEmpty()) {
                return new Replicated(Replication.SOURCE_DELETED, Optional.empty(), Optional.empty());
            }
            Optional<HeadObjectResponse> replica = head(destBucket, key);
            if (replica.isPresent() && comparison.areEqual(key, source.get(), replica.get())) {
                return replicated(
                        outcome, source.get(), Optional.ofNullable(replica.get().versionId()));
            }
            Optional<Copied> copied = copy(key, source.get());
            if (copied.isPresent()) {
                outcome = Replication.COPIED;
                if (isUnchanged(key, source.get())) {
                    return replicated(outcome, source.get(), copied.get().version());
                }
            }
        }
        throw new IllegalStateException(
                "s3://%s/%s was overwritten during each of %d copies".formatted(sourceBucket, key, MAX_ATTEMPTS));
    }

    /** What a copy has become; in a bucket without versions it has none. */
    private record Copied(Optional<String> version) {}

    private static Replicated replicated(Replication outcome, HeadObjectResponse source, Optional<String> version) {
        return new Replicated(outcome, Optional.ofNullable(source.versionId()), version);
    }

    private boolean isUnchanged(String key, HeadObjectResponse copied) {
        Optional<HeadObjectResponse> now = head(sourceBucket, key);
        return now.isEmpty() || now.get().eTag().equals(copied.eTag());
    }

    /** Copies exactly the version that was read; nothing when it is no longer the current one. */
    private Optional<Copied> copy(String key, HeadObjectResponse source) {
        try {
            if (source.contentLength() > limits.singleCopyBytes()) {
                MultipartCopy copy = new MultipartCopy(s3, new CopyPath(sourceBucket, key, destBucket, key), limits);
                return Optional.of(new Copied(copy.copy(source)));
            }
            // The SDK reports an error that comes inside a 200 as the S3Exception it is.
            CopyObjectResponse copied = s3.copyObject(CopyObjectRequest.builder()
                    .sourceBucket(sourceBucket)
                    .sourceKey(key)
                    .copySourceIfMatch(source.eTag())
                    .destinationBucket(destBucket)
                    .destinationKey(key)
                    .metadataDirective(MetadataDirective.COPY)
                    .taggingDirective(TaggingDirective.COPY)
                    .build());
            return Optional.of(new Copied(Optional.ofNullable(copied.versionId())));
        } catch (S3Exception e) {
            if (e.statusCode() == PRECONDITION_FAILED || e.statusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Optional<HeadObjectResponse> head(String bucket, String key) {
        try {
            return Optional.of(s3.headObject(HeadObjectRequest.builder()
                    .bucket(bucket)
                    .key(key)
                    .checksumMode(ChecksumMode.ENABLED)
                    .build()));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        }
    }
}
