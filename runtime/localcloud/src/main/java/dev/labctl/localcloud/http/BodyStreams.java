package dev.labctl.localcloud.http;

import dev.labctl.localcloud.http.HttpFormatException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.regex.Pattern;

/** The body of a request, delimited by its length or by chunks; it never ends early without an exception. */
final class BodyStreams {
    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

    private BodyStreams() {}

    /**
     * The body that a head announces.
     *
     * @throws HttpFormatException when it announces one in no known way, or in two
     */
    static InputStream of(HttpHead head, InputStream in) throws HttpFormatException {
        String coding = head.headers().get("transfer-encoding");
        String length = head.headers().get("content-length");
        if (coding != null) {
            if (!coding.equalsIgnoreCase("chunked")) {
                throw new HttpFormatException(Reason.UNSUPPORTED, "the transfer coding '" + coding + "' is unknown");
            }
            if (length != null) {
                throw new HttpFormatException(Reason.MALFORMED, "a body has either a length or chunks");
            }
            return new Chunked(in);
        }
        if (length == null) {
            return new Sized(in, 0);
        }
        if (!LENGTH.matcher(length).matches()) {
            throw new HttpFormatException(Reason.MALFORMED, "Content-Length is no number");
        }
        return new Sized(in, Long.parseLong(length));
    }

    private abstract static class Body extends InputStream {
        final InputStream in;

        Body(InputStream in) {
            this.in = in;
        }

        @Override
        public final int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public final int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return length == 0 ? 0 : some(buffer, offset, length);
            } catch (SocketTimeoutException e) {
                throw new HttpFormatException(Reason.TIMED_OUT, "the rest of the body did not come");
            }
        }

        abstract int some(byte[] buffer, int offset, int length) throws IOException;

        final int present(int read) throws HttpFormatException {
            if (read < 0) {
                throw new HttpFormatException(Reason.TRUNCATED, "the body ends early");
            }
            return read;
        }
    }

    private static final class Sized extends Body {
        private long left;

        Sized(InputStream in, long length) {
            super(in);
            this.left = length;
        }

        @Override
        int some(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = present(in.read(buffer, offset, (int) Math.min(length, left)));
            left -= read;
            return read;
        }

        @Override
        public int available() throws IOException {
            return (int) Math.min(left, in.available());
        }
    }

    private static final class Chunked extends Body {
        private static final int LONGEST_LINE = 4096;
        private long left;
        private boolean isFirst = true;
        private boolean ended;

        Chunked(InputStream in) {
            super(in);
        }

        @Override
        int some(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0 && !ended) {
                startChunk();
            }
            if (ended) {
                return -1;
            }
            int read = present(in.read(buffer, offset, (int) Math.min(length, left)));
            left -= read;
            return read;
        }

        private void startChunk() throws IOException {
            if (!isFirst && !line().isEmpty()) {
                throw new HttpFormatException(Reason.MALFORMED, "a chunk is longer than its size says");
            }
            isFirst = false;
            String size = line().split(";", 2)[0].strip();
            if (!size.matches("[0-9a-fA-F]{1,15}")) {
                throw new HttpFormatException(Reason.MALFORMED, "a chunk has no size");
            }
            left = Long.parseLong(size, 16);
            if (left == 0) {
                for (String trailer = line(); !trailer.isEmpty(); trailer = line()) {
                    // Trailers say nothing here: AWS's are inside of aws-chunked.
                }
                ended = true;
            }
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int b = present(in.read()); b != '\n'; b = present(in.read())) {
                line.append((char) b);
                if (line.length() > LONGEST_LINE) {
                    throw new HttpFormatException(Reason.MALFORMED, "a line between chunks is too long");
                }
            }
            return line.toString().stripTrailing();
        }
    }
}
