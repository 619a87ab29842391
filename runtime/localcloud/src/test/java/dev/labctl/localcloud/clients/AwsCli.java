package dev.labctl.localcloud.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.CloudFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** The unmodified {@code aws} of the machine, pointed at a local cloud by its documented environment variables only. */
final class AwsCli {
    private final CloudFixture cloud;
    private final Path workDirectory;

    /** Skips the test, by name, on a machine without aws-cli. */
    AwsCli(CloudFixture cloud, Path workDirectory) {
        Assumptions.assumeTrue(
                ClientProcess.isInstalled("aws"), "skipped: no aws-cli on the PATH (Debian package awscli)");
        this.cloud = cloud;
        this.workDirectory = workDirectory;
    }

    /** Runs a command that must succeed. */
    ClientProcess.Run aws(String... arguments) {
        ClientProcess.Run run = tryAws(arguments);
        assertThat(run.exitCode())
                .as("aws %s%n%s%s", String.join(" ", arguments), run.out(), run.err())
                .isZero();
        return run;
    }

    /** Runs a command whose exit code the test looks at. */
    ClientProcess.Run tryAws(String... arguments) {
        return tryAws(null, arguments);
    }

    /** The same with a file as standard input. */
    ClientProcess.Run tryAws(@Nullable Path input, String... arguments) {
        List<String> command = new ArrayList<>(List.of("aws"));
        command.addAll(Arrays.asList(arguments));
        if (arguments[0].equals("sqs")) {
            // aws-cli 1.x puts its own legacy endpoint before AWS_ENDPOINT_URL, for this service alone.
            command.addAll(List.of("--endpoint-url", cloud.endpoint().toString()));
        }
        return new ClientProcess(cloud, workDirectory).run(input, command);
    }

    /** Whether it is of the second major version, which has more commands and reads binary parameters as base64. */
    boolean isVersion2() {
        return aws("--version").out().startsWith("aws-cli/2");
    }

    /** A command with the option that lets version 2 take a payload as it is, which version 1 does not know. */
    String[] rawPayload(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        if (isVersion2()) {
            all.addAll(List.of("--cli-binary-format", "raw-in-base64-out"));
        }
        return all.toArray(String[]::new);
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
