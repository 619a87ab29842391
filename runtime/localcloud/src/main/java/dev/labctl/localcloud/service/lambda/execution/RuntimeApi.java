package dev.labctl.localcloud.service.lambda.execution;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Lambda's Runtime API on a loopback port, for all execution environments: each has a secret path of its own.
 *
 * <p>See <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Using the Lambda runtime API</a>.
 */
final class RuntimeApi implements AutoCloseable {
    /** The largest response a function may give, 6 MB and what AWS allows beside. */
    static final int MAX_RESPONSE = 6_291_556;

    private static final String VERSION = "2018-06-01";

    private final HttpServer server;
    private final ExecutorService threads;
    private final Map<String, Environment> environments = new ConcurrentHashMap<>();

    RuntimeApi() {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "lambda-runtime-api");
            thread.setDaemon(true);
            return thread;
        });
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open a loopback port for the Lambda runtime API", e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** What one execution environment's runtime says and asks. */
    interface Environment {
        /** The next event; blocks until there is one. Null when the environment has ended. */
        @Nullable
        Invocation next() throws InterruptedException;

        /** The handler's result; null when it was larger than {@link #MAX_RESPONSE}. */
        void response(String requestId, byte @Nullable [] body);

        void error(String requestId, byte[] body, String errorType);

        void initError(byte[] body, String errorType);
    }

    /** Opens a path for an environment; returns the value of its {@code AWS_LAMBDA_RUNTIME_API}. */
    String open(String token, Environment environment) {
        environments.put(token, environment);
        return "127.0.0.1:" + server.getAddress().getPort() + "/" + token;
    }

    void close(String token) {
        environments.remove(token);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            // The client's native part does not survive an answer without one.
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            String[] path = exchange.getRequestURI().getPath().split("/", -1);
            Environment environment = path.length > 4 && path[2].equals(VERSION) ? environments.get(path[1]) : null;
            if (environment == null) {
                exchange.sendResponseHeaders(404, -1);
            } else if (path[4].equals("init")) {
                environment.initError(exchange.getRequestBody().readAllBytes(), errorType(exchange));
                exchange.sendResponseHeaders(202, -1);
            } else if (path[5].equals("next")) {
                next(environment, exchange);
            } else {
                result(environment, path, exchange);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void next(Environment environment, HttpExchange exchange) throws IOException, InterruptedException {
        Invocation invocation = environment.next();
        if (invocation == null) {
            exchange.sendResponseHeaders(410, -1);
            return;
        }
        exchange.getResponseHeaders().set("Lambda-Runtime-Aws-Request-Id", invocation.requestId());
        exchange.getResponseHeaders().set("Lambda-Runtime-Deadline-Ms", String.valueOf(invocation.deadlineMillis()));
        exchange.getResponseHeaders().set("Lambda-Runtime-Invoked-Function-Arn", invocation.invokedArn());
        exchange.getResponseHeaders().set("Lambda-Runtime-Trace-Id", invocation.traceId());
        if (!invocation.clientContext().isEmpty()) {
            exchange.getResponseHeaders().set("Lambda-Runtime-Client-Context", invocation.clientContext());
        }
        byte[] payload = invocation.payload().asByteArrayUnsafe();
        exchange.sendResponseHeaders(200, payload.length == 0 ? -1 : payload.length);
        if (payload.length > 0) {
            exchange.getResponseBody().write(payload);
        }
    }

    private static void result(Environment environment, String[] path, HttpExchange exchange) throws IOException {
        String requestId = path[5];
        if (path[6].equals("error")) {
            environment.error(requestId, exchange.getRequestBody().readAllBytes(), errorType(exchange));
        } else {
            InputStream body = exchange.getRequestBody();
            byte[] response = body.readNBytes(MAX_RESPONSE + 1);
            body.transferTo(java.io.OutputStream.nullOutputStream());
            environment.response(requestId, response.length > MAX_RESPONSE ? null : response);
        }
        exchange.sendResponseHeaders(202, -1);
    }

    private static String errorType(HttpExchange exchange) {
        String type = exchange.getRequestHeaders().getFirst("Lambda-Runtime-Function-Error-Type");
        return type == null ? "Runtime.Unknown" : type;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
