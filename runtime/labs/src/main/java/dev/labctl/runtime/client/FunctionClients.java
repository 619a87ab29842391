package dev.labctl.runtime.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** Makes a program's clients: with one HTTP client for all of them. */
public final class FunctionClients {
    /** How long a call may take that S3, or another service, answers at once: with all tries. */
    public static final Duration PROMPT = Duration.ofSeconds(30);

    private final SdkHttpClient http;
    private final AwsCredentialsProvider credentials;

    /**
     * A function's: with the role's credentials from the environment, or, in a function that was restored by SnapStart, from
     * where the environment says (<a
     * href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-best-practices.html">SnapStart</a>).
     */
    public FunctionClients() {
        this(
                System.getenv(SdkSystemSetting.AWS_CONTAINER_CREDENTIALS_FULL_URI.environmentVariable()) == null
                        ? EnvironmentVariableCredentialsProvider.create()
                        : ContainerCredentialsProvider.builder().build());
    }

    /**
     * Clients for the endpoints of the environment.
     *
     * <p>AWS's are reached by TLS, which the SDK's client sets up when it is made: in the function's initialization,
     * where Lambda gives all processors. That takes half of a cold start, so where {@code AWS_ENDPOINT_URL} names a
     * plain endpoint, only a connection that needs TLS does it.
     */
    public FunctionClients(AwsCredentialsProvider credentials) {
        this.credentials = credentials;
        String endpoint = System.getenv("AWS_ENDPOINT_URL");
        http = endpoint != null && endpoint.startsWith("http://")
                ? UrlConnectionHttpClient.create(FunctionClients::open)
                : UrlConnectionHttpClient.create();
    }

    /** What all of them talk through. */
    public SdkHttpClient http() {
        return http;
    }

    /** What all of them sign with. */
    public AwsCredentialsProvider credentials() {
        return credentials;
    }

    /** The client of one service. */
    public <C, B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>> C client(B builder) {
        return builder.httpClient(http).credentialsProvider(credentials).build();
    }

    /**
     * The client of a service that answers at once or cannot be reached: its calls are given up after half a minute, not
     * tried again for as long as the function may run.
     */
    public <C, B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>> C promptClient(B builder) {
        return client(builder.overrideConfiguration(configuration -> configuration.apiCallTimeout(PROMPT)));
    }

    private static HttpURLConnection open(URI address) {
        try {
            return (HttpURLConnection) address.toURL().openConnection();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
