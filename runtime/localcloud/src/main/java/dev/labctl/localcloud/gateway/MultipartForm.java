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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A browser's form with a file in it (<a href="https://www.rfc-editor.org/rfc/rfc7578">RFC 7578</a>): the fields before
 * the file are held, the file is streamed, what comes after it is not looked at, as S3 does.
 */
final class MultipartForm {
    private static final int LONGEST_FIELDS = 20 * 1024;
    private static final Pattern BOUNDARY = Pattern.compile("(?i)boundary=(?:\"([^\"]+)\"|([^;\\s]+))");
    private static final Pattern NAME = Pattern.compile("(?i)(?:^|[;\\s])name=(?:\"([^\"]*)\"|([^;\\s]+))");
    private static final Pattern FILE_NAME = Pattern.compile("(?i)(?:^|[;\\s])filename=(?:\"([^\"]*)\"|([^;\\s]+))");

    private final InputStream in;
    private final byte[] delimiter;
    private final Map<String, String> fields = new LinkedHashMap<>();
    private String fileName = "";
    private int left = LONGEST_FIELDS;

    private MultipartForm(InputStream in, String boundary) {
        this.in = in;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * Reads the fields before the file.
     *
     * @throws AwsError {@code MalformedPOSTRequest}, {@code MaxPostPreDataLengthExceeded}, {@code InvalidArgument} when
     *     there is no file
     */
    static MultipartForm read(String contentType, InputStream body) throws IOException {
        Matcher boundary = BOUNDARY.matcher(contentType);
        if (!boundary.find()) {
            throw malformed();
        }
        MultipartForm form = new MultipartForm(
                new BufferedInputStream(body, 64 * 1024),
                boundary.group(1) == null ? boundary.group(2) : boundary.group(1));
        form.readFields();
        return form;
    }

    /** The fields by name in lower case. */
    Map<String, String> fields() {
        return fields;
    }

    /** The file's name without its directories; empty when the browser did not tell it. */
    String fileName() {
        return fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
    }

    /** The bytes of the file; read once. */
    InputStream file() {
        return new Part();
    }

    private void readFields() throws IOException {
        if (!("\r\n" + line()).equals(new String(delimiter, StandardCharsets.ISO_8859_1))) {
            throw malformed();
        }
        while (true) {
            String disposition = disposition();
            String name = parameter(NAME, disposition).toLowerCase(Locale.ROOT);
            if (name.equals("file")) {
                fileName = parameter(FILE_NAME, disposition);
                return;
            }
            fields.put(name, field());
            String end = line();
            if (end.startsWith("--")) {
                throw AwsError.of(400, "InvalidArgument", "POST requires exactly one file upload per request.");
            }
            if (!end.isBlank()) {
                throw malformed();
            }
        }
    }

    /** The Content-Disposition among a part's headers. */
    private String disposition() throws IOException {
        String disposition = "";
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-disposition:")) {
                disposition = line.substring(line.indexOf(':') + 1);
            }
        }
        if (disposition.isEmpty()) {
            throw malformed();
        }
        return disposition;
    }

    private static String parameter(Pattern pattern, String disposition) {
        Matcher parameter = pattern.matcher(disposition);
        if (!parameter.find()) {
            return "";
        }
        return parameter.group(1) == null ? parameter.group(2) : parameter.group(1);
    }

    private String field() throws IOException {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        Part part = new Part();
        for (int b = part.read(); b >= 0; b = part.read()) {
            take();
            value.write(b);
        }
        return value.toString(StandardCharsets.UTF_8);
    }

    /** A line without its end. */
    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = next(); b != '\n'; b = next()) {
            take();
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8).replaceFirst("\r$", "");
    }

    private void take() {
        if (--left < 0) {
            throw AwsError.of(
                    400,
                    "MaxPostPreDataLengthExceeded",
                    "Your POST request fields preceding the upload file were too large.");
        }
    }

    private int next() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw malformed();
        }
        return b;
    }

    private static AwsError malformed() {
        return AwsError.of(
                400, "MalformedPOSTRequest", "The body of your POST request is not well-formed multipart/form-data.");
    }

    /** The bytes up to the next delimiter, which is taken too. Its only CR is its first byte, so matching is simple. */
    private final class Part extends InputStream {
        private final byte[] pending = new byte[delimiter.length + 1];
        private int pendingEnd;
        private int pendingStart;
        private int matched;
        private boolean ended;

        @Override
        public int read() throws IOException {
            while (pendingStart == pendingEnd && !ended) {
                step(next());
            }
            return pendingStart < pendingEnd ? pending[pendingStart++] & 0xff : -1;
        }

        private void step(int b) {
            if ((byte) b == delimiter[matched]) {
                matched++;
                ended = matched == delimiter.length;
                return;
            }
            System.arraycopy(delimiter, 0, pending, 0, matched);
            pendingStart = 0;
            pendingEnd = matched;
            matched = 0;
            if (b == '\r') {
                matched = 1;
            } else {
                pending[pendingEnd++] = (byte) b;
            }
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = 0;
            while (count < length) {
                int b = read();
                if (b < 0) {
                    return count == 0 ? -1 : count;
                }
                buffer[offset + count++] = (byte) b;
            }
            return count;
        }
    }
}
