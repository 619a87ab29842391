package dev.labctl.runtime.pgdump;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.Deflater;

/**
 * Copies an uncompressed custom-format archive of version 1.15 or 1.16 and compresses its data on the way: the header's
 * compression byte says gzip, and each table's and large object's chunks become one zlib stream (PostgreSQL's
 * pg_backup_archiver.c and pg_backup_custom.c). Everything else stays as it is. The archive must come from a pipe, which
 * leaves out the offsets of the data.
 */
final class ArchiveCompressor {
    private static final int CHUNK = 1 << 15;
    private static final int ROWS = 1;
    private static final int LARGE_OBJECTS = 3;
    private static final int GZIP = 1;
    private static final int NO_OFFSET = 2;

    private final InputStream in;
    private final OutputStream out;
    private final Deflater deflater;
    private final byte[] plain = new byte[CHUNK];
    private final byte[] packed = new byte[CHUNK];
    private int intSize;
    private int offsetSize;
    private boolean withRelationKinds;

    /**
     * A copy from {@code in}, which must be buffered, to {@code out}.
     *
     * @param level 1 (fast) to 9 (small)
     */
    ArchiveCompressor(InputStream in, OutputStream out, int level) {
        this.in = in;
        this.out = out;
        this.deflater = new Deflater(level);
    }

    /**
     * Copies to the end.
     *
     * @throws IOException also when the archive ends in the middle or is not of the expected kind
     */
    void run() throws IOException {
        try {
            header();
            int entries = copyInt();
            for (int i = 0; i < entries; i++) {
                entry();
            }
            for (int type = in.read(); type >= 0; type = in.read()) {
                block(type);
            }
        } finally {
            deflater.end();
        }
    }

    private void header() throws IOException {
        copy(6);
        int minor = copyByte();
        copyByte();
        intSize = copyByte();
        offsetSize = copyByte();
        copyByte();
        int compression = need();
        if (minor < 15 || minor > 16 || compression != 0) {
            throw new IOException(
                    "an archive of version 1.%d with compression %d was not expected".formatted(minor, compression));
        }
        withRelationKinds = minor >= 16;
        out.write(GZIP);
        for (int i = 0; i < 7; i++) {
            copyInt();
        }
        strings(3);
    }

    /** One entry of the table of contents. */
    private void entry() throws IOException {
        copyInt();
        copyInt();
        strings(4);
        copyInt();
        strings(6);
        if (withRelationKinds) {
            copyInt();
        }
        strings(2);
        boolean more = true;
        while (more) {
            more = string();
        }
        if (copyByte() == NO_OFFSET) {
            throw new IOException("an archive with offsets cannot be compressed in passing");
        }
        copy(offsetSize);
    }

    private void block(int type) throws IOException {
        if (type != ROWS && type != LARGE_OBJECTS) {
            throw new IOException("a data block of the unknown type " + type);
        }
        out.write(type);
        copyInt();
        if (type == ROWS) {
            data();
            return;
        }
        while (copyInt() != 0) {
            data();
        }
    }

    /** Chunks up to one of length 0 in, one compressed stream in chunks out. */
    private void data() throws IOException {
        deflater.reset();
        int filled = 0;
        for (int left = readInt(); left != 0; left = readInt()) {
            while (left > 0) {
                int count = Math.min(left, CHUNK - filled);
                needBytes(plain, filled, count);
                filled += count;
                left -= count;
                if (filled == CHUNK) {
                    deflater.setInput(plain, 0, filled);
                    drain();
                    filled = 0;
                }
            }
        }
        deflater.setInput(plain, 0, filled);
        deflater.finish();
        drain();
        writeInt(0);
    }

    /** Writes what is compressed, until the deflater wants more or has written its last. */
    private void drain() throws IOException {
        for (int count = deflater.deflate(packed); count > 0; count = deflater.deflate(packed)) {
            writeInt(count);
            out.write(packed, 0, count);
        }
    }

    private void strings(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            string();
        }
    }

    /** Copies a string and says whether there was one. */
    private boolean string() throws IOException {
        int length = copyInt();
        if (length > 0) {
            copy(length);
        }
        return length >= 0;
    }

    private int copyByte() throws IOException {
        int value = need();
        out.write(value);
        return value;
    }

    private void copy(int length) throws IOException {
        for (int left = length; left > 0; ) {
            int count = Math.min(left, plain.length);
            needBytes(plain, 0, count);
            out.write(plain, 0, count);
            left -= count;
        }
    }

    private int copyInt() throws IOException {
        int value = readInt();
        writeInt(value);
        return value;
    }

    /** A sign and a magnitude, the lowest byte first. Object ids beyond 2^31 come with the sign of the int they fill. */
    private int readInt() throws IOException {
        int sign = need();
        long value = 0;
        for (int i = 0; i < intSize; i++) {
            value |= (long) need() << (8 * i);
        }
        return (int) (sign == 0 ? value : -value);
    }

    private void writeInt(int value) throws IOException {
        out.write(value < 0 ? 1 : 0);
        long magnitude = Math.abs((long) value);
        for (int i = 0; i < intSize; i++) {
            out.write((int) (magnitude >>> (8 * i)));
        }
    }

    private int need() throws IOException {
        int read = in.read();
        if (read < 0) {
            throw new EOFException("the archive ends in the middle");
        }
        return read;
    }

    private void needBytes(byte[] bytes, int offset, int length) throws IOException {
        if (in.readNBytes(bytes, offset, length) < length) {
            throw new EOFException("the archive ends in the middle");
        }
    }
}
