package dev.labctl.cli.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server gets of a signed request, and what a caller gets of an answer or of none. */
class SignedHttpTest {
    private final Map<String, String> received = new ConcurrentHashMap<>();
    private final Set<Integer> clientPorts = ConcurrentHashMap.newKeySet();
    private HttpServer server;
    private Cloud cloud;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> {
            clientPorts.add(exchange.getRemoteAddress().getPort());
            received.putAll(first(exchange.getRequestHeaders()));
            received.put("method", exchange.getRequestMethod());
            received.put("uri", exchange.getRequestURI().toString());
            received.put("body", new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] answer = "gone".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Allow", "GET");
            exchange.sendResponseHeaders(410, exchange.getRequestMethod().equals("HEAD") ? -1 : answer.length);
            if (!exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseBody().write(answer);
            }
            exchange.close();
        });
        server.start();
        cloud = cloud(new Credentials("AKIATEST", "secret"));
    }

    @AfterEach
    void stop() {
        cloud.close();
        server.stop(0);
    }

    private Cloud cloud(Credentials credentials) {
        return new Cloud(new Target(Target.Kind.LOCAL, base(), "eu-west-1", null), credentials);
    }

    private URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static Map<String, String> first(Headers headers) {
        Map<String, String> first = new HashMap<>();
        headers.forEach((name, values) -> first.put(name, values.get(0)));
        return first;
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"})
    void everyMethodIsSentWithItsBodyAndASignatureForLambdaInTheRegion(String method) {
        ApiResponse answer = cloud.signedHttp()
                .send(ApiRequest.of(method, base().resolve("/a%20b?q=%2F"))
                        .header("X-Own", "1")
                        .json("{\"ä\":1}"));

        assertThat(answer.status()).isEqualTo(410);
        assertThat(answer.isSuccess()).isFalse();
        assertThat(answer.header("allow")).contains("GET");
        assertThat(received)
                .containsEntry("method", method)
                .containsEntry("uri", "/a%20b?q=%2F")
                .containsEntry("body", "{\"ä\":1}")
                .containsEntry("X-own", "1");
        assertThat(received.get("Authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=AKIATEST/")
                .contains("/eu-west-1/lambda/aws4_request");
    }

    @Test
    void aRequestThatIsNotSignedCarriesNothingOfASignature() {
        cloud.signedHttp().send(ApiRequest.of("GET", base()), Signature.NONE);

        assertThat(received).doesNotContainKeys("Authorization", "X-amz-date", "X-amz-security-token");
    }

    @Test
    void aSessionsTokenIsSent() {
        cloud.as(new Credentials("ASIATEST", "secret", "token")).signedHttp().send(ApiRequest.of("GET", base()));

        assertThat(received).containsEntry("X-amz-security-token", "token");
    }

    @Test
    void manyThreadsShareConnectionsThatStayOpen() {
        List<Integer> statuses = IntStream.range(0, 200)
                .parallel()
                .mapToObj(i ->
                        cloud.signedHttp().send(ApiRequest.of("GET", base())).status())
                .toList();

        assertThat(statuses).hasSize(200).containsOnly(410);
        assertThat(clientPorts).hasSizeLessThan(50);
    }

    @Test
    void aServerThatIsNotThereIsSaidToRefuse() {
        URI closed = base().resolve("/health");
        server.stop(0);

        assertThatThrownBy(() -> cloud.signedHttp().send(ApiRequest.of("GET", closed)))
                .isInstanceOf(CloudException.class)
                .hasMessageContaining("GET /health got no answer from http://127.0.0.1:")
                .hasMessageEndingWith("connection refused");
    }
}
