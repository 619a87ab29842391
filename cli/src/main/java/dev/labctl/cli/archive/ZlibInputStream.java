package dev.labctl.cli.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** One zlib stream (RFC 1950) that has to end where its data ends; no data at all is an empty stream. */
final class ZlibInputStream extends InputStream {
    private static final int BUFFER = 1 << 15;

    private final InputStream in;
    private final Inflater inflater = new Inflater();
    private final byte[] buffer = new byte[BUFFER];
    private boolean begun;
    private boolean ended;

    ZlibInputStream(InputStream in) {
        this.in = in;
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
        while (!ended) {
            if (inflater.needsInput() && !inflater.finished()) {
                refill();
                if (ended) {
                    return -1;
                }
            }
            int count = inflate(bytes, offset, length);
            if (count > 0) {
                return count;
            }
            if (inflater.finished()) {
                if (inflater.getRemaining() > 0 || in.read() >= 0) {
                    throw new IOException("data after the end of a zlib stream");
                }
                ended = true;
            }
        }
        return -1;
    }

    private void refill() throws IOException {
        int count = in.read(buffer, 0, buffer.length);
        if (count < 0) {
            if (begun) {
                throw new EOFException("a zlib stream that ends in the middle");
            }
            ended = true;
            return;
        }
        begun = true;
        inflater.setInput(buffer, 0, count);
    }

    private int inflate(byte[] bytes, int offset, int length) throws IOException {
        try {
            int count = inflater.inflate(bytes, offset, length);
            if (inflater.needsDictionary()) {
                throw new IOException("a zlib stream that needs a dictionary");
            }
            return count;
        } catch (DataFormatException e) {
            String why = Objects.requireNonNullElse(e.getMessage(), "damaged data");
            throw new IOException("a damaged zlib stream (" + why + ")", e);
        }
    }

    @Override
    public void close() {
        inflater.end();
    }
}
