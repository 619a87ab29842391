package dev.labctl.cli.archive.codec;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * What the two frame formats share: blocks are decoded one after the other into a window that keeps as much of the past
 * as later blocks may refer to, and are read out of it. Memory is the window and one block, whatever the stream's length.
 */
abstract class FrameInputStream extends InputStream {
    private static final int FIRST_SIZE = 1 << 18;

    /** What has been decoded, the part not yet read last. */
    byte[] window = new byte[FIRST_SIZE];
    /** Where the next decoded byte goes. */
    int end;

    private int position;
    private final byte[] single = new byte[1];

    /** Decodes the next block into the window, or says that there is none. A block may be empty. */
    abstract boolean decodeBlock() throws IOException;

    /** Makes room for a block and keeps the {@code history} bytes before it. All decoded bytes have been read. */
    final void makeRoom(int history, int block) {
        if (window.length - end >= block) {
            return;
        }
        int keep = Math.min(history, end);
        // Twice the block beyond the history: the window is moved once in a while and not for each block.
        int wanted = keep + 2 * block;
        if (window.length < wanted) {
            int grown = Math.max(wanted, (int) Math.min(2L * window.length, (long) history + 2L * block));
            byte[] larger = new byte[grown];
            System.arraycopy(window, end - keep, larger, 0, keep);
            window = larger;
        } else {
            System.arraycopy(window, end - keep, window, 0, keep);
        }
        end = keep;
        position = keep;
    }

    /** Forgets all history: a new frame begins. */
    final void startFrame() {
        end = 0;
        position = 0;
    }

    final void fill(int value, int count) {
        Arrays.fill(window, end, end + count, (byte) value);
        end += count;
    }

    @Override
    public int read() throws IOException {
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        while (position == end) {
            if (!decodeBlock()) {
                return -1;
            }
        }
        int count = Math.min(length, end - position);
        System.arraycopy(window, position, bytes, offset, count);
        position += count;
        return count;
    }
}
