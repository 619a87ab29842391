package dev.labctl.cli.cloud;

import java.time.Instant;
import java.util.Map;

/**
 * What S3 says about an object.
 *
 * @param size in bytes
 * @param etag with its quotes taken off
 * @param versionId empty in a bucket without versions
 * @param contentHeaders the content headers that are set, by name
 * @param checksums by algorithm, {@code CRC32} and kin, base64 as S3 stores them
 * @param checksumType {@code FULL_OBJECT} or {@code COMPOSITE}; empty when there is no checksum
 */
public record StoredObject(
        String bucket,
        String key,
        long size,
        String etag,
        String versionId,
        Instant lastModified,
        Map<String, String> contentHeaders,
        Map<String, String> metadata,
        Map<String, String> checksums,
        String checksumType) {
    public StoredObject {
        contentHeaders = Map.copyOf(contentHeaders);
        metadata = Map.copyOf(metadata);
        checksums = Map.copyOf(checksums);
    }
}
