package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.identity.Credential;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;

/** Requests that no SDK client would send, signed by the SDK's own signer. */
final class RawRequests {
    private static final Set<String> RESTRICTED = Set.of("host", "content-length", "expect", "connection");

    private final HttpClient http = HttpClient.newHttpClient();
    private final CloudFixture cloud;

    RawRequests(CloudFixture cloud) {
        this.cloud = cloud;
    }

    /** Sends a request signed by the administrator for {@code service}. */
    HttpResponse<String> signed(
            String service, String method, String pathAndQuery, Map<String, String> headers, byte[] body)
            throws IOException, InterruptedException {
        return send(sign(service, method, pathAndQuery, headers, body, Clock.systemUTC()), body);
    }

    /** A signature of another time, or to be tampered with. */
    SdkHttpRequest sign(
            String service, String method, String pathAndQuery, Map<String, String> headers, byte[] body, Clock clock) {
        Credential admin = cloud.cloud().adminCredentials();
        SdkHttpFullRequest.Builder request = SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.fromValue(method))
                .uri(URI.create(cloud.endpoint() + pathAndQuery));
        headers.forEach(request::putHeader);
        SignedRequest signed = AwsV4HttpSigner.create().sign(r -> r.identity(
                        (software.amazon.awssdk.identity.spi.AwsCredentialsIdentity) CloudFixture.credentials(admin))
                .request(request.build())
                .payload(() -> new ByteArrayInputStream(body))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, !service.equals("s3"))
                .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, !service.equals("s3"))
                .putProperty(HttpSigner.SIGNING_CLOCK, clock));
        return signed.request();
    }

    HttpResponse<String> send(SdkHttpRequest signed, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(signed.getUri())
                .timeout(Duration.ofSeconds(20))
                .method(signed.method().name(), HttpRequest.BodyPublishers.ofByteArray(body));
        signed.forEachHeader((name, values) -> {
            if (!RESTRICTED.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
