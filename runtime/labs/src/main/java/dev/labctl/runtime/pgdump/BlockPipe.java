package dev.labctl.runtime.pgdump;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bytes from one thread to another, in blocks of 64 KiB and at most 2 MiB under way. Each side may give up, and the other
 * one gets an {@link IOException} then.
 */
final class BlockPipe {
    private static final int BLOCK = 1 << 16;
    private static final int UNDER_WAY = 32;
    private static final byte[] END = new byte[0];
    private static final int LOOK_UP_MILLIS = 100;

    private final BlockingQueue<byte[]> blocks = new ArrayBlockingQueue<>(UNDER_WAY);
    private volatile @Nullable IOException failure;
    private volatile boolean readerGone;

    /** The writer's side; closing it tells the reader that all has come. */
    final OutputStream sink = new OutputStream() {
        private byte[] block = new byte[BLOCK];
        private int filled;

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int at = offset;
            int end = offset + length;
            while (at < end) {
                int count = Math.min(end - at, BLOCK - filled);
                System.arraycopy(bytes, at, block, filled, count);
                at += count;
                filled += count;
                if (filled == BLOCK) {
                    put(block);
                    block = new byte[BLOCK];
                    filled = 0;
                }
            }
        }

        @Override
        public void close() throws IOException {
            if (filled > 0) {
                put(Arrays.copyOf(block, filled));
                filled = 0;
            }
            put(END);
        }
    };

    /** The reader's side. */
    final InputStream source = new InputStream() {
        private byte[] block = END;
        private int next;
        private boolean ended;

        @Override
        public int read() throws IOException {
            return advance() ? block[next++] & 0xff : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!advance()) {
                return -1;
            }
            int count = Math.min(length, block.length - next);
            System.arraycopy(block, next, bytes, offset, count);
            next += count;
            return count;
        }

        private boolean advance() throws IOException {
            while (next == block.length && !ended) {
                block = take();
                next = 0;
                ended = block.length == 0;
            }
            return !ended;
        }
    };

    /** The writer cannot go on. */
    void fail(IOException why) {
        failure = why;
    }

    /** Whether {@code e} is what the writer failed with. */
    boolean isFailure(Exception e) {
        return e == failure;
    }

    /** The reader does not want more. */
    void readerIsGone() {
        readerGone = true;
    }

    private void put(byte[] block) throws IOException {
        try {
            while (!blocks.offer(block, LOOK_UP_MILLIS, TimeUnit.MILLISECONDS)) {
                if (readerGone) {
                    throw new IOException("nobody reads the dump any more");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private byte[] take() throws IOException {
        try {
            while (true) {
                byte[] block = blocks.poll(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS);
                if (block != null) {
                    return block;
                }
                IOException why = failure;
                if (why != null) {
                    throw why;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
