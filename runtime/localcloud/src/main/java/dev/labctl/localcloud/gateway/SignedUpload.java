package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Upload;
import dev.labctl.localcloud.protocol.WireRequest;
import java.io.InputStream;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The streamed body of a request, verified while it is read: what {@code x-amz-content-sha256} says decides how.
 *
 * <p>Memory does not grow with the body. So a handler may have read bytes that turn out to be wrong only at their end;
 * it must read to the end before it keeps anything.
 */
final class SignedUpload implements Upload {
    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    private final InputStream stream;
    private final OptionalLong contentLength;
    private final @Nullable AwsChunkedStream chunks;

    private SignedUpload(InputStream stream, OptionalLong contentLength, @Nullable AwsChunkedStream chunks) {
        this.stream = stream;
        this.contentLength = contentLength;
        this.chunks = chunks;
    }

    /**
     * The upload of a request whose head was verified.
     *
     * @param verified the head's signature; null for an anonymous request
     */
    static SignedUpload of(
            WireRequest request, InputStream raw, String payloadHash, SignatureVerifier.@Nullable Verified verified) {
        OptionalLong length = length(request, "content-length");
        InputStream exact = length.isPresent() ? new ExactLengthStream(raw, length.getAsLong()) : raw;
        return switch (payloadHash) {
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" -> chunked(request, exact, verified, false);
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" -> chunked(request, exact, verified, true);
            case "STREAMING-UNSIGNED-PAYLOAD-TRAILER" -> chunked(request, exact, null, true);
            case SignatureVerifier.UNSIGNED_PAYLOAD -> new SignedUpload(exact, length, null);
            default -> {
                if (!SHA_256.matcher(payloadHash).matches()) {
                    throw AwsError.of(
                            400,
                            "InvalidArgument",
                            "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER,"
                                    + " STREAMING-AWS4-HMAC-SHA256-PAYLOAD,"
                                    + " STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.");
                }
                yield new SignedUpload(new HashedStream(exact, payloadHash), length, null);
            }
        };
    }

    private static SignedUpload chunked(
            WireRequest request, InputStream raw, SignatureVerifier.@Nullable Verified verified, boolean trailing) {
        OptionalLong decoded = length(request, "x-amz-decoded-content-length");
        if (decoded.isEmpty()) {
            throw AwsError.of(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");
        }
        AwsChunkedStream chunks = new AwsChunkedStream(
                raw, verified == null ? ChunkVerifier.NONE : new ChunkVerifier.Signed(verified), trailing);
        return new SignedUpload(new ExactLengthStream(chunks, decoded.getAsLong()), decoded, chunks);
    }

    private static OptionalLong length(WireRequest request, String header) {
        String text = request.header(header).orElse("");
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!LENGTH.matcher(text).matches()) {
            throw AwsError.of(400, "InvalidArgument", header + " is not a number: '" + text + "'");
        }
        return OptionalLong.of(Long.parseLong(text));
    }

    @Override
    public InputStream stream() {
        return stream;
    }

    @Override
    public OptionalLong contentLength() {
        return contentLength;
    }

    @Override
    public Map<String, String> trailers() {
        return chunks == null ? Map.of() : chunks.trailers();
    }
}
