package dev.labctl.runtime.lab.s3replication;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.Tag;

/**
 * Whether a replica equals its source: bytes, content headers, metadata and tags.
 *
 * <p>Bytes are equal when size and ETag are, or size and a full-object checksum of the same algorithm: an object that was
 * uploaded in parts has another ETag once it is copied. Where neither is comparable, it counts as different and is
 * copied again, which costs time but is never wrong.
 */
final class ReplicaComparison {
    private static final List<Function<HeadObjectResponse, String>> CHECKSUMS = List.of(
            HeadObjectResponse::checksumCRC64NVME,
            HeadObjectResponse::checksumCRC32,
            HeadObjectResponse::checksumCRC32C,
            HeadObjectResponse::checksumSHA1,
            HeadObjectResponse::checksumSHA256);
    private static final List<Function<HeadObjectResponse, Object>> HEADERS = List.of(
            HeadObjectResponse::contentType,
            HeadObjectResponse::contentEncoding,
            HeadObjectResponse::contentLanguage,
            HeadObjectResponse::contentDisposition,
            HeadObjectResponse::cacheControl,
            HeadObjectResponse::expiresString);

    private final S3Client s3;
    private final String sourceBucket;
    private final String destBucket;

    ReplicaComparison(S3Client s3, String sourceBucket, String destBucket) {
        this.s3 = s3;
        this.sourceBucket = sourceBucket;
        this.destBucket = destBucket;
    }

    boolean areEqual(String key, HeadObjectResponse source, HeadObjectResponse replica) {
        return haveEqualBytes(source, replica)
                && HEADERS.stream().allMatch(header -> Objects.equals(header.apply(source), header.apply(replica)))
                && source.metadata().equals(replica.metadata())
                && tags(sourceBucket, key).equals(tags(destBucket, key));
    }

    private static boolean haveEqualBytes(HeadObjectResponse source, HeadObjectResponse replica) {
        return source.contentLength().equals(replica.contentLength())
                && (source.eTag().equals(replica.eTag()) || haveEqualChecksum(source, replica));
    }

    private static boolean haveEqualChecksum(HeadObjectResponse source, HeadObjectResponse replica) {
        return source.checksumType() == ChecksumType.FULL_OBJECT
                && replica.checksumType() == ChecksumType.FULL_OBJECT
                && CHECKSUMS.stream()
                        .anyMatch(checksum -> checksum.apply(source) != null
                                && checksum.apply(source).equals(checksum.apply(replica)));
    }

    private Map<String, String> tags(String bucket, String key) {
        Map<String, String> tags = new HashMap<>();
        for (Tag tag : s3.getObjectTagging(GetObjectTaggingRequest.builder()
                        .bucket(bucket)
                        .key(key)
                        .build())
                .tagSet()) {
            tags.put(tag.key(), tag.value());
        }
        return tags;
    }
}
