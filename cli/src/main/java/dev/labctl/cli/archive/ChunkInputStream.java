package dev.labctl.cli.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** A block's stored bytes: chunks, each behind its length, up to one of length 0. */
final class ChunkInputStream extends InputStream {
    private static final String WHAT = "the length of a chunk";

    private final ArchiveInput in;
    private int left;
    private boolean ended;
    private long stored;

    ChunkInputStream(ArchiveInput in) {
        this.in = in;
    }

    /** How many bytes the chunks had so far, without their lengths. */
    long stored() {
        return stored;
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        if (left == 0 && !nextChunk()) {
            return -1;
        }
        int count = in.read(bytes, offset, Math.min(length, left));
        left -= count;
        stored += count;
        return count;
    }

    private boolean nextChunk() throws IOException {
        if (ended) {
            return false;
        }
        left = in.readInt(WHAT);
        if (left < 0) {
            throw in.corrupt(WHAT + " is negative");
        }
        ended = left == 0;
        return !ended;
    }

    /** Goes to the end without looking at the bytes. */
    void skipAll() throws IOException {
        do {
            in.skip(left, "a block");
            stored += left;
            left = 0;
        } while (nextChunk());
    }
}
