package dev.labctl.localcloud.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers tell what was asked: method, path, query and body. */
final class HttpServerTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.bind(0, threads);
        server.start(new HttpHandler() {
            @Override
            public void handle(HttpExchange exchange) throws IOException {
                if (exchange.path().equals("/unread")) {
                    exchange.answer(403, Map.of(), "no".getBytes(ISO_8859_1));
                    return;
                }
                String body;
                try {
                    body = new String(exchange.body().readAllBytes(), ISO_8859_1);
                } catch (HttpFormatException e) {
                    body = e.reason().name();
                }
                String told = exchange.method() + " " + exchange.path() + " " + exchange.query() + " " + body;
                exchange.answer(200, Map.of("x-lower-Upper", "kept"), told.getBytes(ISO_8859_1));
            }

            @Override
            public void reject(HttpExchange exchange, HttpFormatException failure) throws IOException {
                exchange.answer(400, Map.of(), failure.reason().name().getBytes(ISO_8859_1));
            }
        });
    }

    @AfterEach
    void stop() {
        server.close();
        threads.shutdownNow();
    }

    /** All that the server says to these bytes, after which nothing more is sent. */
    private String say(String bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    @Test
    void namesOfHeadersAreSentAsTheyAreGiven() throws IOException {
        assertThat(say("GET / HTTP/1.1\r\nHost: a\r\n\r\n")).contains("\r\nx-lower-Upper: kept\r\n");
    }

    @Test
    void requestsOfOneConnectionAreAnsweredInOrder() throws IOException {
        String answers = say("PUT /a?x=1 HTTP/1.1\r\nContent-Length: 3\r\n\r\none"
                + "PUT /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\ntwo\r\n5\r\nthree\r\n0\r\nt: 1\r\n\r\n"
                + "GET http://host:1/c%20?d HTTP/1.1\r\nConnection: close\r\n\r\n"
                + "GET /never HTTP/1.1\r\n\r\n");
        assertThat(answers)
                .containsSubsequence("PUT /a x=1 one", "PUT /b  twothree", "Connection: close", "GET /c%20 d ")
                .doesNotContain("never");
    }

    @Test
    void headsHaveTheLengthButNotTheBytes() throws IOException {
        assertThat(say("HEAD /a HTTP/1.1\r\n\r\n"))
                .contains("Content-Length: 9")
                .endsWith("\r\n\r\n");
    }

    @Test
    void whoWaitsForContinueIsToldToGoOn() throws IOException {
        assertThat(say("PUT /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\none"))
                .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK");
    }

    @Test
    void anEarlyAnswerToALongBodyArrivesAndEndsTheConnection() throws IOException {
        assertThat(say("PUT /unread HTTP/1.1\r\nContent-Length: 5000000\r\n\r\n" + "x".repeat(5_000_000)))
                .startsWith("HTTP/1.1 403 Forbidden")
                .contains("Connection: close")
                .endsWith("no");
    }

    @ParameterizedTest
    @CsvSource({
        "MALFORMED, GARBAGE",
        "MALFORMED, GET  / HTTP/1.1",
        "MALFORMED, GET / HTTP/2.0",
        "MALFORMED, GET / HTTP/1.1|: nameless",
        "MALFORMED, GET / HTTP/1.1|na me: x",
        "MALFORMED, GET / HTTP/1.1|a: x|  folded: y",
        "MALFORMED, GET / HTTP/1.1|Content-Length: -1",
        "MALFORMED, GET / HTTP/1.1|Content-Length: 1|Content-Length: 2",
        "MALFORMED, GET / HTTP/1.1|Content-Length: 1|Transfer-Encoding: chunked",
        "UNSUPPORTED, GET / HTTP/1.1|Transfer-Encoding: gzip",
        "BAD_TARGET, GET a HTTP/1.1",
        "BAD_TARGET, GET /\u00e4 HTTP/1.1"
    })
    void whatIsNoRequestIsRejectedWithItsReason(String reason, String head) throws IOException {
        assertThat(say(head.replace("|", "\r\n") + "\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .endsWith("\r\n\r\n" + reason);
    }

    @Test
    void headsThatAreTooLongAreRejected() throws IOException {
        assertThat(say("GET / HTTP/1.1\r\nx: " + "y".repeat(HttpServer.LONGEST_HEAD) + "\r\n\r\n"))
                .endsWith("HEAD_TOO_LARGE");
    }

    @ParameterizedTest
    @CsvSource({
        "TRUNCATED, Content-Length: 5, one",
        "TRUNCATED, Transfer-Encoding: chunked, 5|one",
        "TRUNCATED, Transfer-Encoding: chunked, 3|one|",
        "MALFORMED, Transfer-Encoding: chunked, 3|onetwo|",
        "MALFORMED, Transfer-Encoding: chunked, x|one|0||",
        "MALFORMED, Transfer-Encoding: chunked, -1|one|0||"
    })
    void bodiesThatBreakOffAreNotTakenForWhole(String reason, String header, String body) throws IOException {
        assertThat(say("PUT / HTTP/1.1\r\n" + header + "\r\n\r\n" + body.replace("|", "\r\n")))
                .contains("Connection: close")
                .endsWith("PUT /  " + reason);
    }
}
