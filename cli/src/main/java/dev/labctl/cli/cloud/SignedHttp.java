package dev.labctl.cli.cloud;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * HTTP requests signed for Lambda with the cloud's credentials: for function URLs. An answer is an answer whatever its
 * status; nothing is sent twice. Connections are kept alive and shared by all threads.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html">Invoking function URLs</a>
 */
public final class SignedHttp implements AutoCloseable {
    static {
        // Servers close a connection that nothing came by for half a minute, and a request sent then would be lost.
        System.setProperty("jdk.httpclient.keepalive.timeout", "20");
    }

    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** A function behind a URL may run for 15 minutes, one that people wait for does not. */
    private static final Duration ANSWER = Duration.ofSeconds(70);
    /** What the client sets itself, from what is sent. */
    private static final Set<String> OWN_HEADERS = Set.of("host", "content-length", "connection", "expect", "upgrade");

    private final RequestSigner signer;
    private final ErrorTranslation errors;
    private final ExecutorService executor;
    private final HttpClient http;

    SignedHttp(ClientFactory clients) {
        signer = new RequestSigner(clients.credentials(), clients.target().region());
        errors = new ErrorTranslation(clients.target());
        executor = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "signed-http");
            thread.setDaemon(true);
            return thread;
        });
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .executor(executor);
        if (clients.target().isPlain()) {
            builder.sslContext(trustingNobody());
        }
        http = builder.build();
    }

    /** Reading the Java runtime's certificates takes a tenth of a second, and nothing needs them where there is no TLS. */
    private static SSLContext trustingNobody() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }

    /**
     * Sends a signed request and waits for the answer, at most 70 seconds.
     *
     * @throws CloudException when there was no answer; its cause tells why
     */
    public ApiResponse send(ApiRequest request) {
        return send(request, Signature.VALID);
    }

    /**
     * Sends a request signed in that way and waits for the answer, at most 70 seconds.
     *
     * @throws CloudException when there was no answer; its cause tells why
     */
    public ApiResponse send(ApiRequest request, Signature signature) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.uri())
                .timeout(ANSWER)
                .method(request.method(), HttpRequest.BodyPublishers.ofByteArray(request.body()));
        for (Map.Entry<String, List<String>> header :
                signer.headers(request, signature).entrySet()) {
            if (!OWN_HEADERS.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                header.getValue().forEach(value -> builder.header(header.getKey(), value));
            }
        }
        HttpResponse<byte[]> answer = answer(request, builder.build());
        return new ApiResponse(answer.statusCode(), answer.headers().map(), answer.body());
    }

    private HttpResponse<byte[]> answer(ApiRequest request, HttpRequest signed) {
        CompletableFuture<HttpResponse<byte[]>> sent = http.sendAsync(signed, HttpResponse.BodyHandlers.ofByteArray());
        try {
            // The request's own timeout ends with the answer's headers; its body may take as long again.
            return sent.get(2 * ANSWER.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw unanswered(request, e.getCause() instanceof IOException cause ? cause : e);
        } catch (TimeoutException e) {
            sent.cancel(true);
            throw unanswered(request, e);
        } catch (InterruptedException e) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            throw unanswered(request, e);
        }
    }

    private CloudException unanswered(ApiRequest request, Exception e) {
        return errors.unanswered(request.method() + " " + request.uri().getRawPath(), request.uri(), e);
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
