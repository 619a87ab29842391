package dev.labctl.runtime.pgdump;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Keeps no more than the beginning: what a program says on stderr must not fill the memory. */
final class ErrorText extends OutputStream {
    private static final int LIMIT = 1 << 16;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    @Override
    public synchronized void write(int b) {
        if (kept.size() < LIMIT) {
            kept.write(b);
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        kept.write(bytes, offset, Math.min(length, LIMIT - kept.size()));
    }

    void say(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        write(bytes, 0, bytes.length);
    }

    synchronized String text() {
        return kept.toString(StandardCharsets.UTF_8);
    }

    /** The text without lines that begin with {@code noise}. */
    String without(String noise) {
        return text().lines()
                .filter(line -> !line.startsWith(noise))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }
}
