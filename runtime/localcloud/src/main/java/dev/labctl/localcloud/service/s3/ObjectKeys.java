package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.store.RowNumbers;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Object keys: their limit, and their form in tables.
 *
 * <p>S3 lists keys in the order of their UTF-8 bytes, tables are ordered by char. So a key is stored as one char for
 * each byte, its value plus one; char 0 is left to separate the key from what follows.
 */
final class ObjectKeys {
    private static final int LONGEST = 1024;
    private static final char SEPARATOR = '\0';
    private static final char AFTER_ALL = '\uffff';

    private ObjectKeys() {}

    /**
     * Returns when an object may have this key.
     *
     * @throws AwsError {@code KeyTooLongError}
     */
    static void check(@Nullable String key) {
        if (key == null || key.isEmpty()) {
            throw AwsError.of(400, "InvalidURI", "Couldn't parse the specified URI.");
        }
        int size = key.getBytes(StandardCharsets.UTF_8).length;
        if (size > LONGEST) {
            throw AwsError.of(400, "KeyTooLongError", "Your key is too long")
                    .with(ErrorDetails.of("Size", String.valueOf(size), "MaxSizeAllowed", String.valueOf(LONGEST)));
        }
    }

    /** The prefix of all rows of a bucket. */
    static String bucket(String bucket) {
        return bucket + SEPARATOR;
    }

    /** The prefix of all rows of a bucket whose key starts with {@code prefix}. */
    static String startingWith(String bucket, String prefix) {
        return bucket(bucket) + encode(prefix);
    }

    /** The prefix of all rows of a key. */
    static String key(String bucket, String key) {
        return startingWith(bucket, key) + SEPARATOR;
    }

    /** The row of one version; a key's newest version comes first. */
    static String version(String bucket, String key, long sequence) {
        return key(bucket, key) + RowNumbers.hex(Long.MAX_VALUE - sequence, 16);
    }

    /** A row after all those that start with {@code prefix}. */
    static String after(String prefix) {
        return prefix + AFTER_ALL;
    }

    private static String encode(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        char[] chars = new char[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            chars[i] = (char) ((bytes[i] & 0xff) + 1);
        }
        return new String(chars);
    }
}
