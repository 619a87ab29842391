package dev.labctl.cli.archive.codec;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Little-endian numbers out of byte arrays and streams. */
final class Bytes {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private Bytes() {}

    static long longAt(byte[] bytes, int index) {
        return (long) LONG.get(bytes, index);
    }

    static int intAt(byte[] bytes, int index) {
        return (int) INT.get(bytes, index);
    }

    static int shortAt(byte[] bytes, int index) {
        return (bytes[index] & 0xff) | (bytes[index + 1] & 0xff) << 8;
    }

    /** Reads a number of {@code size} bytes, at most eight. */
    static long number(InputStream in, int size) throws IOException {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (long) need(in) << (8 * i);
        }
        return value;
    }

    static int need(InputStream in) throws IOException {
        int read = in.read();
        if (read < 0) {
            throw new EOFException("compressed data ends in the middle");
        }
        return read;
    }

    static void need(InputStream in, byte[] into, int length) throws IOException {
        if (in.readNBytes(into, 0, length) < length) {
            throw new EOFException("compressed data ends in the middle");
        }
    }

    /**
     * Reads the four bytes with which a frame begins, or −1 where the stream ends instead.
     *
     * @throws EOFException when it ends after one to three bytes
     */
    static long magic(InputStream in) throws IOException {
        int first = in.read();
        return first < 0 ? -1 : first | number(in, 3) << 8;
    }

    /** Copies a match inside a buffer; source and target may overlap, as runs do. */
    static void copyMatch(byte[] buffer, int from, int to, int length) {
        int distance = to - from;
        if (distance >= length) {
            System.arraycopy(buffer, from, buffer, to, length);
            return;
        }
        int done = 0;
        int step = distance;
        while (done < length) {
            int n = Math.min(step, length - done);
            System.arraycopy(buffer, from, buffer, to + done, n);
            done += n;
            step += n;
        }
    }
}
