package dev.labctl.localcloud.service.lambda.bootstrap;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.api.client.EventHandlerLoader;
import com.amazonaws.services.lambda.runtime.api.client.HandlerInfo;
import com.amazonaws.services.lambda.runtime.api.client.LambdaRequestHandler;
import com.amazonaws.services.lambda.runtime.api.client.logging.LambdaContextLogger;
import com.amazonaws.services.lambda.runtime.api.client.logging.StdOutLogSink;
import com.amazonaws.services.lambda.runtime.api.client.runtimeapi.LambdaError;
import com.amazonaws.services.lambda.runtime.api.client.runtimeapi.LambdaRuntimeApiClient;
import com.amazonaws.services.lambda.runtime.api.client.runtimeapi.dto.ErrorRequest;
import com.amazonaws.services.lambda.runtime.api.client.runtimeapi.dto.InvocationRequest;
import com.amazonaws.services.lambda.runtime.api.client.util.ConcurrencyConfig;
import com.amazonaws.services.lambda.runtime.logging.LogFormat;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import com.amazonaws.services.lambda.runtime.serialization.factories.GsonFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * AWS's runtime interface client with the HTTP of the JDK in place of its Linux-only native part, for macOS and Windows.
 *
 * <p>The protocol is the <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Runtime API</a>.
 */
final class PortableRuntimeClient extends AWSLambda implements LambdaRuntimeApiClient {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base = "http://" + System.getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/";

    private PortableRuntimeClient() {}

    static void run(String handler) throws Exception {
        LambdaContextLogger logger = new LambdaContextLogger(new StdOutLogSink(), LogLevel.INFO, LogFormat.TEXT);
        ClassLoader functionCode = functionCode();
        Thread.currentThread().setContextClassLoader(functionCode);
        LambdaRequestHandler loaded =
                EventHandlerLoader.loadEventHandler(HandlerInfo.fromString(handler, functionCode));
        startRuntimeLoops(loaded, logger, new ConcurrencyConfig(logger), new PortableRuntimeClient());
    }

    /** The working directory's classes and its {@code lib/*.jar}, in lexical order, as AWS orders them. */
    private static ClassLoader functionCode() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        List<java.net.URL> urls = new ArrayList<>(List.of(root.toUri().toURL()));
        if (Files.isDirectory(root.resolve("lib"))) {
            try (Stream<Path> jars = Files.list(root.resolve("lib"))) {
                for (Path jar : jars.filter(path -> path.toString().endsWith(".jar"))
                        .sorted()
                        .toList()) {
                    urls.add(jar.toUri().toURL());
                }
            }
        }
        return new java.net.URLClassLoader(urls.toArray(java.net.URL[]::new), ClassLoader.getSystemClassLoader());
    }

    @Override
    public InvocationRequest nextInvocation() throws IOException {
        HttpResponse<byte[]> response = send(
                HttpRequest.newBuilder(URI.create(base + "invocation/next")).build());
        HttpHeaders headers = response.headers();
        InvocationRequest request = new InvocationRequest();
        request.setId(headers.firstValue("Lambda-Runtime-Aws-Request-Id").orElseThrow());
        request.setDeadlineTimeInMs(
                headers.firstValueAsLong("Lambda-Runtime-Deadline-Ms").orElse(0));
        headers.firstValue("Lambda-Runtime-Invoked-Function-Arn").ifPresent(request::setInvokedFunctionArn);
        headers.firstValue("Lambda-Runtime-Trace-Id").ifPresent(request::setXrayTraceId);
        headers.firstValue("Lambda-Runtime-Client-Context").ifPresent(request::setClientContext);
        request.setContent(response.body());
        return request;
    }

    @Override
    public InvocationRequest nextInvocationWithExponentialBackoff(LambdaContextLogger logger) throws Exception {
        return nextInvocation();
    }

    @Override
    public void reportInvocationSuccess(String requestId, byte[] response) throws IOException {
        post("invocation/" + requestId + "/response", response, null);
    }

    @Override
    public void reportInvocationError(String requestId, LambdaError error) throws IOException {
        post("invocation/" + requestId + "/error", json(error), error.errorType.getRapidError());
    }

    @Override
    public void reportInitError(LambdaError error) throws IOException {
        post("init/error", json(error), error.errorType.getRapidError());
    }

    @Override
    public void restoreNext() {
        throw new UnsupportedOperationException("SnapStart does not run here");
    }

    @Override
    public void reportRestoreError(LambdaError error) {
        throw new UnsupportedOperationException("SnapStart does not run here");
    }

    private static byte[] json(LambdaError error) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        GsonFactory.getInstance().getSerializer(ErrorRequest.class).toJson(error.errorRequest, out);
        return out.toByteArray();
    }

    private void post(String path, byte[] body, @Nullable String errorType) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (errorType != null) {
            request.header("Lambda-Runtime-Function-Error-Type", errorType);
        }
        send(request.build());
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
