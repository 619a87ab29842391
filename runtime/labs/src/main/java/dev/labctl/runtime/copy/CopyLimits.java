package dev.labctl.runtime.copy;

/**
 * When an object is copied in parts, and in parts of what size.
 *
 * @param singleCopyBytes the largest object CopyObject takes
 * @param partBytes the size of a part, at least 5 MiB
 * @param parallelism how many parts are copied at once
 */
public record CopyLimits(long singleCopyBytes, long partBytes, int parallelism) {
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;
    private static final int MAX_PARTS = 10_000;

    /** S3's own: CopyObject up to 5 GiB; parts of 512 MiB, larger ones for an object that would need more than 10,000. */
    public static final CopyLimits S3 = new CopyLimits(5 * GIB, 512 * MIB, 16);

    /** The part size for an object of {@code size} bytes: larger than {@link #partBytes} when 10,000 parts would not do. */
    long partBytesFor(long size) {
        return Math.max(partBytes, (size + MAX_PARTS - 1) / MAX_PARTS);
    }
}
