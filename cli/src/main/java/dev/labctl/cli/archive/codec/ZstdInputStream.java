package dev.labctl.cli.archive.codec;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads Zstandard frames (RFC 8878) with windows of up to 128 MiB, the reference decoder's limit; a checksum is checked
 * where the frame has one. Dictionaries are not supported. A stream without any frame is empty.
 */
public final class ZstdInputStream extends FrameInputStream {
    static final int MAX_BLOCK = 1 << 17;

    private static final long MAGIC = 0xFD2FB528L;
    private static final long SKIPPABLE = 0x184D2A50L;
    private static final long MAX_WINDOW = 1L << 27;
    /** So that eight bytes can be read from any index of a block. */
    private static final int PADDING = 8;

    private final InputStream in;
    private final byte[] block = new byte[MAX_BLOCK + PADDING];
    private final ZstdLiterals literals = new ZstdLiterals();
    private final ZstdSequences sequences = new ZstdSequences();
    private boolean inFrame;
    private boolean hasChecksum;
    private long windowSize;
    private long contentSize;
    private long frameBytes;
    private XxHash64 hash = new XxHash64();

    /** Reads frames from {@code in} until it ends. */
    public ZstdInputStream(InputStream in) {
        this.in = in;
    }

    @Override
    boolean decodeBlock() throws IOException {
        if (!inFrame && !readHeader()) {
            return false;
        }
        int header = (int) Bytes.number(in, 3);
        int size = header >> 3;
        int maximum = (int) Math.min(windowSize, MAX_BLOCK);
        if (size > maximum) {
            throw new IOException("a Zstandard block of %d bytes, more than its frame allows".formatted(size));
        }
        makeRoom((int) windowSize, maximum);
        int start = end;
        switch (header >> 1 & 3) {
            case 0 -> {
                Bytes.need(in, block, size);
                System.arraycopy(block, 0, window, end, size);
                end += size;
            }
            case 1 -> fill(Bytes.need(in), size);
            case 2 -> {
                if (size < 2) {
                    throw new IOException("a compressed Zstandard block without content");
                }
                Bytes.need(in, block, size);
                int at = literals.read(block, 0, size);
                sequences.run(block, at, size, literals, this, start + maximum);
            }
            default -> throw new IOException("a Zstandard block of an unknown kind");
        }
        frameBytes += end - start;
        if (hasChecksum) {
            hash.update(window, start, end - start);
        }
        if ((header & 1) != 0) {
            endFrame();
        }
        return true;
    }

    private boolean readHeader() throws IOException {
        long magic = Bytes.magic(in);
        while (magic >>> 4 == SKIPPABLE >>> 4) {
            in.skipNBytes(Bytes.number(in, 4));
            magic = Bytes.magic(in);
        }
        if (magic < 0) {
            return false;
        }
        if (magic != MAGIC) {
            throw new IOException("no Zstandard frame where one should begin");
        }
        int descriptor = Bytes.need(in);
        boolean single = (descriptor & 0x20) != 0;
        hasChecksum = (descriptor & 4) != 0;
        if ((descriptor & 8) != 0) {
            throw new IOException("a Zstandard frame with a reserved bit set");
        }
        if (!single) {
            int log = Bytes.need(in);
            long base = 1L << (10 + (log >> 3));
            windowSize = base + base / 8 * (log & 7);
        }
        int dictionary = descriptor & 3;
        if (Bytes.number(in, dictionary == 3 ? 4 : dictionary) != 0) {
            throw new IOException("a Zstandard frame that needs a dictionary");
        }
        contentSize = switch (descriptor >> 6) {
            case 0 -> single ? Bytes.number(in, 1) : -1;
            case 1 -> Bytes.number(in, 2) + 256;
            case 2 -> Bytes.number(in, 4);
            default -> Bytes.number(in, 8);
        };
        if (single) {
            windowSize = contentSize;
        }
        if (windowSize < 0 || windowSize > MAX_WINDOW) {
            throw new IOException("a Zstandard frame whose window is larger than 128 MiB");
        }
        literals.startFrame();
        sequences.startFrame();
        startFrame();
        hash = new XxHash64();
        frameBytes = 0;
        inFrame = true;
        return true;
    }

    private void endFrame() throws IOException {
        inFrame = false;
        if (hasChecksum && Bytes.number(in, 4) != (hash.value() & 0xffffffffL)) {
            throw new IOException("the checksum of a Zstandard frame does not match");
        }
        if (contentSize >= 0 && contentSize != frameBytes) {
            throw new IOException(
                    "a Zstandard frame of %d bytes that should have %d".formatted(frameBytes, contentSize));
        }
    }
}
