package dev.labctl.cli.cloud;

import java.time.Duration;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;

/** Configures every client alike: endpoint, region, credentials, retries, HTTP, and the translation of errors. */
final class ClientFactory {
    static {
        // The JDK keeps five idle connections for a server, which makes parallel uploads reconnect all the time.
        System.setProperty("http.maxConnections", "64");
    }

    private final Target target;
    private final AwsCredentialsProvider credentials;

    ClientFactory(Target target, @Nullable Credentials fixed) {
        this.target = target;
        if (fixed != null) {
            credentials = StaticCredentialsProvider.create(
                    fixed.sessionToken() == null
                            ? AwsBasicCredentials.create(fixed.accessKeyId(), fixed.secretAccessKey())
                            : AwsSessionCredentials.create(
                                    fixed.accessKeyId(), fixed.secretAccessKey(), fixed.sessionToken()));
        } else {
            DefaultCredentialsProvider.Builder chain = DefaultCredentialsProvider.builder();
            if (target.profile() != null) {
                chain.profileName(target.profile());
            }
            credentials = translated(chain.build());
        }
    }

    /** Credentials are looked for before a request begins, where {@link ErrorTranslation} is not asked yet. */
    private AwsCredentialsProvider translated(AwsCredentialsProvider provider) {
        ErrorTranslation translation = new ErrorTranslation(target);
        return () -> {
            try {
                return provider.resolveCredentials();
            } catch (SdkException e) {
                CloudException known = translation.translate(e, "looking for credentials");
                throw known == null ? e : known;
            }
        };
    }

    Target target() {
        return target;
    }

    /** Whose requests these are. */
    AwsCredentialsProvider credentials() {
        return credentials;
    }

    /** A client as the command's target wants it. */
    <C, B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>> C client(B builder) {
        return client(builder, Duration.ofSeconds(70));
    }

    /** A client that waits so long for an answer: for calls that take their time. */
    <C, B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>> C client(B builder, Duration patience) {
        UrlConnectionHttpClient.Builder http = UrlConnectionHttpClient.builder()
                .connectionTimeout(Duration.ofSeconds(5))
                .socketTimeout(patience);
        if (target.isPlain()) {
            // Reading the Java runtime's certificates takes a tenth of a second; without any, TLS would be refused.
            http.tlsTrustManagersProvider(() -> new TrustManager[0]);
        }
        builder.region(Region.of(target.region()))
                .credentialsProvider(credentials)
                .httpClientBuilder(http)
                .overrideConfiguration(override -> {
                    override.addExecutionInterceptor(new ErrorTranslation(target))
                            .retryStrategy(RetryMode.STANDARD);
                    if (target.kind() == Target.Kind.LOCAL) {
                        // Nothing of the user's AWS configuration applies to the local cloud, so it is not read.
                        override.defaultProfileFile(ProfileFile.aggregator().build());
                    } else if (target.profile() != null) {
                        override.defaultProfileName(target.profile());
                    }
                });
        if (target.endpoint() != null) {
            builder.endpointOverride(target.endpoint());
        }
        return builder.build();
    }
}
