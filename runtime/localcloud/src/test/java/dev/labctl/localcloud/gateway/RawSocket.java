package dev.labctl.localcloud.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.labctl.localcloud.CloudFixture;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.SdkHttpRequest;

/** Bytes over a connection of its own, well-formed or not, and what comes back. */
final class RawSocket {
    private static final Pattern LENGTH = Pattern.compile("\r\nContent-Length: (\\d+)");
    private static final int PATIENCE_MILLIS = 30_000;

    private final CloudFixture cloud;

    RawSocket(CloudFixture cloud) {
        this.cloud = cloud;
    }

    /**
     * The first final answer.
     *
     * @param status 0 when the connection ended without an answer
     */
    record Answer(int status, String head, String body) {
        /** Whether it is an error as AWS's services word them: XML with a code, JSON or CBOR with a type. */
        boolean isAwsError() {
            return body.matches("(?s)<.*<Code>\\w+</Code>.*")
                    || body.matches("(?s)\\{.*\"(__type|message|Message)\".*\\}")
                    || body.contains("f__type")
                    || head.toLowerCase(Locale.ROOT).contains("x-amzn-errortype");
        }
    }

    /** The bytes of a request. */
    static byte[] bytes(SdkHttpRequest request, byte[] body) {
        StringBuilder head = new StringBuilder();
        String query = request.encodedQueryParameters().map(text -> "?" + text).orElse("");
        String path = request.encodedPath().isEmpty() ? "/" : request.encodedPath();
        head.append(request.method()).append(' ').append(path).append(query).append(" HTTP/1.1\r\n");
        request.forEachHeader((name, values) -> values.forEach(
                value -> head.append(name).append(": ").append(value).append("\r\n")));
        if (request.firstMatchingHeader("Content-Length").isEmpty()) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(ISO_8859_1);
        byte[] all = java.util.Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return all;
    }

    /** Sends all of it, ends, and reads to the end. */
    Answer send(byte[] bytes) throws IOException {
        try (Socket socket =
                new Socket(cloud.endpoint().getHost(), cloud.endpoint().getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            try {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
            } catch (SocketException e) {
                // The answer came first, and the cloud does not want the rest.
            }
            return answer(new String(socket.getInputStream().readAllBytes(), ISO_8859_1));
        }
    }

    private static Answer answer(String text) {
        String last = text.replace("HTTP/1.1 100 Continue\r\n\r\n", "");
        int end = last.indexOf("\r\n\r\n");
        if (end < 0) {
            return new Answer(0, last, "");
        }
        int status = Integer.parseInt(last.split(" ", 3)[1]);
        String head = last.substring(0, end);
        Matcher length = LENGTH.matcher(head);
        String body = last.substring(end + 4);
        return new Answer(
                status,
                head,
                length.find() ? body.substring(0, Math.min(body.length(), Integer.parseInt(length.group(1)))) : body);
    }

    /** A request as a client would sign and send it. */
    byte[] signed(String service, String method, String pathAndQuery, Map<String, String> headers, byte[] body) {
        SdkHttpRequest request =
                new RawRequests(cloud).sign(service, method, pathAndQuery, headers, body, java.time.Clock.systemUTC());
        return bytes(request, body);
    }
}
