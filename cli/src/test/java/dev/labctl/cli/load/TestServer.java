package dev.labctl.cli.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** An HTTP server on the loopback interface that answers, or does not, as a test says. */
final class TestServer implements AutoCloseable {
    private static final int CONNECT_MILLIS = 2000;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** What the server does with a request; it ends the exchange. */
    interface Handler {
        void handle(HttpExchange exchange) throws IOException, InterruptedException;
    }

    TestServer(Handler handler) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try {
                handler.handle(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                exchange.close();
            }
        });
        server.start();
    }

    /** Answers with a status and its path as text. */
    static void answer(HttpExchange exchange, int status) throws IOException {
        byte[] body = exchange.getRequestURI().getPath().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** A repeatable GET that expects 200. */
    Call get(String path) {
        return get(path, outcome -> {});
    }

    Call get(String path, Consumer<Outcome> then) {
        return Call.of("GET " + path, true, 200, () -> send(uri(), "GET", path), then);
    }

    /** A POST that expects 201. */
    Call post(String path, Consumer<Outcome> then) {
        return Call.of("POST " + path, false, 201, () -> send(uri(), "POST", path), then);
    }

    static Answer send(URI server, String method, String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) server.resolve(path).toURL().openConnection();
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(CONNECT_MILLIS / 4);
        connection.setRequestMethod(method);
        if (method.equals("POST")) {
            // The JDK itself repeats a POST whose answer was lost, but not one that it has streamed.
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(2);
            connection.getOutputStream().write(new byte[] {'{', '}'});
        }
        int status = connection.getResponseCode();
        byte[] body = (status < 400 ? connection.getInputStream() : connection.getErrorStream()).readAllBytes();
        return new Answer(status, new String(body, StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
