package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.core.AwsError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A request's body: read whole at most once, or taken as a stream. */
final class RequestBody {
    /** Above what any modelled request may carry: a function's zip of 50 MB, base64-encoded. */
    static final int LIMIT = 72 * 1024 * 1024;

    private final InputStream stream;
    private byte @Nullable [] bytes;

    RequestBody(InputStream stream) {
        this.stream = stream;
    }

    /**
     * All bytes.
     *
     * @throws AwsError 413 when there are more than {@link #LIMIT}
     */
    byte[] bytes() throws IOException {
        if (bytes == null) {
            bytes = readAll(stream);
        }
        return bytes;
    }

    /** The bytes as they arrive; from memory when {@link #bytes} was called before. */
    InputStream stream() {
        return bytes == null ? stream : new ByteArrayInputStream(bytes);
    }

    /**
     * All bytes of another stream, under the same limit.
     *
     * @throws AwsError 413 when there are more than {@link #LIMIT}
     */
    static byte[] readAll(InputStream stream) throws IOException {
        byte[] read = stream.readNBytes(LIMIT + 1);
        if (read.length > LIMIT) {
            throw AwsError.of(
                    413, "RequestEntityTooLargeException", "Request must be smaller than " + LIMIT + " bytes");
        }
        return read;
    }
}
