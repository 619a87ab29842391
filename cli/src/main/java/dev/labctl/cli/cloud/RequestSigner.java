package dev.labctl.cli.cloud;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Signs requests to function URLs, by the SDK's own signer. */
final class RequestSigner {
    private static final String SERVICE = "lambda";
    private static final Duration TOO_OLD = Duration.ofHours(1);

    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final AwsCredentialsProvider credentials;
    private final String region;

    RequestSigner(AwsCredentialsProvider credentials, String region) {
        this.credentials = credentials;
        this.region = region;
    }

    /** The request's headers and those that the signature adds. */
    Map<String, List<String>> headers(ApiRequest request, Signature signature) {
        if (signature == Signature.NONE) {
            Map<String, List<String>> plain = new LinkedHashMap<>();
            request.headers().forEach((name, value) -> plain.put(name, List.of(value)));
            return plain;
        }
        SdkHttpRequest.Builder unsigned =
                SdkHttpRequest.builder().uri(request.uri()).method(SdkHttpMethod.fromValue(request.method()));
        request.headers().forEach(unsigned::putHeader);
        byte[] body = signature == Signature.OF_ANOTHER_BODY
                ? "another body".getBytes(StandardCharsets.UTF_8)
                : request.body();
        Clock clock =
                signature == Signature.EXPIRED ? Clock.offset(Clock.systemUTC(), TOO_OLD.negated()) : Clock.systemUTC();
        return signer.sign(sign -> sign.identity(identity(signature))
                        .request(unsigned.build())
                        .payload(ContentStreamProvider.fromByteArray(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service(signature))
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(AwsV4HttpSigner.SIGNING_CLOCK, clock))
                .request()
                .headers();
    }

    private static String service(Signature signature) {
        return signature == Signature.FOR_ANOTHER_SERVICE ? "execute-api" : SERVICE;
    }

    private AwsCredentialsIdentity identity(Signature signature) {
        AwsCredentialsIdentity own = credentials.resolveCredentials();
        if (signature != Signature.OF_ANOTHER_SECRET) {
            return own;
        }
        String secret = new StringBuilder(own.secretAccessKey()).reverse().toString();
        return own instanceof AwsSessionCredentialsIdentity session
                ? AwsSessionCredentialsIdentity.create(own.accessKeyId(), secret, session.sessionToken())
                : AwsCredentialsIdentity.create(own.accessKeyId(), secret);
    }
}
