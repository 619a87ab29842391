package dev.labctl.cli.archive.codec;

/** A hash that takes its input in stripes of one size, however it comes; what is left after the last one is held. */
abstract class Stripes {
    private final byte[] held;
    private int heldLength;
    private long length;

    /**
     * A hash of nothing yet.
     *
     * @param size of a stripe, in bytes
     */
    Stripes(int size) {
        this.held = new byte[size];
    }

    /** Takes in a stripe. */
    abstract void stripe(byte[] bytes, int at);

    final void update(byte[] bytes, int offset, int count) {
        length += count;
        int at = offset;
        int end = offset + count;
        if (heldLength > 0) {
            int n = Math.min(held.length - heldLength, count);
            System.arraycopy(bytes, at, held, heldLength, n);
            heldLength += n;
            at += n;
            if (heldLength < held.length) {
                return;
            }
            stripe(held, 0);
            heldLength = 0;
        }
        for (; end - at >= held.length; at += held.length) {
            stripe(bytes, at);
        }
        heldLength = end - at;
        System.arraycopy(bytes, at, held, 0, heldLength);
    }

    /** How many bytes there were. */
    final long length() {
        return length;
    }

    /** Whether there was a whole stripe. */
    final boolean hasStripe() {
        return length >= held.length;
    }

    /** What came after the last whole stripe: its first {@link #heldLength} bytes. */
    final byte[] held() {
        return held;
    }

    final int heldLength() {
        return heldLength;
    }
}
