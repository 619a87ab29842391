package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AwsError;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A range of an object's bytes.
 *
 * @param first the first byte
 * @param length how many
 */
record ByteRange(long first, long length) {
    private static final Pattern SINGLE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");
    private static final Pattern COPY = Pattern.compile("bytes=(\\d{1,18})-(\\d{1,18})");

    /**
     * The range a {@code Range} header asks for; empty when there is none, or one that S3 passes over: several ranges, or
     * what is no range at all.
     *
     * @throws AwsError 416 {@code InvalidRange} when it lies beyond the object's end
     */
    static Optional<ByteRange> of(@Nullable String header, long size) {
        Matcher range = SINGLE.matcher(header == null ? "" : header.replace(" ", ""));
        if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
            return Optional.empty();
        }
        if (range.group(1).isEmpty()) {
            long last = Math.min(Long.parseLong(range.group(2)), size);
            if (last == 0) {
                throw unsatisfiable(String.valueOf(header), size);
            }
            return Optional.of(new ByteRange(size - last, last));
        }
        long first = Long.parseLong(range.group(1));
        long last = range.group(2).isEmpty() ? size - 1 : Math.min(Long.parseLong(range.group(2)), size - 1);
        if (!range.group(2).isEmpty() && Long.parseLong(range.group(2)) < first) {
            return Optional.empty();
        }
        if (first >= size) {
            throw unsatisfiable(String.valueOf(header), size);
        }
        return Optional.of(new ByteRange(first, last - first + 1));
    }

    private static AwsError unsatisfiable(String header, long size) {
        return AwsError.of(416, "InvalidRange", "The requested range is not satisfiable")
                .with(ErrorDetails.of("RangeRequested", header, "ActualObjectSize", String.valueOf(size)))
                .header("Content-Range", "bytes */" + size);
    }

    /**
     * The range of a part copy, which must be given whole and lie within the source.
     *
     * @throws AwsError {@code InvalidArgument}
     */
    static ByteRange ofCopy(@Nullable String header, long size) {
        if (header == null) {
            return new ByteRange(0, size);
        }
        Matcher range = COPY.matcher(header);
        if (!range.matches() || Long.parseLong(range.group(1)) > Long.parseLong(range.group(2))) {
            throw S3Errors.invalidArgument(
                    "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the"
                            + " zero-based offsets of the first and last bytes to copy",
                    "x-amz-copy-source-range",
                    header);
        }
        long first = Long.parseLong(range.group(1));
        long last = Long.parseLong(range.group(2));
        if (last >= size) {
            throw S3Errors.invalidArgument(
                    "Range specified is not valid for source object of size: " + size,
                    "x-amz-copy-source-range",
                    header);
        }
        return new ByteRange(first, last - first + 1);
    }

    String contentRange(long size) {
        return "bytes " + first + "-" + (first + length - 1) + "/" + size;
    }
}
