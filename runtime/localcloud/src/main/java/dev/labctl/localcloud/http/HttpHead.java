package dev.labctl.localcloud.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.labctl.localcloud.http.HttpFormatException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Request line and headers (<a href="https://www.rfc-editor.org/rfc/rfc9112#section-3">RFC 9112</a>).
 *
 * @param method GET, PUT ...
 * @param path the target's path as sent, still encoded; scheme and authority are left out
 * @param query the target's query as sent; empty when there is none
 * @param isPersistent whether the connection may be used again
 * @param headers by name in lower case; values of a repeated header joined by commas
 */
record HttpHead(String method, String path, String query, boolean isPersistent, Map<String, String> headers) {
    static final HttpHead NONE = new HttpHead("GET", "/", "", false, Map.of());

    private static final Pattern VERSION = Pattern.compile("HTTP/1\\.[01]");
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern ABSOLUTE = Pattern.compile("https?://[^/?]*", Pattern.CASE_INSENSITIVE);

    HttpHead {
        headers = Map.copyOf(headers);
    }

    /**
     * Reads a head.
     *
     * @return null when the connection ended before one began
     * @throws HttpFormatException when it is malformed or too long
     */
    static @Nullable HttpHead read(InputStream in) throws IOException {
        Lines lines = new Lines(in);
        String line = lines.next();
        while (line != null && line.isEmpty()) {
            line = lines.next();
        }
        if (line == null) {
            return null;
        }
        String[] parts = line.split(" ", -1);
        if (parts.length != 3
                || !TOKEN.matcher(parts[0]).matches()
                || !VERSION.matcher(parts[2]).matches()) {
            throw new HttpFormatException(Reason.MALFORMED, "the request line is malformed");
        }
        Map<String, String> headers = headers(lines);
        String connection = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
        boolean persistent = parts[2].endsWith("1") ? !connection.contains("close") : connection.contains("keep-alive");
        String target = target(parts[1]);
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        return new HttpHead(
                parts[0],
                path.isEmpty() ? "/" : path,
                question < 0 ? "" : target.substring(question + 1),
                persistent,
                headers);
    }

    private static Map<String, String> headers(Lines lines) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = lines.next(); line == null || !line.isEmpty(); line = lines.next()) {
            if (line == null) {
                throw new HttpFormatException(Reason.MALFORMED, "the head ends early");
            }
            int colon = line.indexOf(':');
            if (colon < 0 || !TOKEN.matcher(line.substring(0, colon)).matches()) {
                throw new HttpFormatException(Reason.MALFORMED, "a header has no name");
            }
            String value = line.substring(colon + 1).strip();
            if (value.chars().anyMatch(c -> c != '\t' && (c < ' ' || c == 0x7f))) {
                throw new HttpFormatException(Reason.MALFORMED, "a header has control characters");
            }
            headers.merge(line.substring(0, colon).toLowerCase(Locale.ROOT), value, (one, other) -> one + "," + other);
        }
        return headers;
    }

    private static String target(String sent) throws HttpFormatException {
        if (sent.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            throw new HttpFormatException(Reason.BAD_TARGET, "the request target has characters that must be encoded");
        }
        String target = ABSOLUTE.matcher(sent).replaceFirst("");
        if (!target.isEmpty() && "/?*".indexOf(target.charAt(0)) < 0) {
            throw new HttpFormatException(Reason.BAD_TARGET, "the request target is no path");
        }
        return target;
    }

    /** The lines of a head, which may not be longer than all heads may be. */
    private static final class Lines {
        private final InputStream in;
        private int left = HttpServer.LONGEST_HEAD;

        Lines(InputStream in) {
            this.in = in;
        }

        /** The next line without its end; null at the end of the connection. */
        @Nullable
        String next() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream(128);
            int b = in.read();
            if (b < 0) {
                return null;
            }
            for (; b != '\n'; b = in.read()) {
                if (b < 0) {
                    throw new HttpFormatException(Reason.MALFORMED, "the head ends early");
                }
                if (--left < 0) {
                    throw new HttpFormatException(Reason.HEAD_TOO_LARGE, "the head is too long");
                }
                line.write(b);
            }
            byte[] bytes = line.toByteArray();
            int length = bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
            return text(bytes, length);
        }

        /** AWS's clients write UTF-8; what is not is taken byte by byte, as HTTP says. */
        private static String text(byte[] bytes, int length) {
            try {
                return UTF_8.newDecoder()
                        .decode(ByteBuffer.wrap(bytes, 0, length))
                        .toString();
            } catch (CharacterCodingException e) {
                return new String(bytes, 0, length, ISO_8859_1);
            }
        }
    }
}
