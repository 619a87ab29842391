package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.core.AwsError;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A stream whose SHA-256 must be what was signed; it throws instead of reporting its end when it is not. */
final class HashedStream extends CheckedStream {
    private final MessageDigest digest = Hashes.sha256();
    private final String expected;
    private boolean verified;

    HashedStream(InputStream in, String expected) {
        super(in);
        this.expected = expected;
    }

    @Override
    void check(byte[] buffer, int offset, int read) {
        if (read > 0) {
            digest.update(buffer, offset, read);
        } else if (read < 0 && !verified) {
            // Once only: digesting starts over, and readers may ask again at the end.
            verify(HexFormat.of().formatHex(digest.digest()), expected);
            verified = true;
        }
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
