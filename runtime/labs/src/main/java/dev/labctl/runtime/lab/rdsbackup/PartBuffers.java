package dev.labctl.runtime.lab.rdsbackup;

import org.jspecify.annotations.Nullable;

/**
 * Two buffers in turn: one part is sent from the one while the next is put into the other. They outlive an upload, for a
 * heap that made new ones for each would grow with every backup that an execution environment makes.
 */
final class PartBuffers {
    private byte @Nullable [] next;
    private byte @Nullable [] last;

    /**
     * The buffer whose turn it is, of at least {@code size} bytes; what was in it before is void.
     *
     * @param size in bytes
     */
    byte[] take(int size) {
        byte[] taken = next == null || next.length < size ? new byte[size] : next;
        next = last;
        last = taken;
        return taken;
    }
}
