package dev.labctl.cli.archive.codec;

import java.io.IOException;

/**
 * Bits read from the end of a byte range to its beginning, as Zstandard's entropy streams are (RFC 8878, section 4):
 * the highest set bit of the last byte marks where they start. The array needs eight readable bytes after the range.
 */
final class BackwardBits {
    private final byte[] bytes;
    private final long first;
    /** How many bits lie before the next one to be read, counted from the start of the array. */
    private long position;

    BackwardBits(byte[] bytes, int offset, int length) throws IOException {
        if (length <= 0 || bytes[offset + length - 1] == 0) {
            throw new IOException("a Zstandard bit stream without an end mark");
        }
        int last = bytes[offset + length - 1] & 0xff;
        this.bytes = bytes;
        this.first = 8L * offset;
        this.position = 8L * (offset + length) - Integer.numberOfLeadingZeros(last) + 24 - 1;
    }

    /** The next {@code count} bits, at most 32; bits before the stream's beginning are zero and leave it overrun. */
    int read(int count) {
        position -= count;
        if (position >= first) {
            return (int) (Bytes.longAt(bytes, (int) (position >>> 3)) >>> (position & 7) & (1L << count) - 1);
        }
        return overrun(count);
    }

    /** The next {@code count} bits, at most 32, without taking them. */
    int peek(int count) {
        int value = read(count);
        position += count;
        return value;
    }

    void skip(int count) {
        position -= count;
    }

    private int overrun(int count) {
        long missing = first - position;
        if (missing >= count) {
            return 0;
        }
        int left = (int) (count - missing);
        long value = Bytes.longAt(bytes, (int) (first >>> 3)) & (1L << left) - 1;
        return (int) (value << missing);
    }

    /** Whether more bits were taken than there were. */
    boolean isOverrun() {
        return position < first;
    }

    /** Whether all bits were taken and no more. */
    boolean isUsedUp() {
        return position == first;
    }
}
