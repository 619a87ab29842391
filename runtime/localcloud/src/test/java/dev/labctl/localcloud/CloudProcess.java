package dev.labctl.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.retries.DefaultRetryStrategy;

/** The local cloud in a process of its own, which a test can kill without grace, and SDK clients for it. */
final class CloudProcess implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final List<String> QUICK_START =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

    private final Process process;
    private final Path seen;
    private final URI endpoint;
    private final AwsCredentials credentials;
    private final List<SdkClient> clients = Collections.synchronizedList(new ArrayList<>());

    private CloudProcess(Process process, Path seen, URI endpoint, AwsCredentials credentials) {
        this.process = process;
        this.seen = seen;
        this.endpoint = endpoint;
        this.credentials = credentials;
    }

    /** Starts a cloud on {@code directory} and waits until it answers. It logs to {@link #log}. */
    static CloudProcess start(Path directory, String... jvmOptions) throws IOException, InterruptedException {
        return start(directory, List.of(), jvmOptions);
    }

    /** Starts a cloud whose directory is a disk of its own, which is gone when the process is. */
    static CloudProcess startOnDisk(Path directory, int megabytes) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        String mount = "mount -t tmpfs -o size=" + megabytes + "m none '" + directory + "' && exec \"$@\"";
        return start(directory, List.of("unshare", "--mount", "--map-root-user", "sh", "-c", mount, "sh"));
    }

    /** Starts a cloud on a host whose kernel gives nobody a user namespace. */
    static CloudProcess startWithoutNamespaces(Path directory) throws IOException, InterruptedException {
        String forbid = "echo 0 >/proc/sys/user/max_user_namespaces && exec \"$@\"";
        return start(directory, List.of("unshare", "--user", "--map-root-user", "sh", "-c", forbid, "sh"));
    }

    /** Whether this user may mount disks. */
    static boolean canMount() throws IOException, InterruptedException {
        return new ProcessBuilder("unshare", "--mount", "--map-root-user", "mount", "-t", "tmpfs", "none", "/tmp")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private static CloudProcess start(Path directory, List<String> wrapper, String... jvmOptions)
            throws IOException, InterruptedException {
        Files.deleteIfExists(directory.resolve("cloud.json"));
        List<String> command = new ArrayList<>(wrapper);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(QUICK_START);
        command.addAll(List.of(jvmOptions));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of("--directory", directory.toString(), "--port", "0"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(directory).toFile()))
                .start();
        // A process with mounts of its own sees another directory of that name.
        Path seen = wrapper.isEmpty() ? directory : Path.of("/proc/" + process.pid() + "/root" + directory);
        Path running = seen.resolve("cloud.json");
        while (!Files.exists(running)) {
            if (!process.isAlive()) {
                throw new AssertionError("the cloud did not start: " + Files.readString(log(directory)));
            }
            Thread.sleep(10);
        }
        JsonNode keys = JSON.readTree(seen.resolve("credentials.json").toFile());
        return new CloudProcess(
                process,
                seen,
                URI.create(JSON.readTree(running.toFile()).path("endpoint").asText()),
                AwsBasicCredentials.create(
                        keys.path("accessKeyId").asText(),
                        keys.path("secretAccessKey").asText()));
    }

    /** Where the clouds of this directory log to: beside it, so that no limit of the directory's disk touches it. */
    static Path log(Path directory) {
        return directory.resolveSibling(directory.getFileName() + ".log");
    }

    /** The cloud's directory. */
    Path directory() {
        return seen;
    }

    /** The administrator's client; it does not retry. */
    <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C extends SdkClient> C client(B builder) {
        C client = builder.endpointOverride(endpoint)
                .region(CloudFixture.REGION)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .retryStrategy(DefaultRetryStrategy.doNotRetry())
                        .build())
                .build();
        clients.add(client);
        return client;
    }

    /** Ends the process as {@code kill -9} does, and returns when it is gone. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Asks the process to end, and returns when it is gone. */
    void end() {
        process.destroy();
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
        clients.forEach(SdkClient::close);
    }
}
