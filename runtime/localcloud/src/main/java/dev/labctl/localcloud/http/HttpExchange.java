package dev.labctl.localcloud.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** One request and its answer. */
public final class HttpExchange {
    /** What an early answer reads of a body, so that a client that is still sending it comes to see the answer. */
    private static final int DRAINED = 64 * 1024;

    private static final Pattern LINE_ENDS = Pattern.compile("[\r\n]+");

    private final HttpHead head;
    private final InputStream body;
    private final OutputStream out;
    private final HttpConnection connection;
    private boolean isAnswered;
    private boolean isComplete;
    private boolean isPersistent;

    HttpExchange(HttpHead head, InputStream body, OutputStream out, HttpConnection connection) {
        this.head = head;
        this.body = body;
        this.out = out;
        this.connection = connection;
        this.isPersistent = head.isPersistent();
    }

    public String method() {
        return head.method();
    }

    /** The path as sent, still encoded. */
    public String path() {
        return head.path();
    }

    /** The query as sent, still encoded; empty when there is none. */
    public String query() {
        return head.query();
    }

    /** By name in lower case; values of a repeated header joined by commas. */
    public Map<String, String> headers() {
        return head.headers();
    }

    /** The connection it came by. */
    public HttpConnection connection() {
        return connection;
    }

    /** The body; it throws {@link HttpFormatException} when it is cut short or its chunks are malformed. */
    public InputStream body() {
        return body;
    }

    /** Whether an answer was begun, so that no other can be given. */
    public boolean isAnswered() {
        return isAnswered;
    }

    /** Whether the answer was sent whole, the request read whole, and the client wants to go on. */
    boolean isReusable() {
        return isComplete && isPersistent;
    }

    /** Sends an answer that is held in memory; a HEAD's answer has its length but not its bytes. */
    public void answer(int status, Map<String, String> headers, byte[] bytes) throws IOException {
        answer(status, headers, bytes.length, stream -> stream.write(bytes));
    }

    /** The same with headers in order, of which a name may come several times. */
    public void answer(int status, List<Map.Entry<String, String>> headers, byte[] bytes) throws IOException {
        answer(status, headers, false, bytes.length, stream -> stream.write(bytes));
    }

    /**
     * Sends an answer that is written as it goes; {@code writer} is not called for a HEAD.
     *
     * @param length the number of bytes that {@code writer} writes
     * @throws IOException when the client is gone or {@code writer} fails; the connection is closed then
     */
    public void answer(int status, Map<String, String> headers, long length, Writer writer) throws IOException {
        answer(status, headers.entrySet(), headers.containsKey("Content-Length"), length, writer);
    }

    private void answer(
            int status,
            Collection<Map.Entry<String, String>> headers,
            boolean isLengthGiven,
            long length,
            Writer writer)
            throws IOException {
        finishRequest();
        isAnswered = true;
        boolean bodyless = status == 204 || status == 304;
        StringBuilder text = new StringBuilder(512);
        text.append("HTTP/1.1 ").append(status).append(' ').append(Reasons.of(status));
        text.append("\r\nDate: ").append(HttpDate.now());
        headers.forEach(header -> text.append("\r\n")
                .append(header.getKey())
                .append(": ")
                .append(LINE_ENDS.matcher(header.getValue()).replaceAll(" ")));
        if (!bodyless && !isLengthGiven) {
            text.append("\r\nContent-Length: ").append(length);
        }
        text.append(isPersistent ? "" : "\r\nConnection: close").append("\r\n\r\n");
        out.write(text.toString().getBytes(UTF_8));
        if (length > 0 && !bodyless && !head.method().equals("HEAD")) {
            Exact exact = new Exact(out, length);
            writer.writeTo(exact);
            exact.finish();
        }
        out.flush();
        isComplete = true;
    }

    /** Reads the rest of the body if it is short; a connection whose request is not read whole cannot go on. */
    private void finishRequest() throws IOException {
        try {
            isPersistent &= body.readNBytes(DRAINED).length < DRAINED;
        } catch (HttpFormatException e) {
            isPersistent = false;
        }
    }

    /** Writes an answer's bytes. */
    @FunctionalInterface
    public interface Writer {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Holds a writer to the length that was announced. */
    private static final class Exact extends OutputStream {
        private final OutputStream out;
        private long left;

        Exact(OutputStream out, long length) {
            this.out = out;
            this.left = length;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            left -= length;
            if (left < 0) {
                throw new IOException("an answer is longer than was announced");
            }
            out.write(bytes, offset, length);
        }

        void finish() throws IOException {
            if (left > 0) {
                throw new IOException("an answer is " + left + " bytes shorter than was announced");
            }
        }
    }
}
