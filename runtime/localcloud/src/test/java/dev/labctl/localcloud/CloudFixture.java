package dev.labctl.localcloud;

import dev.labctl.localcloud.identity.Credential;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;

/**
 * A local cloud for a test, on a free port and in a directory of its own, and SDK clients for it.
 *
 * <pre>{@code
 * @RegisterExtension
 * final CloudFixture cloud = new CloudFixture();
 *
 * SqsClient sqs = cloud.client(SqsClient.builder());
 * }</pre>
 *
 * <p>A static field shares one cloud among the tests of a class if it is started with {@link #started} in a {@code
 * try}-with-resources or {@code @BeforeAll}; clients do not retry, so a test sees each error once.
 */
public final class CloudFixture implements BeforeEachCallback, AfterEachCallback, AutoCloseable {
    public static final Region REGION = Region.US_EAST_1;

    private final SdkHttpClient http = UrlConnectionHttpClient.builder()
            .socketTimeout(Duration.ofSeconds(60))
            .build();
    private final Deque<SdkClient> clients = new ArrayDeque<>();
    private @Nullable Path directory;
    private @Nullable LocalCloud cloud;

    /** A fixture that is started already, for use outside of the extension model. */
    public static CloudFixture started() {
        CloudFixture fixture = new CloudFixture();
        fixture.start();
        return fixture;
    }

    /** Clients for a cloud that the caller has started and ends. */
    public static CloudFixture of(LocalCloud cloud) {
        CloudFixture fixture = new CloudFixture();
        fixture.cloud = cloud;
        return fixture;
    }

    private void start() {
        try {
            directory = Files.createTempDirectory("localcloud-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cloud = LocalCloud.start(new LocalCloudConfig(directory, FreePort.pick(), LocalCloudConfig.DEFAULT_ACCOUNT));
    }

    public LocalCloud cloud() {
        return Objects.requireNonNull(cloud, "the cloud is not started");
    }

    public URI endpoint() {
        return cloud().endpoint();
    }

    public Path directory() {
        return Objects.requireNonNull(directory, "the cloud is not started");
    }

    /** Closes the cloud and starts another on the same directory and port; clients stay usable. */
    public void restart() {
        int port = endpoint().getPort();
        cloud().close();
        cloud = LocalCloud.start(new LocalCloudConfig(directory(), port, LocalCloudConfig.DEFAULT_ACCOUNT));
    }

    /** The administrator's client in {@link #REGION}. */
    public <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C extends SdkClient> C client(B builder) {
        return client(builder, REGION);
    }

    /** The administrator's client in another region. */
    public <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C extends SdkClient> C client(
            B builder, Region region) {
        return client(builder, region, credentials(cloud().adminCredentials()));
    }

    /** A client that signs with other credentials. */
    public <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C extends SdkClient> C client(
            B builder, Region region, AwsCredentials credentials) {
        return client(builder, region, StaticCredentialsProvider.create(credentials));
    }

    /** A client that gets its credentials from {@code credentials}, for instance anonymous ones. */
    public <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C extends SdkClient> C client(
            B builder, Region region, AwsCredentialsProvider credentials) {
        C client = builder.endpointOverride(endpoint())
                .region(region)
                .credentialsProvider(credentials)
                .httpClient(http)
                .overrideConfiguration(builder.overrideConfiguration().toBuilder()
                        .retryStrategy(DefaultRetryStrategy.doNotRetry())
                        .build())
                .build();
        clients.push(client);
        return client;
    }

    /** The SDK's form of a credential. */
    public static AwsCredentials credentials(Credential credential) {
        String token = credential.sessionToken();
        return token == null
                ? AwsBasicCredentials.create(credential.accessKeyId(), credential.secretAccessKey())
                : AwsSessionCredentials.create(credential.accessKeyId(), credential.secretAccessKey(), token);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        start();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        close();
    }

    @Override
    public void close() {
        clients.forEach(SdkClient::close);
        clients.clear();
        cloud().close();
        try (Stream<Path> tree = Files.walk(directory())) {
            for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
