package dev.labctl.localcloud.service.s3;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an object, in order.
 *
 * @param parts by ascending part number
 */
record Manifest(List<Part> parts) {
    Manifest {
        parts = List.copyOf(parts);
    }

    /**
     * One part.
     *
     * @param number 1 to 10,000
     * @param size bytes
     * @param etag the MD5 of its bytes, in hex
     * @param file the file that holds them; null when there are none
     * @param checksum the checksum of its bytes
     * @param lastModified when it was uploaded
     */
    record Part(
            int number, long size, String etag, @Nullable String file, StoredChecksum checksum, Instant lastModified) {
        String quotedEtag() {
            return '"' + etag + '"';
        }
    }
}
