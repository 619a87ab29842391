package dev.labctl.wire.filepipeline;

/** How far an item has got. */
public enum ItemStatus {
    /** Submitted: the pipe makes a message of it. */
    PENDING,
    /** A worker has claimed it. */
    PROCESSING,
    /** Its output is there. */
    FINISHED,
    /** It cannot be done; {@link ItemAttribute#ERROR} says why. */
    FAILED
}
