package dev.labctl.localcloud.service.s3;

/**
 * The checksum kept with an object or a part.
 *
 * @param kind the algorithm
 * @param value in base64; composite ones end in {@code -<number of parts>}
 * @param isComposite whether it is the checksum of the parts' checksums ({@code COMPOSITE}), not of the bytes
 */
record StoredChecksum(ChecksumKind kind, String value, boolean isComposite) {
    String type() {
        return isComposite ? "COMPOSITE" : "FULL_OBJECT";
    }
}
