package dev.labctl.runtime.lab.dbreplication;

import dev.labctl.wire.dbreplication.InvalidFileException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A CSV file without a line that is {@code \.}: servers older than PostgreSQL 18 take it for the end, also between quotes,
 * and leave out what follows without a word.
 *
 * <p>See <a href="https://www.postgresql.org/docs/17/sql-copy.html">COPY, CSV format</a>.
 */
final class WithoutEndMarker extends FilterInputStream {
    private long line;
    private int lineLength;
    private boolean isMarker = true;

    /**
     * Reads {@code in} and stops with an exception where such a line is.
     *
     * @param line the number of its first line
     */
    WithoutEndMarker(InputStream in, long line) {
        super(in);
        this.line = line;
    }

    @Override
    public int read() throws IOException {
        int next = super.read();
        if (next < 0) {
            requireNoMarker();
        } else {
            look((byte) next);
        }
        return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = super.read(bytes, offset, length);
        for (int i = offset; i < offset + count; i++) {
            look(bytes[i]);
        }
        if (count < 0) {
            requireNoMarker();
        }
        return count;
    }

    private void look(byte next) {
        if (next == '\n') {
            requireNoMarker();
            line++;
            lineLength = 0;
            isMarker = true;
        } else if (next != '\r') {
            isMarker &= next == (lineLength == 0 ? '\\' : '.') && lineLength < 2;
            lineLength++;
        }
    }

    private void requireNoMarker() {
        if (isMarker && lineLength == 2) {
            throw new InvalidFileException(
                    "line %d is \\. and nothing else, which PostgreSQL takes for the end of the file: take it out"
                            .formatted(line));
        }
    }
}
