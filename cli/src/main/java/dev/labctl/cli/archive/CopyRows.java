package dev.labctl.cli.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * The rows of a table as COPY's text format has them, without the line {@code \.} that ends them. Counts the rows and
 * checks their shape: every row has as many columns, and after the end line there are only empty lines.
 *
 * <p>A row is a line: COPY writes a line feed inside a value as {@code \n} and a tab as {@code \t}.
 */
public final class CopyRows extends InputStream {
    private static final int BUFFER = 1 << 16;
    private static final int END_LENGTH = 3;

    private final DataBlock block;
    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int next;
    private int limit;
    private int filled;
    private boolean lineStart = true;
    private boolean ended;
    private long rows;
    private int tabs;
    private int tabsPerRow;

    /** The rows of {@code block}, which must be a table's. */
    public CopyRows(DataBlock block) {
        this.block = block;
        this.in = block.content();
        this.tabsPerRow = columns(block.entry().copy()) - 1;
    }

    /** How many columns a COPY statement names; 0 when it names none. */
    static int columns(String copy) {
        int columns = 0;
        boolean quoted = false;
        boolean inList = false;
        for (int i = 0; i < copy.length(); i++) {
            char c = copy.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && c == '(') {
                inList = true;
                columns = 1;
            } else if (!quoted && inList && c == ',') {
                columns++;
            } else if (!quoted && c == ')') {
                return columns;
            }
        }
        return columns;
    }

    /** How many rows have been read so far; all of them at the end. */
    public long rows() {
        return rows;
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        if (next == limit && !advance()) {
            return -1;
        }
        int count = Math.min(length, limit - next);
        System.arraycopy(buffer, next, bytes, offset, count);
        next += count;
        return count;
    }

    /** Reads all rows and returns how many there were. */
    public long count() throws IOException {
        while (advance()) {
            next = limit;
        }
        return rows;
    }

    /** Fills the buffer and finds how far it holds rows. */
    private boolean advance() throws IOException {
        if (ended) {
            return false;
        }
        System.arraycopy(buffer, limit, buffer, 0, filled - limit);
        filled -= limit;
        next = 0;
        limit = 0;
        while (limit == 0 && !ended) {
            int count = in.read(buffer, filled, buffer.length - filled);
            if (count < 0) {
                throw block.corrupt("the rows end without the line that ends them");
            }
            filled += count;
            limit = scan();
        }
        return limit > 0;
    }

    /** Counts rows and tabs; what may be the end line's beginning stays for the next time. */
    private int scan() throws IOException {
        int at = 0;
        while (at < filled) {
            if (lineStart && buffer[at] == '\\') {
                if (at + 1 == filled) {
                    return at;
                }
                if (buffer[at + 1] == '.') {
                    if (at + 2 == filled) {
                        return at;
                    }
                    finish(at);
                    return at;
                }
            }
            at = line(at);
        }
        return at;
    }

    /** Goes to the end of the line or of the buffer. */
    private int line(int from) throws IOException {
        int at = from;
        int found = tabs;
        while (at < filled && buffer[at] != '\n') {
            if (buffer[at] == '\t') {
                found++;
            }
            at++;
        }
        tabs = found;
        lineStart = at < filled;
        if (!lineStart) {
            return at;
        }
        if (tabsPerRow < 0) {
            tabsPerRow = tabs;
        } else if (tabs != tabsPerRow) {
            throw block.corrupt("row %d has %d columns and not %d".formatted(rows + 1, tabs + 1, tabsPerRow + 1));
        }
        rows++;
        tabs = 0;
        return at + 1;
    }

    private void finish(int at) throws IOException {
        ended = true;
        for (int i = at + END_LENGTH - 1; i < filled; i++) {
            checkEmpty(buffer[i]);
        }
        for (int read = in.read(); read >= 0; read = in.read()) {
            checkEmpty(read);
        }
    }

    private void checkEmpty(int read) throws IOException {
        if (read != '\n') {
            throw block.corrupt("data after the line that ends the rows");
        }
    }
}
