package dev.labctl.localcloud.store;

import java.nio.file.Path;

/**
 * Keeps some of a disk free, so that one that fills up is noticed before anything is written, and not in the middle of a
 * commit: what is under way can always be finished, and deleting is possible longer than adding.
 */
public final class DiskSpace {
    /** What bytes that users add leave free, in bytes. */
    public static final long FOR_STATE = 64L << 20;

    /** What new changes of state leave free for the commit of those before, in bytes. */
    static final long FOR_COMMITS = 32L << 20;

    private DiskSpace() {}

    /**
     * Returns when more than {@code reserve} bytes are free on the disk of {@code path}.
     *
     * @throws StoreException when not
     */
    public static void require(Path path, long reserve) {
        long free = path.toFile().getUsableSpace();
        if (free < reserve) {
            throw new StoreException(
                    "No space left on the disk of %s: %d MB are free, and the local cloud leaves %d MB free."
                            .formatted(path, free >> 20, reserve >> 20));
        }
    }
}
