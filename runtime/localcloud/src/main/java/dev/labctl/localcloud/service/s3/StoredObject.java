package dev.labctl.localcloud.service.s3;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One version of an object, or a delete marker.
 *
 * @param key the object's key
 * @param versionId {@code null} (the text) for the version of an unversioned or suspended bucket
 * @param sequence orders all changes of the cloud; the version with the highest is the current one
 * @param isDeleteMarker whether the key is deleted as of this version
 * @param lastModified when it was written
 * @param size bytes
 * @param etag without quotes
 * @param bytes where the bytes are
 * @param checksum the checksum kept with it, or null
 * @param metadata the user's metadata, names in lower case, without {@code x-amz-meta-}
 * @param tags the object's tags
 * @param headers the system metadata
 */
record StoredObject(
        String key,
        String versionId,
        long sequence,
        boolean isDeleteMarker,
        Instant lastModified,
        long size,
        String etag,
        Content bytes,
        @Nullable StoredChecksum checksum,
        Map<String, String> metadata,
        Map<String, String> tags,
        ObjectHeaders headers) {
    static final String NULL_VERSION = "null";

    StoredObject {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }

    static StoredObject deleteMarker(String key, String versionId, long sequence, Instant now) {
        return new StoredObject(
                key, versionId, sequence, true, now, 0, "", Content.NONE, null, Map.of(), Map.of(), ObjectHeaders.NONE);
    }

    String quotedEtag() {
        return '"' + etag + '"';
    }

    boolean isNullVersion() {
        return versionId.equals(NULL_VERSION);
    }

    StoredObject withTags(Map<String, String> changed) {
        return new StoredObject(
                key,
                versionId,
                sequence,
                isDeleteMarker,
                lastModified,
                size,
                etag,
                bytes,
                checksum,
                metadata,
                changed,
                headers);
    }

    StoredObject withHeaders(ObjectHeaders changed) {
        return new StoredObject(
                key,
                versionId,
                sequence,
                isDeleteMarker,
                lastModified,
                size,
                etag,
                bytes,
                checksum,
                metadata,
                tags,
                changed);
    }

    /**
     * Where the bytes of an object are.
     *
     * @param file the file that holds them all, or null
     * @param parts the manifest of the multipart upload that wrote them, or null
     * @param partCount the number of parts in the manifest
     */
    record Content(@Nullable String file, @Nullable String parts, int partCount) {
        static final Content NONE = new Content(null, null, 0);

        static Content of(@Nullable String file) {
            return new Content(file, null, 0);
        }
    }
}
