package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.core.AwsError;
import java.io.InputStream;

/** A stream that must end after exactly as many bytes as were announced: a connection cut short is no end. */
final class ExactLengthStream extends CheckedStream {
    private long remaining;

    ExactLengthStream(InputStream in, long length) {
        super(in);
        this.remaining = length;
    }

    @Override
    void check(byte[] buffer, int offset, int read) {
        if (read < 0 ? remaining > 0 : read > remaining) {
            throw AwsError.of(
                    400,
                    "IncompleteBody",
                    "You did not provide the number of bytes specified by the Content-Length HTTP header");
        }
        remaining -= Math.max(read, 0);
    }
}
