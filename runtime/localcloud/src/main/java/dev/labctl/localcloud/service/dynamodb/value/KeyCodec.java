package dev.labctl.localcloud.service.dynamodb.value;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Keys as strings whose order is DynamoDB's: items are ordered by a hash of the partition key, then by the sort key.
 *
 * <p>Each character is one byte (0-255). Parts end so that none is a prefix of another, and compare as the values do.
 */
public final class KeyCodec {
    /** Sorts after every continuation of a key, and is part of none. */
    public static final char AFTER = '\u0100';

    private static final int EXPONENT_BIAS = 256;

    private KeyCodec() {}

    /** The partition part: four characters of hash, then the value. */
    public static String partition(AttributeValue value) {
        String encoded = part(value);
        return bucket(hash(encoded)) + encoded;
    }

    /** The characters that the keys of a hash bucket start with; buckets are unsigned 32-bit numbers. */
    public static String bucket(long hash) {
        return new String(new char[] {
            (char) (hash >>> 24 & 0xff), (char) (hash >>> 16 & 0xff), (char) (hash >>> 8 & 0xff), (char) (hash & 0xff)
        });
    }

    private static long hash(String encoded) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < encoded.length(); i++) {
            hash = (hash ^ encoded.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        return (hash ^ hash >>> 29) >>> 32;
    }

    /** One value, ended. */
    public static String part(AttributeValue value) {
        StringBuilder out = new StringBuilder();
        appendContent(out, value);
        if (value.type() != AttributeValue.Type.N) {
            out.append('\0').append('\0');
        }
        return out.toString();
    }

    /** A string or binary without its end: what the keys of all values that begin with it start with. */
    public static String prefix(AttributeValue value) {
        StringBuilder out = new StringBuilder();
        appendContent(out, value);
        return out.toString();
    }

    private static void appendContent(StringBuilder out, AttributeValue value) {
        switch (value.type()) {
            case S -> appendEscaped(out, value.s().getBytes(StandardCharsets.UTF_8));
            case B -> appendEscaped(out, value.b().asByteArrayUnsafe());
            case N -> appendNumber(out, new BigDecimal(value.n()));
            case SS, NS, BS, M, L, BOOL, NUL, UNKNOWN_TO_SDK_VERSION ->
                throw new IllegalArgumentException("no key can be of type " + value.type());
        }
    }

    private static void appendEscaped(StringBuilder out, byte[] bytes) {
        for (byte b : bytes) {
            out.append((char) (b & 0xff));
            if (b == 0) {
                out.append((char) 0xff);
            }
        }
    }

    /** Sign, exponent, digits, end; all complemented for a negative number, whose order is reversed. */
    private static void appendNumber(StringBuilder out, BigDecimal number) {
        if (number.signum() == 0) {
            out.append((char) 0x80);
            return;
        }
        BigDecimal magnitude = number.abs().stripTrailingZeros();
        int exponent = magnitude.precision() - magnitude.scale() - 1 + EXPONENT_BIAS;
        int flip = number.signum() < 0 ? 0xff : 0;
        out.append((char) (number.signum() < 0 ? 0x7f : 0x81));
        out.append((char) ((exponent >>> 8) ^ flip)).append((char) ((exponent & 0xff) ^ flip));
        String digits = magnitude.unscaledValue().toString();
        for (int i = 0; i < digits.length(); i++) {
            out.append((char) (digits.charAt(i) ^ flip));
        }
        out.append((char) flip);
    }
}
