package dev.labctl.cli.archive.codec;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The literals section of a compressed Zstandard block (RFC 8878, section 3.1.1.3.1). */
final class ZstdLiterals {
    /** The literals of the block read last. */
    final byte[] bytes = new byte[ZstdInputStream.MAX_BLOCK];

    int length;

    private @Nullable HuffmanTable table;

    void startFrame() {
        table = null;
    }

    /** Reads the section and returns where it ends. */
    int read(byte[] block, int offset, int limit) throws IOException {
        int first = block[offset] & 0xff;
        int type = first & 3;
        int format = first >> 2 & 3;
        return type < 2
                ? readPlain(block, offset, limit, type == 1, format)
                : readCompressed(block, offset, limit, type == 2, format);
    }

    private int readPlain(byte[] block, int offset, int limit, boolean repeated, int format) throws IOException {
        int header = (format & 1) == 0 ? 1 : format == 1 ? 2 : 3;
        long value = Bytes.longAt(block, offset);
        length = (int) (header == 1 ? (value & 0xff) >> 3 : (value & (1L << (8 * header)) - 1) >> 4);
        int stored = repeated ? 1 : length;
        checkSizes(offset + header, stored, limit);
        if (repeated) {
            Arrays.fill(bytes, 0, length, block[offset + header]);
        } else {
            System.arraycopy(block, offset + header, bytes, 0, length);
        }
        return offset + header + stored;
    }

    private int readCompressed(byte[] block, int offset, int limit, boolean ownTable, int format) throws IOException {
        int header = format < 2 ? 3 : format + 2;
        int sizeBits = format < 2 ? 10 : format == 2 ? 14 : 18;
        long value = Bytes.longAt(block, offset) >>> 4;
        length = (int) (value & (1 << sizeBits) - 1);
        int size = (int) (value >>> sizeBits & (1 << sizeBits) - 1);
        int at = offset + header;
        checkSizes(at, size, limit);
        int sectionEnd = at + size;
        if (ownTable) {
            table = HuffmanTable.read(block, at, sectionEnd);
            at += table.descriptionLength;
        }
        HuffmanTable code = table;
        if (code == null) {
            throw new IOException("a Zstandard block that repeats a Huffman table which no block had");
        }
        if (format == 0) {
            code.decode(block, at, sectionEnd - at, bytes, 0, length);
        } else {
            decodeFour(code, block, at, sectionEnd);
        }
        return sectionEnd;
    }

    private void decodeFour(HuffmanTable code, byte[] block, int offset, int sectionEnd) throws IOException {
        int each = (length + 3) / 4;
        int at = offset + 6;
        if (at > sectionEnd || 3 * each > length) {
            throw new IOException("Zstandard literals too short for four streams");
        }
        for (int stream = 0; stream < 4; stream++) {
            int size = stream < 3 ? Bytes.shortAt(block, offset + 2 * stream) : sectionEnd - at;
            if (size > sectionEnd - at) {
                throw new IOException("a Zstandard literals stream that reaches beyond its section");
            }
            code.decode(block, at, size, bytes, stream * each, stream < 3 ? each : length - 3 * each);
            at += size;
        }
    }

    private void checkSizes(int at, int size, int limit) throws IOException {
        if (length > bytes.length || size > limit - at) {
            throw new IOException("a Zstandard literals section that reaches beyond its block");
        }
    }
}
