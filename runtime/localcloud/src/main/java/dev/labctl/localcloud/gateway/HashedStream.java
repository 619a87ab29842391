package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.core.AwsError;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A stream whose SHA-256 must be what was signed; it throws instead of reporting its end when it is not. */
final class HashedStream extends FilterInputStream {
    private final MessageDigest digest = Hashes.sha256();
    private final String expected;
    private boolean verified;

    HashedStream(InputStream in, String expected) {
        super(in);
        this.expected = expected;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        if (read > 0) {
            digest.update(buffer, offset, read);
        } else if (read < 0 && !verified) {
            // Once only: digesting starts over, and readers may ask again at the end.
            verify(HexFormat.of().formatHex(digest.digest()), expected);
            verified = true;
        }
        return read;
    }

    static void verify(String actual, String expected) {
        if (!Hashes.same(expected, actual)) {
            throw AwsError.of(
                    400,
                    "XAmzContentSHA256Mismatch",
                    "The provided 'x-amz-content-sha256' header does not match what was computed.");
        }
    }
}
