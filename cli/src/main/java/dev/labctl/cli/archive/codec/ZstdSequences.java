package dev.labctl.cli.archive.codec;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sequences section of a compressed Zstandard block (RFC 8878, section 3.1.1.3.2), read and carried out. */
final class ZstdSequences {
    private static final int[] LITERAL_BASES = {
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 24, 28, 32, 40, 48, 64, 128, 256, 512,
        1024, 2048, 4096, 8192, 16384, 32768, 65536
    };
    private static final int[] LITERAL_BITS = {
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        16
    };
    private static final int[] MATCH_BASES = {
        3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32,
        33, 34, 35, 37, 39, 41, 43, 47, 51, 59, 67, 83, 99, 131, 259, 515, 1027, 2051, 4099, 8195, 16387, 32771, 65539
    };
    private static final int[] MATCH_BITS = {
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2,
        2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
    };
    private static final Symbols LITERAL_LENGTHS = new Symbols(9, 35, 6, new int[] {
        4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1
    });
    private static final Symbols OFFSETS = new Symbols(8, 31, 5, new int[] {
        1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1
    });
    private static final Symbols MATCH_LENGTHS = new Symbols(9, 52, 6, new int[] {
        1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1
    });
    private static final List<Symbols> KINDS = List.of(LITERAL_LENGTHS, OFFSETS, MATCH_LENGTHS);

    /** What the table of one kind of symbols may be, and what it is when the block says nothing. */
    private static final class Symbols {
        private final int largestAccuracy;
        private final int largest;
        private final int defaultAccuracy;
        private final int[] defaults;

        Symbols(int largestAccuracy, int largest, int defaultAccuracy, int[] defaults) {
            this.largestAccuracy = largestAccuracy;
            this.largest = largest;
            this.defaultAccuracy = defaultAccuracy;
            this.defaults = defaults;
        }

        FseTable predefined() throws IOException {
            return FseTable.of(defaultAccuracy, defaults);
        }
    }

    private final @Nullable FseTable[] tables = new FseTable[KINDS.size()];
    private final int[] repeats = new int[3];

    void startFrame() {
        Arrays.fill(tables, null);
        repeats[0] = 1;
        repeats[1] = 4;
        repeats[2] = 8;
    }

    /** Decodes the section between {@code offset} and {@code limit} and writes the block's bytes to {@code out}. */
    void run(byte[] block, int offset, int limit, ZstdLiterals literals, FrameInputStream out, int outLimit)
            throws IOException {
        int at = offset;
        int first = byteAt(block, at++, limit);
        int count = first;
        if (first == 255) {
            count = (byteAt(block, at, limit) | byteAt(block, at + 1, limit) << 8) + 0x7f00;
            at += 2;
        } else if (first >= 128) {
            count = ((first - 128) << 8) | byteAt(block, at++, limit);
        }
        int literalsUsed = 0;
        if (count == 0) {
            if (at != limit) {
                throw new IOException("a Zstandard block with data after its last literals");
            }
        } else {
            int modes = byteAt(block, at++, limit);
            if ((modes & 3) != 0) {
                throw new IOException("a Zstandard block with reserved bits set");
            }
            for (int kind = 0; kind < KINDS.size(); kind++) {
                at = readTable(kind, (modes >> (6 - 2 * kind)) & 3, block, at, limit);
            }
            literalsUsed = execute(new BackwardBits(block, at, limit - at), count, literals, out, outLimit);
        }
        int rest = literals.length - literalsUsed;
        if (rest > outLimit - out.end) {
            throw new IOException("a Zstandard block larger than allowed");
        }
        System.arraycopy(literals.bytes, literalsUsed, out.window, out.end, rest);
        out.end += rest;
    }

    private int readTable(int kind, int mode, byte[] block, int at, int limit) throws IOException {
        Symbols symbols = KINDS.get(kind);
        switch (mode) {
            case 0 -> tables[kind] = symbols.predefined();
            case 1 -> {
                int symbol = byteAt(block, at, limit);
                if (symbol > symbols.largest) {
                    throw new IOException("a Zstandard block with an unknown symbol");
                }
                tables[kind] = FseTable.constant(symbol);
                return at + 1;
            }
            case 2 -> {
                FseTable.Description read = FseTable.read(block, at, limit, symbols.largestAccuracy, symbols.largest);
                tables[kind] = read.table();
                return at + read.length();
            }
            default -> {
                if (tables[kind] == null) {
                    throw new IOException("a Zstandard block that repeats a table which no block had");
                }
            }
        }
        return at;
    }

    private int execute(BackwardBits in, int count, ZstdLiterals literals, FrameInputStream out, int outLimit)
            throws IOException {
        FseTable literalTable = table(0);
        FseTable offsetTable = table(1);
        FseTable matchTable = table(2);
        int literalState = in.read(literalTable.accuracy);
        int offsetState = in.read(offsetTable.accuracy);
        int matchState = in.read(matchTable.accuracy);
        int used = 0;
        for (int left = count; left > 0; left--) {
            int offsetCode = offsetTable.symbols[offsetState];
            long offsetValue = (1L << offsetCode) + (in.read(offsetCode) & 0xffffffffL);
            int matchCode = matchTable.symbols[matchState];
            int match = MATCH_BASES[matchCode] + in.read(MATCH_BITS[matchCode]);
            int literalCode = literalTable.symbols[literalState];
            int literal = LITERAL_BASES[literalCode] + in.read(LITERAL_BITS[literalCode]);
            if (left > 1) {
                literalState = literalTable.next(literalState, in);
                matchState = matchTable.next(matchState, in);
                offsetState = offsetTable.next(offsetState, in);
            }
            if (in.isOverrun() || literal > literals.length - used || literal + match > outLimit - out.end) {
                throw new IOException("a Zstandard sequence that reaches beyond its block");
            }
            System.arraycopy(literals.bytes, used, out.window, out.end, literal);
            used += literal;
            out.end += literal;
            int distance = distance(offsetValue, literal == 0);
            if (distance <= 0 || distance > out.end) {
                throw new IOException("a Zstandard match that lies before the frame's beginning");
            }
            Bytes.copyMatch(out.window, out.end - distance, out.end, match);
            out.end += match;
        }
        if (!in.isUsedUp()) {
            throw new IOException("Zstandard sequences that do not end where their stream does");
        }
        return used;
    }

    private FseTable table(int kind) throws IOException {
        FseTable table = tables[kind];
        if (table == null) {
            throw new IOException("a Zstandard block without a table");
        }
        return table;
    }

    /** Values of 1 to 3 name an offset used before; without literals in between they mean the next older one. */
    private int distance(long value, boolean noLiterals) {
        if (value > 3) {
            repeats[2] = repeats[1];
            repeats[1] = repeats[0];
            repeats[0] = (int) Math.min(value - 3, Integer.MAX_VALUE);
            return repeats[0];
        }
        int index = (int) value - 1 + (noLiterals ? 1 : 0);
        if (index == 0) {
            return repeats[0];
        }
        int distance = index == 3 ? repeats[0] - 1 : repeats[index];
        if (index > 1) {
            repeats[2] = repeats[1];
        }
        repeats[1] = repeats[0];
        repeats[0] = distance;
        return distance;
    }

    private static int byteAt(byte[] block, int at, int limit) throws IOException {
        if (at >= limit) {
            throw new IOException("a Zstandard block that ends in the middle of its sequences");
        }
        return block[at] & 0xff;
    }
}
