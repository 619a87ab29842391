package dev.labctl.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.Credentials;
import dev.labctl.cli.cloud.Target;
import dev.labctl.cli.cloud.local.Admin;
import dev.labctl.cli.cloud.local.LocalClock;
import dev.labctl.cli.cloud.local.RunningCloud;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;

/**
 * {@code scripts/labctl} as a user types it, with a home and a local cloud of its own.
 *
 * <p>The local cloud starts with the first command that needs it and ends with {@link #close}.
 */
public final class CommandLineFixture implements AutoCloseable {
    private static final long MINUTES = 5;

    private final Path home;
    private final int port;

    /** An empty home; nothing is started yet. */
    public CommandLineFixture() {
        try {
            this.home = Files.createTempDirectory("labctl home");
            this.port = FreePort.pick();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a command printed and how it ended. */
    public record Run(int exitCode, String out, String err) {
        /** The result as JSON. */
        public Map<String, Object> json() {
            try {
                return JSON.std.mapFrom(out);
            } catch (IOException e) {
                throw new UncheckedIOException("no JSON: " + out, e);
            }
        }
    }

    public Path home() {
        return home;
    }

    /** A file that is removed with the home. */
    public Path file(String name, String text) {
        try {
            return Files.writeString(home.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command that must succeed. */
    public Run labctl(String... arguments) {
        Run run = tryLabctl(arguments);
        assertThat(run.exitCode())
                .as("labctl %s%n%s%s", String.join(" ", arguments), run.out(), run.err())
                .isZero();
        return run;
    }

    /** Runs a command whose exit code the test looks at. */
    public Run tryLabctl(String... arguments) {
        return run(Ending.NONE, environment -> {}, arguments);
    }

    /** Runs a command of a user whose AWS account is another local cloud: with {@code --endpoint-url} it works on that. */
    public Run tryLabctlOn(CommandLineFixture account, String... arguments) {
        return run(Ending.NONE, account::pointAwsTools, arguments);
    }

    /** Runs a command that is asked to end, by SIGTERM, as soon as it has said this on stderr. */
    public Run endedAfter(String said, String... arguments) {
        return run(new Ending(talk -> talk.contains(said), ProcessHandle::destroy), environment -> {}, arguments);
    }

    /** Runs a command that is killed, by SIGKILL, as soon as it has said this on stderr. */
    public Run killedAfter(String said, String... arguments) {
        Ending kill = new Ending(talk -> talk.contains(said), ProcessHandle::destroyForcibly);
        return run(kill, environment -> {}, arguments);
    }

    /**
     * How a command is ended from outside.
     *
     * @param after the line of its talk that it is ended after
     */
    private record Ending(Predicate<String> after, Consumer<ProcessHandle> by) {
        static final Ending NONE = new Ending(talk -> false, process -> {});
    }

    private Run run(Ending ending, Consumer<Map<String, String>> environment, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(launcher().toString());
        command.addAll(Arrays.asList(arguments));
        try {
            Path out = Files.createTempFile(home, "run", ".out");
            ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile());
            setUp(builder.environment());
            environment.accept(builder.environment());
            Process process = builder.start();
            process.getOutputStream().close();
            CompletableFuture<String> talk = CompletableFuture.supplyAsync(() -> listen(process, ending));
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("labctl %s did not end".formatted(String.join(" ", arguments)));
            }
            Run run = new Run(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8), talk.join());
            Files.delete(out);
            return run;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String listen(Process process, Ending ending) {
        StringBuilder talk = new StringBuilder();
        process.errorReader(StandardCharsets.UTF_8).lines().forEach(line -> {
            talk.append(line).append(System.lineSeparator());
            if (ending.after().test(line)) {
                ending.by().accept(process.toHandle());
            }
        });
        return talk.toString();
    }

    /** The launcher of the tree that the tests run in. */
    public static Path launcher() {
        return Path.of("..", "scripts", "labctl").toAbsolutePath().normalize();
    }

    /** Makes a process's environment that of a user who has this home and no account. */
    public void setUp(Map<String, String> environment) {
        environment.keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("LABCTL_"));
        environment.put("LABCTL_HOME", home.toString());
        environment.put("LABCTL_LOCAL_PORT", Integer.toString(port));
    }

    /** Points the tools of AWS that start in this environment at the running local cloud, as its administrator. */
    public void pointAwsTools(Map<String, String> environment) {
        Map<String, Object> keys = keys();
        environment.put("AWS_ENDPOINT_URL", endpoint().toString());
        environment.put("AWS_REGION", "us-east-1");
        environment.put("AWS_ACCESS_KEY_ID", String.valueOf(keys.get("accessKeyId")));
        environment.put("AWS_SECRET_ACCESS_KEY", String.valueOf(keys.get("secretAccessKey")));
        environment.put("AWS_CONFIG_FILE", home.resolve("no-aws-config").toString());
    }

    /** The administrator's connection to the local cloud, to look behind the command line and to break things. */
    public Cloud cloud() {
        return new Cloud(
                new Target(Target.Kind.LOCAL, endpoint(), "us-east-1", null),
                administrator(keys()),
                new LocalClock(admin()));
    }

    /** The local cloud's own pages. */
    public Admin admin() {
        Map<String, Object> keys = keys();
        // Process and version are of no interest to who moves the clock.
        return new Admin(
                new RunningCloud(0, port, endpoint(), "", administrator(keys), String.valueOf(keys.get("adminToken"))));
    }

    private static Credentials administrator(Map<String, Object> keys) {
        return new Credentials(String.valueOf(keys.get("accessKeyId")), String.valueOf(keys.get("secretAccessKey")));
    }

    /** An SDK client of the administrator's, for what the command line has no need to do. */
    public <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B builder) {
        Map<String, Object> keys = keys();
        return builder.endpointOverride(endpoint())
                .region(Region.US_EAST_1)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        String.valueOf(keys.get("accessKeyId")), String.valueOf(keys.get("secretAccessKey")))))
                .build();
    }

    private Map<String, Object> keys() {
        try {
            return JSON.std.mapFrom(Files.readString(home.resolve("local").resolve("credentials.json")));
        } catch (IOException e) {
            throw new UncheckedIOException("the local cloud is not running", e);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void close() {
        tryLabctl("local", "stop");
        try (Stream<Path> tree = Files.walk(home)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
