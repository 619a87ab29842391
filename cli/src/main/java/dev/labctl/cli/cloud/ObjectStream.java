package dev.labctl.cli.cloud;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

/**
 * An object's bytes from an offset on, as they were when the object was looked at. S3 ends connections that are read
 * slowly, as a restore reads them: then the reading goes on where it stopped.
 */
final class ObjectStream extends InputStream {
    private static final int TRIES = 5;

    private final S3Client client;
    private final StoredObject object;
    private long position;
    private int failures;
    private @Nullable InputStream open;

    ObjectStream(S3Client client, StoredObject object, long offset) {
        this.client = client;
        this.object = object;
        this.position = offset;
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        while (length > 0 && position < object.size()) {
            try {
                int count = opened().read(bytes, offset, length);
                if (count < 0) {
                    throw new IOException("the connection ended %,d bytes too early".formatted(left()));
                }
                position += count;
                failures = 0;
                return count;
            } catch (IOException | SdkException e) {
                close();
                if (++failures == TRIES) {
                    throw new IOException(
                            "reading %s failed at byte %d: %s".formatted(object.key(), position, e.getMessage()), e);
                }
            }
        }
        return length == 0 ? 0 : -1;
    }

    private long left() {
        return object.size() - position;
    }

    private InputStream opened() {
        InputStream stream = open;
        if (stream == null) {
            GetObjectRequest.Builder request = GetObjectRequest.builder()
                    .bucket(object.bucket())
                    .key(object.key())
                    .ifMatch('"' + object.etag() + '"');
            if (position > 0) {
                request.range("bytes=%d-".formatted(position));
            }
            stream = client.getObject(request.build());
            open = stream;
        }
        return stream;
    }

    @Override
    public void close() throws IOException {
        InputStream stream = open;
        open = null;
        if (stream != null) {
            stream.close();
        }
    }
}
