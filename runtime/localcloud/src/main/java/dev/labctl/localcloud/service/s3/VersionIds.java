package dev.labctl.localcloud.service.s3;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.OptionalLong;

/** Version ids: 32 opaque characters, from which this cloud alone reads the version's place in the table. */
final class VersionIds {
    private static final int BYTES = 24;
    private static final SecureRandom RANDOM = new SecureRandom();

    private VersionIds() {}

    static String of(long sequence) {
        byte[] noise = new byte[BYTES - Long.BYTES];
        RANDOM.nextBytes(noise);
        ByteBuffer id = ByteBuffer.allocate(BYTES).put(noise);
        id.putLong(sequence ^ ByteBuffer.wrap(noise).getLong());
        // No id may look like an option of a command line.
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(id.array())
                .replace('-', '.');
    }

    /** The sequence of the version with this id; empty when it is no id of ours. */
    static OptionalLong sequence(String versionId) {
        if (versionId.length() != BYTES / 3 * 4) {
            return OptionalLong.empty();
        }
        try {
            ByteBuffer id = ByteBuffer.wrap(Base64.getUrlDecoder().decode(versionId.replace('.', '-')));
            long noise = id.getLong(0);
            return OptionalLong.of(id.getLong(BYTES - Long.BYTES) ^ noise);
        } catch (IllegalArgumentException e) {
            return OptionalLong.empty();
        }
    }
}
