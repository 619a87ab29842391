package dev.labctl.localcloud.recorded;

import dev.labctl.localcloud.CloudFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;

/** Signed requests as boto3 makes them, whose answers are seen as they come. */
public final class SignedPost {
    private static final Set<String> RESTRICTED = Set.of("host", "content-length", "connection", "expect");

    private final CloudFixture cloud;
    private final String service;
    private final String region;
    private final HttpClient http = HttpClient.newHttpClient();

    /** Requests of the administrator to a service in a region. */
    public SignedPost(CloudFixture cloud, String service, String region) {
        this.cloud = cloud;
        this.service = service;
        this.region = region;
    }

    /** Sends a body with headers and gives the answer, whatever its status. */
    public HttpResponse<String> send(Map<String, String> headers, String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        SdkHttpRequest.Builder request =
                SdkHttpRequest.builder().method(SdkHttpMethod.POST).uri(cloud.endpoint());
        headers.forEach(request::putHeader);
        SignedRequest signed = AwsV4HttpSigner.create().sign(sign -> sign.identity(
                        CloudFixture.credentials(cloud.cloud().adminCredentials()))
                .request(request.build())
                .payload(ContentStreamProvider.fromByteArray(body))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                .putProperty(AwsV4HttpSigner.REGION_NAME, region));
        HttpRequest.Builder plain = HttpRequest.newBuilder(URI.create(cloud.endpoint() + "/"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        signed.request().headers().forEach((name, values) -> {
            if (!RESTRICTED.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> plain.header(name, value));
            }
        });
        try {
            return http.send(plain.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
