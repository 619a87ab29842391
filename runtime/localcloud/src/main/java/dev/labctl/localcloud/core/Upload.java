package dev.labctl.localcloud.core;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The body of a streaming request, decoded from {@code aws-chunked} where the client used it.
 *
 * <p>Reading to the end verifies what the signature covers: a stream whose chunk signatures, declared length or payload
 * hash do not match throws an {@link AwsError} before it reports its end.
 */
public interface Upload {
    /** The decoded bytes; read once. */
    InputStream stream() throws IOException;

    /** The number of decoded bytes, when the client said so beforehand. */
    OptionalLong contentLength();

    /** The trailing headers, names in lower case; complete only after the stream was read to its end. */
    Map<String, String> trailers();
}
