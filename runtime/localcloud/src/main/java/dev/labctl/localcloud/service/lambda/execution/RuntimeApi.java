package dev.labctl.localcloud.service.lambda.execution;

import dev.labctl.localcloud.http.HttpExchange;
import dev.labctl.localcloud.http.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
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

    /** The client's native part does not survive an answer without one. */
    private static final Map<String, String> HEADERS = Map.of("Content-Type", "application/json");

    private static final byte[] NOTHING = {};

    private final HttpServer server;
    private final ExecutorService threads;
    private final Map<String, Environment> environments = new ConcurrentHashMap<>();

    RuntimeApi() {
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "lambda-runtime-api");
            thread.setDaemon(true);
            return thread;
        });
        try {
            server = HttpServer.bind(0, threads);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open a loopback port for the Lambda runtime API", e);
        }
        server.start(this::handle);
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
        return "127.0.0.1:" + server.port() + "/" + token;
    }

    void close(String token) {
        environments.remove(token);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String[] path = exchange.path().split("/", -1);
        Environment environment = path.length > 4 && path[2].equals(VERSION) ? environments.get(path[1]) : null;
        if (environment == null) {
            exchange.answer(404, HEADERS, NOTHING);
        } else if (path[4].equals("init")) {
            environment.initError(exchange.body().readAllBytes(), errorType(exchange));
            exchange.answer(202, HEADERS, NOTHING);
        } else if (path.length > 5 && path[5].equals("next")) {
            next(environment, exchange);
        } else if (path.length > 6) {
            result(environment, path, exchange);
        } else {
            exchange.answer(404, HEADERS, NOTHING);
        }
    }

    private static void next(Environment environment, HttpExchange exchange) throws IOException {
        Invocation invocation;
        try {
            invocation = environment.next();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the local cloud stops", e);
        }
        if (invocation == null) {
            exchange.answer(410, HEADERS, NOTHING);
            return;
        }
        Map<String, String> headers = new LinkedHashMap<>(HEADERS);
        headers.put("Lambda-Runtime-Aws-Request-Id", invocation.requestId());
        headers.put("Lambda-Runtime-Deadline-Ms", String.valueOf(invocation.deadlineMillis()));
        headers.put("Lambda-Runtime-Invoked-Function-Arn", invocation.invokedArn());
        headers.put("Lambda-Runtime-Trace-Id", invocation.traceId());
        if (!invocation.clientContext().isEmpty()) {
            headers.put("Lambda-Runtime-Client-Context", invocation.clientContext());
        }
        exchange.answer(200, headers, invocation.payload().asByteArrayUnsafe());
    }

    private static void result(Environment environment, String[] path, HttpExchange exchange) throws IOException {
        String requestId = path[5];
        if (path[6].equals("error")) {
            environment.error(requestId, exchange.body().readAllBytes(), errorType(exchange));
        } else {
            InputStream body = exchange.body();
            byte[] response = body.readNBytes(MAX_RESPONSE + 1);
            body.transferTo(OutputStream.nullOutputStream());
            environment.response(requestId, response.length > MAX_RESPONSE ? null : response);
        }
        exchange.answer(202, HEADERS, NOTHING);
    }

    private static String errorType(HttpExchange exchange) {
        return exchange.headers().getOrDefault("lambda-runtime-function-error-type", "Runtime.Unknown");
    }

    @Override
    public void close() {
        server.close();
        threads.shutdownNow();
    }
}
