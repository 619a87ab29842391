package dev.labctl.cli.archive.codec;

/** XXH32 with seed 0, fed piece by piece, as the LZ4 frame format uses it (xxHash specification 0.1.1). */
final class XxHash32 extends Stripes {
    private static final int PRIME1 = 0x9E3779B1;
    private static final int PRIME2 = 0x85EBCA77;
    private static final int PRIME3 = 0xC2B2AE3D;
    private static final int PRIME4 = 0x27D4EB2F;
    private static final int PRIME5 = 0x165667B1;
    private static final int STRIPE = 16;

    /** The first is PRIME1 + PRIME2, which does not fit. */
    private final int[] lanes = {0x24234428, PRIME2, 0, -PRIME1};

    XxHash32() {
        super(STRIPE);
    }

    static int of(byte[] bytes, int offset, int count) {
        XxHash32 hash = new XxHash32();
        hash.update(bytes, offset, count);
        return hash.value();
    }

    @Override
    void stripe(byte[] bytes, int at) {
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = Integer.rotateLeft(lanes[i] + Bytes.intAt(bytes, at + 4 * i) * PRIME2, 13) * PRIME1;
        }
    }

    int value() {
        int hash = hasStripe()
                ? Integer.rotateLeft(lanes[0], 1)
                        + Integer.rotateLeft(lanes[1], 7)
                        + Integer.rotateLeft(lanes[2], 12)
                        + Integer.rotateLeft(lanes[3], 18)
                : PRIME5;
        hash += (int) length();
        byte[] held = held();
        int heldLength = heldLength();
        int at = 0;
        for (; at + 4 <= heldLength; at += 4) {
            hash = Integer.rotateLeft(hash + Bytes.intAt(held, at) * PRIME3, 17) * PRIME4;
        }
        for (; at < heldLength; at++) {
            hash = Integer.rotateLeft(hash + (held[at] & 0xff) * PRIME5, 11) * PRIME1;
        }
        hash = (hash ^ hash >>> 15) * PRIME2;
        hash = (hash ^ hash >>> 13) * PRIME3;
        return hash ^ hash >>> 16;
    }
}
