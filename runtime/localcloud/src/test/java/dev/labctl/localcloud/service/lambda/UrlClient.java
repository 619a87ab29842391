package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.CloudFixture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionUrlAuthType;

/** Asks a function's URL with the JDK's client, signed by the SDK's own signer or not at all. */
final class UrlClient {
    private static final Set<String> RESTRICTED = Set.of("host", "content-length", "expect", "connection");

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI url;

    UrlClient(String url) {
        this.url = URI.create(url);
    }

    /** A URL that everybody may ask. */
    static UrlClient open(LambdaClient lambda, String function) {
        String url = lambda.createFunctionUrlConfig(
                        create -> create.functionName(function).authType(FunctionUrlAuthType.NONE))
                .functionUrl();
        allowAll(lambda, function);
        return new UrlClient(url);
    }

    /** Gives everybody the two permissions. */
    static void allowAll(LambdaClient lambda, String function) {
        lambda.addPermission(add -> add.functionName(function)
                .statementId("url")
                .action("lambda:InvokeFunctionUrl")
                .principal("*")
                .functionUrlAuthType(FunctionUrlAuthType.NONE));
        lambda.addPermission(add -> add.functionName(function)
                .statementId("function")
                .action("lambda:InvokeFunction")
                .principal("*")
                .invokedViaFunctionUrl(true));
    }

    URI url() {
        return url;
    }

    HttpResponse<String> get(String pathAndQuery) {
        return send("GET", pathAndQuery, Map.of(), "");
    }

    HttpResponse<String> send(String method, String pathAndQuery, Map<String, String> headers, String body) {
        return send(method, pathAndQuery, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    HttpResponse<String> send(String method, String pathAndQuery, Map<String, String> headers, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(pathAndQuery))
                .method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Asks with a signature by these credentials. */
    HttpResponse<String> signed(AwsCredentials credentials, String method, String pathAndQuery, String body) {
        return send(
                method,
                pathAndQuery,
                signature(credentials, method, pathAndQuery, body, "lambda", "us-east-1", Clock.systemUTC()),
                body);
    }

    /** The headers that sign such a request. */
    Map<String, String> signature(
            AwsCredentials credentials,
            String method,
            String pathAndQuery,
            String body,
            String service,
            String region,
            Clock clock) {
        SdkHttpRequest request = SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.fromValue(method))
                .uri(url.resolve(pathAndQuery))
                .build();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        SdkHttpRequest signed = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(credentials)
                        .request(request)
                        .payload(() -> new ByteArrayInputStream(bytes))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(HttpSigner.SIGNING_CLOCK, clock))
                .request();
        Map<String, String> headers = new java.util.HashMap<>();
        signed.forEachHeader((name, values) -> {
            if (!RESTRICTED.contains(name.toLowerCase(Locale.ROOT))) {
                headers.put(name, values.get(0));
            }
        });
        return headers;
    }

    /** The administrator's credentials. */
    static AwsCredentials admin(CloudFixture cloud) {
        return CloudFixture.credentials(cloud.cloud().adminCredentials());
    }
}
