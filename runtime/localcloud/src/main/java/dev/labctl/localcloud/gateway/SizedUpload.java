package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Upload;
import java.io.InputStream;
import java.util.Map;
import java.util.OptionalLong;

/** A form's file, which must have no fewer and no more bytes than its policy allows. */
final class SizedUpload implements Upload {
    private final InputStream stream;

    SizedUpload(InputStream file, long smallest, long largest) {
        this.stream = new Sized(file, smallest, largest);
    }

    @Override
    public InputStream stream() {
        return stream;
    }

    @Override
    public OptionalLong contentLength() {
        return OptionalLong.empty();
    }

    @Override
    public Map<String, String> trailers() {
        return Map.of();
    }

    private static final class Sized extends CheckedStream {
        private final long smallest;
        private final long largest;
        private long size;

        Sized(InputStream in, long smallest, long largest) {
            super(in);
            this.smallest = smallest;
            this.largest = largest;
        }

        @Override
        void check(byte[] buffer, int offset, int read) {
            size += Math.max(read, 0);
            if (size > largest) {
                throw AwsError.of(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size");
            }
            if (read < 0 && size < smallest) {
                throw AwsError.of(
                        400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
            }
        }
    }
}
