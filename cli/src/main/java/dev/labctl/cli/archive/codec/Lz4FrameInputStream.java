package dev.labctl.cli.archive.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads LZ4 frames (LZ4 Frame Format Description 1.6.4): linked and independent blocks, and every checksum that a frame
 * carries is checked. Data after the last frame is an error, a stream without any frame is empty.
 */
public final class Lz4FrameInputStream extends FrameInputStream {
    private static final long MAGIC = 0x184D2204L;
    private static final int HISTORY = 1 << 16;
    private static final int STORED = 1 << 31;

    private final InputStream in;
    private boolean inFrame;
    private boolean blockChecksums;
    private boolean contentChecksum;
    private boolean linked;
    private long contentSize = -1;
    private long frameBytes;
    private int maximum;
    private byte[] block = new byte[0];
    private XxHash32 content = new XxHash32();

    /** Reads frames from {@code in} until it ends. */
    public Lz4FrameInputStream(InputStream in) {
        this.in = in;
    }

    @Override
    boolean decodeBlock() throws IOException {
        if (!inFrame && !readHeader()) {
            return false;
        }
        int header = (int) Bytes.number(in, 4);
        if (header == 0) {
            endFrame();
            return true;
        }
        int size = header & ~STORED;
        if (size > maximum) {
            throw new IOException("an LZ4 block of %d bytes, more than its frame allows".formatted(size));
        }
        Bytes.need(in, block, size);
        if (blockChecksums && (int) Bytes.number(in, 4) != XxHash32.of(block, 0, size)) {
            throw new IOException("the checksum of an LZ4 block does not match");
        }
        makeRoom(HISTORY, maximum);
        int start = end;
        if ((header & STORED) != 0) {
            System.arraycopy(block, 0, window, end, size);
            end += size;
        } else {
            decode(size, linked ? Math.max(0, start - HISTORY) : start, start + maximum);
        }
        frameBytes += end - start;
        if (contentChecksum) {
            content.update(window, start, end - start);
        }
        return true;
    }

    private boolean readHeader() throws IOException {
        long magic = Bytes.magic(in);
        if (magic < 0) {
            return false;
        }
        if (magic != MAGIC) {
            throw new IOException("no LZ4 frame where one should begin");
        }
        ByteArrayOutputStream descriptor = new ByteArrayOutputStream();
        int flags = describe(descriptor, 1);
        int blockDescriptor = describe(descriptor, 1);
        int sizeCode = blockDescriptor >> 4 & 7;
        if (flags >> 6 != 1 || (flags & 2) != 0 || (blockDescriptor & 0x8f) != 0 || sizeCode < 4) {
            throw new IOException("an LZ4 frame with a header of an unknown kind");
        }
        if ((flags & 1) != 0) {
            throw new IOException("an LZ4 frame that needs a dictionary");
        }
        linked = (flags & 0x20) == 0;
        blockChecksums = (flags & 0x10) != 0;
        contentChecksum = (flags & 4) != 0;
        contentSize = -1;
        if ((flags & 8) != 0) {
            contentSize = Bytes.number(in, 8);
            for (int i = 0; i < 8; i++) {
                descriptor.write((int) (contentSize >>> (8 * i)));
            }
        }
        byte[] checked = descriptor.toByteArray();
        if (Bytes.need(in) != (XxHash32.of(checked, 0, checked.length) >> 8 & 0xff)) {
            throw new IOException("the checksum of an LZ4 frame's header does not match");
        }
        maximum = 1 << (2 * sizeCode + 8);
        if (block.length < maximum) {
            block = new byte[maximum];
        }
        content = new XxHash32();
        frameBytes = 0;
        inFrame = true;
        startFrame();
        return true;
    }

    private int describe(ByteArrayOutputStream descriptor, int size) throws IOException {
        int value = (int) Bytes.number(in, size);
        descriptor.write(value);
        return value;
    }

    private void endFrame() throws IOException {
        inFrame = false;
        if (contentChecksum && (int) Bytes.number(in, 4) != content.value()) {
            throw new IOException("the checksum of an LZ4 frame's content does not match");
        }
        if (contentSize >= 0 && contentSize != frameBytes) {
            throw new IOException("an LZ4 frame of %d bytes that should have %d".formatted(frameBytes, contentSize));
        }
    }

    /** Decodes the block's sequences; a match may not reach before {@code floor} nor the output beyond {@code limit}. */
    private void decode(int size, int floor, int limit) throws IOException {
        int at = 0;
        while (at < size) {
            int token = block[at++] & 0xff;
            int literals = token >> 4;
            if (literals == 15) {
                int more;
                do {
                    more = byteAt(at++, size);
                    literals += more;
                } while (more == 255 && literals <= maximum);
            }
            if (literals > size - at || literals > limit - end) {
                throw new IOException("literals of an LZ4 block reach beyond it");
            }
            System.arraycopy(block, at, window, end, literals);
            at += literals;
            end += literals;
            if (at == size) {
                return;
            }
            int offset = byteAt(at++, size) | byteAt(at++, size) << 8;
            int length = (token & 15) + 4;
            if (length == 19) {
                int more;
                do {
                    more = byteAt(at++, size);
                    length += more;
                } while (more == 255 && length <= maximum);
            }
            if (offset == 0 || offset > end - floor || length > limit - end) {
                throw new IOException("a match of an LZ4 block lies outside of what was decoded");
            }
            Bytes.copyMatch(window, end - offset, end, length);
            end += length;
        }
        throw new IOException("an LZ4 block that ends with a match");
    }

    private int byteAt(int at, int size) throws IOException {
        if (at >= size) {
            throw new IOException("an LZ4 block that ends in the middle of a sequence");
        }
        return block[at] & 0xff;
    }
}
