package dev.labctl.cli.archive.codec;

import java.io.IOException;
import java.util.Arrays;

/** A decoding table of finite state entropy (RFC 8878, section 4.1): for each state a symbol and the way to the next. */
final class FseTable {
    final int accuracy;
    final byte[] symbols;
    private final byte[] bits;
    private final short[] bases;

    private FseTable(int accuracy, byte[] symbols, byte[] bits, short[] bases) {
        this.accuracy = accuracy;
        this.symbols = symbols;
        this.bits = bits;
        this.bases = bases;
    }

    /** A table that always gives the same symbol and takes no bits. */
    static FseTable constant(int symbol) {
        return new FseTable(0, new byte[] {(byte) symbol}, new byte[1], new short[1]);
    }

    /** Builds the table from symbol probabilities, of which −1 means "less than one". */
    static FseTable of(int accuracy, int[] probabilities) throws IOException {
        int size = 1 << accuracy;
        byte[] symbols = new byte[size];
        int[] next = new int[probabilities.length];
        int high = size;
        for (int symbol = 0; symbol < probabilities.length; symbol++) {
            next[symbol] = probabilities[symbol];
            if (probabilities[symbol] == -1) {
                symbols[--high] = (byte) symbol;
                next[symbol] = 1;
            }
        }
        int position = 0;
        int step = (size >> 1) + (size >> 3) + 3;
        for (int symbol = 0; symbol < probabilities.length; symbol++) {
            for (int i = 0; i < probabilities[symbol]; i++) {
                symbols[position] = (byte) symbol;
                do {
                    position = (position + step) & (size - 1);
                } while (position >= high);
            }
        }
        if (position != 0) {
            throw new IOException("a Zstandard entropy table that does not add up");
        }
        byte[] bits = new byte[size];
        short[] bases = new short[size];
        for (int state = 0; state < size; state++) {
            int n = next[symbols[state]]++;
            int taken = accuracy - (31 - Integer.numberOfLeadingZeros(n));
            bits[state] = (byte) taken;
            bases[state] = (short) ((n << taken) - size);
        }
        return new FseTable(accuracy, symbols, bits, bases);
    }

    int next(int state, BackwardBits in) {
        return (bases[state] & 0xffff) + in.read(bits[state]);
    }

    /** A table and the number of bytes that its description takes. */
    record Description(FseTable table, int length) {}

    /**
     * Reads the description of a table.
     *
     * @param largest the largest symbol that may occur
     */
    static Description read(byte[] bytes, int offset, int limit, int largestAccuracy, int largest) throws IOException {
        ForwardBits in = new ForwardBits(bytes, offset, limit);
        int accuracy = in.read(4) + 5;
        if (accuracy > largestAccuracy) {
            throw new IOException("a Zstandard entropy table of more states than allowed");
        }
        int[] probabilities = new int[largest + 1];
        int remaining = 1 << accuracy;
        int symbol = 0;
        while (remaining > 0) {
            if (symbol > largest) {
                throw new IOException("a Zstandard entropy table with too many symbols");
            }
            int probability = in.readProbability(remaining);
            remaining -= Math.abs(probability);
            probabilities[symbol++] = probability;
            if (probability == 0) {
                int zeros;
                do {
                    zeros = in.read(2);
                    symbol += zeros;
                } while (zeros == 3 && symbol <= largest);
            }
        }
        if (remaining < 0) {
            throw new IOException("a Zstandard entropy table that does not add up");
        }
        int[] used = Arrays.copyOf(probabilities, Math.min(symbol, probabilities.length));
        return new Description(of(accuracy, used), in.bytesUsed());
    }

    /** Bits from the first byte's lowest on. */
    private static final class ForwardBits {
        private final byte[] bytes;
        private final int offset;
        private final int limit;
        private int position;

        ForwardBits(byte[] bytes, int offset, int limit) {
            this.bytes = bytes;
            this.offset = offset;
            this.limit = limit;
        }

        int read(int count) throws IOException {
            int value = 0;
            for (int i = 0; i < count; i++, position++) {
                int at = offset + (position >> 3);
                if (at >= limit) {
                    throw new IOException("a Zstandard entropy table that ends in the middle");
                }
                value |= (bytes[at] >> (position & 7) & 1) << i;
            }
            return value;
        }

        /** Small values take a bit less than large ones, see RFC 8878, section 4.1.1. */
        int readProbability(int remaining) throws IOException {
            int count = 32 - Integer.numberOfLeadingZeros(remaining + 1);
            int small = (1 << count) - 1 - (remaining + 1);
            int half = 1 << (count - 1);
            int value = read(count - 1);
            if (value >= small && read(1) == 1) {
                value += half - small;
            }
            return value - 1;
        }

        int bytesUsed() {
            return (position + 7) >> 3;
        }
    }
}
