package dev.labctl.localcloud.postgres;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The distinguished encoding rules of ASN.1 (X.690), as far as certificates need them. */
final class Der {
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int LONG_LENGTH = 0x80;
    private static final DateTimeFormatter GENERALIZED =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    /** The last instant that is written with two digits for the year. */
    private static final Instant UTC_TIME_END = Instant.parse("2050-01-01T00:00:00Z");

    private Der() {}

    static byte[] sequence(byte[]... members) {
        return tagged(SEQUENCE, members);
    }

    static byte[] set(byte[]... members) {
        return tagged(SET, members);
    }

    static byte[] integer(BigInteger value) {
        return tagged(0x02, value.toByteArray());
    }

    static byte[] bool(boolean value) {
        return tagged(0x01, new byte[] {(byte) (value ? 0xff : 0)});
    }

    static byte[] octets(byte[] value) {
        return tagged(0x04, value);
    }

    /** @param unused how many of the last byte's bits do not count */
    static byte[] bits(int unused, byte[] value) {
        return tagged(0x03, new byte[] {(byte) unused}, value);
    }

    static byte[] utf8(String value) {
        return tagged(0x0c, value.getBytes(StandardCharsets.UTF_8));
    }

    /** UTCTime up to 2049, GeneralizedTime after, as RFC 5280 section 4.1.2.5 says. */
    static byte[] time(Instant value) {
        String text = GENERALIZED.format(value);
        return value.isBefore(UTC_TIME_END)
                ? tagged(0x17, text.substring(2).getBytes(StandardCharsets.US_ASCII))
                : tagged(0x18, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** An object identifier, for instance {@code 2.5.29.17}. */
    static byte[] oid(String dotted) {
        String[] parts = dotted.split("\\.", -1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(40 * Integer.parseInt(parts[0]) + Integer.parseInt(parts[1]));
        for (int i = 2; i < parts.length; i++) {
            writeBase128(bytes, Integer.parseInt(parts[i]));
        }
        return tagged(0x06, bytes.toByteArray());
    }

    private static void writeBase128(ByteArrayOutputStream bytes, int value) {
        int shift = 28;
        while (shift > 0 && (value >> shift) == 0) {
            shift -= 7;
        }
        for (; shift > 0; shift -= 7) {
            bytes.write(0x80 | ((value >> shift) & 0x7f));
        }
        bytes.write(value & 0x7f);
    }

    /** A value of any tag: the members one after the other. */
    static byte[] tagged(int tag, byte[]... members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int length = 0;
        for (byte[] member : members) {
            length += member.length;
        }
        bytes.write(tag);
        writeLength(bytes, length);
        for (byte[] member : members) {
            bytes.writeBytes(member);
        }
        return bytes.toByteArray();
    }

    private static void writeLength(ByteArrayOutputStream bytes, int length) {
        if (length < LONG_LENGTH) {
            bytes.write(length);
            return;
        }
        byte[] digits = BigInteger.valueOf(length).toByteArray();
        int sign = digits[0] == 0 ? 1 : 0;
        bytes.write(LONG_LENGTH | (digits.length - sign));
        bytes.write(digits, sign, digits.length - sign);
    }
}
