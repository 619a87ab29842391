package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.core.AwsError;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that must end after exactly as many bytes as were announced: a connection cut short is no end. */
final class ExactLengthStream extends FilterInputStream {
    private long remaining;

    ExactLengthStream(InputStream in, long length) {
        super(in);
        this.remaining = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        if (read < 0 ? remaining > 0 : read > remaining) {
            throw AwsError.of(
                    400,
                    "IncompleteBody",
                    "You did not provide the number of bytes specified by the Content-Length HTTP header");
        }
        remaining -= Math.max(read, 0);
        return read;
    }
}
