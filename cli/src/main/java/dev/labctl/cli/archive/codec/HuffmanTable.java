package dev.labctl.cli.archive.codec;

import java.io.IOException;
import java.util.Arrays;

/** Zstandard's Huffman code of literals (RFC 8878, section 4.2): a table indexed by the next bits of the stream. */
final class HuffmanTable {
    private static final int MAX_BITS = 11;
    private static final int MAX_WEIGHT_ACCURACY = 6;

    private final int bits;
    private final byte[] symbols;
    private final byte[] lengths;
    /** How many bytes the table's description took. */
    final int descriptionLength;

    private HuffmanTable(int bits, byte[] symbols, byte[] lengths, int descriptionLength) {
        this.bits = bits;
        this.symbols = symbols;
        this.lengths = lengths;
        this.descriptionLength = descriptionLength;
    }

    static HuffmanTable read(byte[] bytes, int offset, int limit) throws IOException {
        if (offset >= limit) {
            throw new IOException("a Zstandard block that ends before its Huffman table");
        }
        int header = bytes[offset] & 0xff;
        int[] weights = new int[256];
        int count;
        int length;
        if (header < 128) {
            length = 1 + header;
            checkWithin(offset + length, limit);
            count = readWeights(bytes, offset + 1, header, weights);
        } else {
            count = header - 127;
            length = 1 + (count + 1) / 2;
            checkWithin(offset + length, limit);
            for (int i = 0; i < count; i++) {
                int pair = bytes[offset + 1 + i / 2];
                weights[i] = (i % 2 == 0 ? pair >> 4 : pair) & 15;
            }
        }
        return of(weights, count, length);
    }

    private static void checkWithin(int end, int limit) throws IOException {
        if (end > limit) {
            throw new IOException("a Zstandard Huffman table that reaches beyond its block");
        }
    }

    /** Weights compressed with two interleaved states; the stream's end ends them. */
    private static int readWeights(byte[] bytes, int offset, int length, int[] weights) throws IOException {
        FseTable.Description description =
                FseTable.read(bytes, offset, offset + length, MAX_WEIGHT_ACCURACY, MAX_BITS + 1);
        FseTable table = description.table();
        BackwardBits in = new BackwardBits(bytes, offset + description.length(), length - description.length());
        int[] states = {in.read(table.accuracy), in.read(table.accuracy)};
        if (in.isOverrun()) {
            throw new IOException("Zstandard Huffman weights that end before they begin");
        }
        int count = 0;
        for (int turn = 0; ; turn ^= 1) {
            if (count >= 254) {
                throw new IOException("more Zstandard Huffman weights than there are symbols");
            }
            weights[count++] = table.symbols[states[turn]];
            states[turn] = table.next(states[turn], in);
            if (in.isOverrun()) {
                weights[count++] = table.symbols[states[turn ^ 1]];
                return count;
            }
        }
    }

    /** The weight of the last symbol is not stored: it is what makes the code complete. */
    private static HuffmanTable of(int[] weights, int count, int length) throws IOException {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            if (weights[i] > MAX_BITS) {
                throw new IOException("a Zstandard Huffman code longer than allowed");
            }
            sum += 1 << weights[i] >> 1;
        }
        int bits = 32 - Integer.numberOfLeadingZeros(sum);
        int left = (1 << bits) - sum;
        if (sum == 0 || bits > MAX_BITS || Integer.bitCount(left) != 1) {
            throw new IOException("a Zstandard Huffman code that is not complete");
        }
        weights[count] = 32 - Integer.numberOfLeadingZeros(left);
        byte[] symbols = new byte[1 << bits];
        byte[] lengths = new byte[1 << bits];
        int at = 0;
        for (int weight = 1; weight <= bits; weight++) {
            int span = 1 << (weight - 1);
            for (int symbol = 0; symbol <= count; symbol++) {
                if (weights[symbol] == weight) {
                    Arrays.fill(symbols, at, at + span, (byte) symbol);
                    Arrays.fill(lengths, at, at + span, (byte) (bits + 1 - weight));
                    at += span;
                }
            }
        }
        return new HuffmanTable(bits, symbols, lengths, length);
    }

    /** Decodes one stream of {@code count} symbols; the stream has to be used up exactly. */
    void decode(byte[] bytes, int offset, int length, byte[] into, int from, int count) throws IOException {
        BackwardBits in = new BackwardBits(bytes, offset, length);
        for (int i = from; i < from + count; i++) {
            int next = in.peek(bits);
            into[i] = symbols[next];
            in.skip(lengths[next]);
        }
        if (!in.isUsedUp()) {
            throw new IOException("Zstandard literals that do not end where their stream does");
        }
    }
}
