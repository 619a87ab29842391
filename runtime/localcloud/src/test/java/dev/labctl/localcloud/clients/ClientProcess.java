package dev.labctl.localcloud.clients;

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
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs a client of the machine, pointed at a local cloud by AWS's documented environment variables only. */
final class ClientProcess {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long MINUTES = 5;

    private final CloudFixture cloud;
    private final Path workDirectory;

    ClientProcess(CloudFixture cloud, Path workDirectory) {
        this.cloud = cloud;
        this.workDirectory = workDirectory;
    }

    /**
     * What a run printed and how it ended.
     *
     * @param exitCode the exit code
     * @param output the file with what it wrote to standard output
     * @param err what it wrote to standard error
     */
    record Run(int exitCode, Path output, String err) {
        String out() {
            try {
                return Files.readString(output, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        JsonNode json() {
            try {
                return JSON.readTree(out());
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException("the client printed no JSON: " + out(), e);
            }
        }
    }

    /** Whether there is an executable of that name on the PATH. */
    static boolean isInstalled(String name) {
        String path = System.getenv("PATH");
        return Stream.of(path.split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
    }

    /** Runs a command to its end, with a file as standard input or nothing. */
    Run run(@Nullable Path input, List<String> command) {
        try {
            Path out = Files.createTempFile(workDirectory, "client", ".out");
            Path err = Files.createTempFile(workDirectory, "client", ".err");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(workDirectory.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            if (input != null) {
                builder.redirectInput(input.toFile());
            }
            configure(builder.environment());
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("%s did not end".formatted(String.join(" ", command)));
            }
            return new Run(process.exitValue(), out, Files.readString(err, StandardCharsets.UTF_8));
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
}
