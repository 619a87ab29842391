package dev.labctl.localcloud.service.s3;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A multipart upload in progress.
 *
 * @param bucket the bucket
 * @param key the key the object will have
 * @param uploadId the id clients know it by
 * @param sequence its place among all changes
 * @param initiated when it was begun
 * @param initiator who began it: ARN
 * @param algorithm the checksum the client asked for, or null
 * @param isComposite whether the object's checksum is one of the parts' checksums
 * @param metadata what the object will have
 * @param tags what the object will have
 * @param headers what the object will have
 */
record MultipartUpload(
        String bucket,
        String key,
        String uploadId,
        long sequence,
        Instant initiated,
        String initiator,
        @Nullable ChecksumKind algorithm,
        boolean isComposite,
        Map<String, String> metadata,
        Map<String, String> tags,
        ObjectHeaders headers) {
    MultipartUpload {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }

    /** The checksum each part is kept with. */
    ChecksumKind kind() {
        return algorithm == null ? ChecksumKind.CRC64NVME : algorithm;
    }

    String checksumType() {
        return isComposite ? "COMPOSITE" : "FULL_OBJECT";
    }
}
