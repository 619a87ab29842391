package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AwsError;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * What a copy reads.
 *
 * @param bucket the source bucket
 * @param key the source key
 * @param versionId the version, or null for the current one
 */
record CopySource(String bucket, String key, @Nullable String versionId) {
    private static final String VERSION = "?versionId=";

    /**
     * The source a copy request names: {@code x-amz-copy-source}, URL-encoded, with or without a leading slash.
     *
     * @throws AwsError {@code InvalidArgument}
     */
    static CopySource of(SdkPojo request) {
        String header = SdkMembers.text(request, "CopySource");
        if (header == null || header.isEmpty()) {
            return of(
                    SdkMembers.text(request, "SourceBucket"),
                    SdkMembers.text(request, "SourceKey"),
                    SdkMembers.text(request, "SourceVersionId"));
        }
        int version = header.lastIndexOf(VERSION);
        String path = decode(version < 0 ? header : header.substring(0, version));
        String trimmed = path.startsWith("/") ? path.substring(1) : path;
        int slash = trimmed.indexOf('/');
        if (slash <= 0) {
            throw invalid(header);
        }
        return of(
                trimmed.substring(0, slash),
                trimmed.substring(slash + 1),
                version < 0 ? null : header.substring(version + VERSION.length()));
    }

    private static CopySource of(@Nullable String bucket, @Nullable String key, @Nullable String versionId) {
        if (bucket == null || key == null || key.isEmpty()) {
            throw invalid(bucket + "/" + key);
        }
        return new CopySource(bucket, key, versionId);
    }

    private static AwsError invalid(String value) {
        return S3Errors.invalidArgument(
                "Invalid copy source object key, copy source should be of the form: /bucket/key",
                "x-amz-copy-source",
                value);
    }

    /** Percent-decoded; a plus is a space only as clients that form-encode send it, which S3 reads so too. */
    private static String decode(String encoded) {
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid(encoded);
        }
    }

    /** The object it names; empty when there is none. A delete marker is found by its version id only. */
    Optional<StoredObject> find(ObjectIndex index) {
        return versionId == null ? index.current(bucket, key) : index.version(bucket, key, versionId);
    }
}
