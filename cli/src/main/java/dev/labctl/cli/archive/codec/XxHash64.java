package dev.labctl.cli.archive.codec;

/** XXH64 with seed 0, fed piece by piece, as Zstandard frames use it (xxHash specification 0.1.1). */
final class XxHash64 extends Stripes {
    private static final long PRIME1 = 0x9E3779B185EBCA87L;
    private static final long PRIME2 = 0xC2B2AE3D27D4EB4FL;
    private static final long PRIME3 = 0x165667B19E3779F9L;
    private static final long PRIME4 = 0x85EBCA77C2B2AE63L;
    private static final long PRIME5 = 0x27D4EB2F165667C5L;
    private static final int STRIPE = 32;

    /** The first is PRIME1 + PRIME2, which does not fit. */
    private final long[] lanes = {0x60EA27EEADC0B5D6L, PRIME2, 0, -PRIME1};

    XxHash64() {
        super(STRIPE);
    }

    @Override
    void stripe(byte[] bytes, int at) {
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = round(lanes[i], Bytes.longAt(bytes, at + 8 * i));
        }
    }

    private static long round(long lane, long input) {
        return Long.rotateLeft(lane + input * PRIME2, 31) * PRIME1;
    }

    long value() {
        long hash = PRIME5;
        if (hasStripe()) {
            hash = Long.rotateLeft(lanes[0], 1)
                    + Long.rotateLeft(lanes[1], 7)
                    + Long.rotateLeft(lanes[2], 12)
                    + Long.rotateLeft(lanes[3], 18);
            for (long lane : lanes) {
                hash = (hash ^ round(0, lane)) * PRIME1 + PRIME4;
            }
        }
        hash += length();
        byte[] held = held();
        int heldLength = heldLength();
        int at = 0;
        for (; at + 8 <= heldLength; at += 8) {
            hash = Long.rotateLeft(hash ^ round(0, Bytes.longAt(held, at)), 27) * PRIME1 + PRIME4;
        }
        if (at + 4 <= heldLength) {
            hash = Long.rotateLeft(hash ^ (Bytes.intAt(held, at) & 0xffffffffL) * PRIME1, 23) * PRIME2 + PRIME3;
            at += 4;
        }
        for (; at < heldLength; at++) {
            hash = Long.rotateLeft(hash ^ (held[at] & 0xff) * PRIME5, 11) * PRIME1;
        }
        hash = (hash ^ hash >>> 33) * PRIME2;
        hash = (hash ^ hash >>> 29) * PRIME3;
        return hash ^ hash >>> 32;
    }
}
