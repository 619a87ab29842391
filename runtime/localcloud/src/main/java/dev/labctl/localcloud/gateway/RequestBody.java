package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.core.AwsError;
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
            byte[] read = stream.readNBytes(LIMIT + 1);
            if (read.length > LIMIT) {
                throw AwsError.of(
                        413, "RequestEntityTooLargeException", "Request must be smaller than " + LIMIT + " bytes");
            }
            bytes = read;
        }
        return bytes;
    }

    /** The bytes as they arrive, unless {@link #bytes} was called before. */
    InputStream stream() {
        return stream;
    }
}
