package dev.labctl.localcloud.service.lambda.execution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * What a function process writes to standard output and error, read back as log events.
 *
 * <p>The process appends to a file: what it wrote before it answered is then there to be read, it never blocks, and
 * nothing is lost when it is killed. Lines become events; what the runtime interface client logs arrives in frames
 * (4 bytes type, 4 bytes length, 8 bytes time), one event each, even of several lines.
 */
final class FunctionOutput implements AutoCloseable {
    private static final int CHUNK = 256 * 1024;
    private static final int MAX_EVENT = 256 * 1024 - 26;
    private static final int FRAME_HEADER = 16;
    private static final long TRUNCATE_AT = 8L * 1024 * 1024;

    private final FileChannel file;
    private long position;
    private byte[] pending = new byte[0];

    FunctionOutput(Path path) {
        try {
            file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the output of a function", e);
        }
    }

    /**
     * Passes on what was written since the last call; an unfinished line waits unless {@code all} is asked for.
     * Nothing comes after {@link #close}.
     */
    synchronized void drain(Consumer<String> events, boolean all) {
        if (!file.isOpen()) {
            return;
        }
        try {
            long end = file.size();
            while (position < end) {
                ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, end - position));
                int read = file.read(chunk, position);
                if (read <= 0) {
                    break;
                }
                position += read;
                pending = concat(pending, chunk.array(), read);
                consume(events);
            }
            if (all && pending.length > 0) {
                events.accept(text(pending, 0, pending.length));
                pending = new byte[0];
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the output of a function", e);
        }
    }

    /** Frees the file once it has grown large and was read to its end. Called between invocations. */
    synchronized void trim() {
        try {
            if (file.isOpen() && position > TRUNCATE_AT && file.size() == position) {
                file.truncate(0);
                position = 0;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot truncate the output of a function", e);
        }
    }

    private void consume(Consumer<String> events) {
        int at = 0;
        while (at < pending.length) {
            int next = isFrame(at) ? frame(at, events) : line(at, events);
            if (next == at) {
                break;
            }
            at = next;
        }
        pending = Arrays.copyOfRange(pending, at, pending.length);
    }

    private boolean isFrame(int at) {
        // 0xa5 cannot begin a UTF-8 character, so no line of text begins like a frame.
        return pending[at] == (byte) 0xa5 && (at + 1 >= pending.length || pending[at + 1] == 0x5a);
    }

    private int frame(int at, Consumer<String> events) {
        if (pending.length - at < FRAME_HEADER) {
            return at;
        }
        int length = ByteBuffer.wrap(pending, at + 4, 4).getInt();
        int end = at + FRAME_HEADER + length;
        if (length < 0 || end > pending.length) {
            return length < 0 ? pending.length : at;
        }
        if (length > 0) {
            events.accept(text(pending, at + FRAME_HEADER, Math.min(length, MAX_EVENT)));
        }
        return end;
    }

    private int line(int at, Consumer<String> events) {
        for (int i = at; i < pending.length; i++) {
            if (pending[i] == '\n' || i - at >= MAX_EVENT) {
                events.accept(text(pending, at, i + 1 - at));
                return i + 1;
            }
            if (i > at && isFrame(i)) {
                events.accept(text(pending, at, i - at));
                return i;
            }
        }
        return at;
    }

    private static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    private static byte[] concat(byte[] first, byte[] second, int length) {
        byte[] both = Arrays.copyOf(first, first.length + length);
        System.arraycopy(second, 0, both, first.length, length);
        return both;
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the output of a function", e);
        }
    }
}
