package dev.labctl.localcloud.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.identity.Credential;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The unmodified {@code aws} of the machine, pointed at a local cloud by its documented environment variables only. */
final class AwsCli {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long MINUTES = 2;

    private final CloudFixture cloud;
    private final Path workDirectory;

    /** Skips the test, by name, on a machine without aws-cli. */
    AwsCli(CloudFixture cloud, Path workDirectory) {
        Assumptions.assumeTrue(isInstalled(), "skipped: no aws-cli on the PATH (Debian package awscli)");
        this.cloud = cloud;
        this.workDirectory = workDirectory;
    }

    /** What a run printed and how it ended. */
    record Run(int exitCode, String out, String err) {
        JsonNode json() {
            try {
                return JSON.readTree(out);
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException("aws-cli printed no JSON: " + out, e);
            }
        }
    }

    private static boolean isInstalled() {
        String path = System.getenv("PATH");
        return Stream.of(path.split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "aws")));
    }

    /** Runs a command that must succeed. */
    Run aws(String... arguments) {
        Run run = tryAws(arguments);
        assertThat(run.exitCode())
                .as("aws %s%n%s%s", String.join(" ", arguments), run.out(), run.err())
                .isZero();
        return run;
    }

    /** Runs a command whose exit code the test looks at. */
    Run tryAws(String... arguments) {
        List<String> command = new ArrayList<>(List.of("aws"));
        command.addAll(Arrays.asList(arguments));
        if (arguments[0].equals("sqs")) {
            // aws-cli 1.x puts its own legacy endpoint before AWS_ENDPOINT_URL, for this service alone.
            command.addAll(List.of("--endpoint-url", cloud.endpoint().toString()));
        }
        try {
            Path out = Files.createTempFile(workDirectory, "aws", ".out");
            Path err = Files.createTempFile(workDirectory, "aws", ".err");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(workDirectory.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            configure(builder.environment());
            Process process = builder.start();
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("aws %s did not end".formatted(String.join(" ", arguments)));
            }
            return new Run(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void configure(Map<String, String> environment) {
        Credential admin = cloud.cloud().adminCredentials();
        environment.keySet().removeIf(name -> name.startsWith("AWS_"));
        environment.put("AWS_ENDPOINT_URL", cloud.endpoint().toString());
        environment.put("AWS_ACCESS_KEY_ID", admin.accessKeyId());
        environment.put("AWS_SECRET_ACCESS_KEY", admin.secretAccessKey());
        environment.put("AWS_DEFAULT_REGION", "us-east-1");
        environment.put("AWS_CONFIG_FILE", workDirectory.resolve("config").toString());
        environment.put(
                "AWS_SHARED_CREDENTIALS_FILE",
                workDirectory.resolve("no-credentials").toString());
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
        environment.put("AWS_PAGER", "");
        environment.put("PYTHONUTF8", "1");
    }

    /** Writes a file for the client to read, and returns its path. */
    Path file(String name, String text) {
        try {
            Path file = workDirectory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            // sync compares times in whole seconds: a file of this very second would count as newer than its object.
            return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
