package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.core.AwsError;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Decodes {@code aws-chunked}: chunks of {@code size;chunk-signature=...}, then trailing headers (<a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html">S3's signature for chunked
 * uploads</a>). A chunk is passed on while it is read; its signature is checked at its end.
 */
final class AwsChunkedStream extends InputStream {
    private static final int LONGEST_LINE = 16 * 1024;
    private static final String SIGNATURE = "chunk-signature=";
    private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";
    private static final Pattern SIZE = Pattern.compile("[0-9a-fA-F]{1,15}");

    private final InputStream in;
    private final ChunkVerifier verifier;
    private final boolean trailing;
    private final Map<String, String> trailers = new LinkedHashMap<>();
    private String signature = "";
    private long remaining;
    private boolean inChunk;
    private boolean ended;

    AwsChunkedStream(InputStream in, ChunkVerifier verifier, boolean trailing) {
        this.in = new BufferedInputStream(in, 64 * 1024);
        this.verifier = verifier;
        this.trailing = trailing;
    }

    /** The trailing headers, once the stream has ended. */
    Map<String, String> trailers() {
        return Map.copyOf(trailers);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            if (remaining > 0) {
                return readChunk(buffer, offset, length);
            }
            if (inChunk) {
                endChunk();
            } else {
                startChunk();
            }
        }
        return -1;
    }

    private int readChunk(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, (int) Math.min(length, remaining));
        if (read < 0) {
            throw malformed("the body ends inside of a chunk");
        }
        verifier.update(buffer, offset, read);
        remaining -= read;
        return read;
    }

    private void startChunk() throws IOException {
        String head = line();
        int semicolon = head.indexOf(';');
        remaining = size(semicolon < 0 ? head : head.substring(0, semicolon));
        String extension = semicolon < 0 ? "" : head.substring(semicolon + 1).strip();
        signature = extension.startsWith(SIGNATURE) ? extension.substring(SIGNATURE.length()) : "";
        inChunk = true;
        if (remaining == 0) {
            verifier.endOfChunk(signature);
            end();
        }
    }

    private static long size(String hexadecimal) {
        String digits = hexadecimal.strip();
        if (!SIZE.matcher(digits).matches()) {
            throw malformed("'" + digits + "' is no chunk size");
        }
        return Long.parseLong(digits, 16);
    }

    private void endChunk() throws IOException {
        if (!line().isEmpty()) {
            throw malformed("a chunk is longer than its size says");
        }
        verifier.endOfChunk(signature);
        inChunk = false;
    }

    private void end() throws IOException {
        String trailerSignature = "";
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw malformed("'" + line + "' is no trailing header");
            }
            String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).strip();
            if (name.equals(TRAILER_SIGNATURE)) {
                trailerSignature = value;
            } else {
                trailers.put(name, value);
            }
        }
        if (trailing) {
            verifier.endOfTrailers(trailers, trailerSignature);
        }
        ended = true;
    }

    /** A line without its CRLF; empty at the end of the body. */
    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(96);
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                line.write(b);
            }
            if (line.size() > LONGEST_LINE) {
                throw malformed("a line is too long");
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private static AwsError malformed(String what) {
        return AwsError.of(400, "InvalidChunkSizeError", "The body is not aws-chunked: " + what);
    }
}
