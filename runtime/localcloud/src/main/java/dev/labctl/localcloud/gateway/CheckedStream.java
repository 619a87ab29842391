package dev.labctl.localcloud.gateway;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that looks at what is read from it, and at its end, before its reader does. */
abstract class CheckedStream extends FilterInputStream {
    CheckedStream(InputStream in) {
        super(in);
    }

    /**
     * Looks at what was read.
     *
     * @param read how many bytes from {@code offset} on; negative at the end, which may be seen more than once
     * @throws dev.labctl.localcloud.core.AwsError when it must not reach the reader
     */
    abstract void check(byte[] buffer, int offset, int read);

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public final int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        check(buffer, offset, read);
        return read;
    }
}
