package dev.labctl.localcloud.protocol;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/** A gateway that is codec only: decodes whatever comes with the expected operation and answers with what it was told. */
final class CodecServer implements AutoCloseable {
    private final HttpServer server;
    private @Nullable WireProtocol protocol;
    private @Nullable OperationModel operation;
    private @Nullable RestRouter router;
    private @Nullable SdkPojo answer;
    private volatile @Nullable SdkPojo received;
    private volatile @Nullable Throwable failure;

    CodecServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void expect(WireProtocol spoken, OperationModel expected, @Nullable RestRouter routes, SdkPojo response) {
        protocol = spoken;
        operation = expected;
        router = routes;
        answer = response;
        received = null;
        failure = null;
    }

    @Nullable
    SdkPojo received() {
        return received;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try {
            OperationModel expected = Objects.requireNonNull(operation);
            WireProtocol spoken = Objects.requireNonNull(protocol);
            WireRequest request = request(exchange);
            checkRoute(expected, request);
            byte[] body = exchange.getRequestBody().readAllBytes();
            received = spoken.decode(expected, request, expected.takesStream() ? new byte[0] : body);
            send(exchange, spoken.encode(expected, Objects.requireNonNull(answer), "request-id"));
        } catch (RuntimeException | Error e) {
            failure = e;
            exchange.sendResponseHeaders(400, -1);
        }
        exchange.close();
    }

    private void checkRoute(OperationModel expected, WireRequest request) {
        RestRouter routes = router;
        if (routes != null) {
            String found = routes.find(request).map(OperationModel::name).orElse("nothing");
            if (!found.equals(expected.name())) {
                throw new IllegalStateException("routed to " + found + ": " + request.method() + " " + request.rawPath()
                        + "?" + request.rawQuery());
            }
        }
    }

    private static WireRequest request(HttpExchange exchange) {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        String query = Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), "");
        return new WireRequest(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                query,
                QueryParameters.parse(query),
                headers);
    }

    private static void send(HttpExchange exchange, WireResponse response) throws IOException {
        response.headers().forEach(exchange.getResponseHeaders()::set);
        boolean bodyless = exchange.getRequestMethod().equals("HEAD") || response.body().length == 0;
        exchange.sendResponseHeaders(response.status(), bodyless ? -1 : response.body().length);
        if (!bodyless) {
            exchange.getResponseBody().write(response.body());
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
