package dev.labctl.localcloud.postgres;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs short programs, in an environment that holds nothing of this process's own. */
final class Program {
    /** Errors are read: they must be in English. */
    private static final Map<String, String> ENVIRONMENT = Map.of("PATH", "/usr/bin:/bin", "LC_MESSAGES", "C");

    private Program() {}

    /** @param output standard output, or standard error when there is nothing else */
    record Result(int exitCode, String output) {}

    /** A process builder with the clean environment, in the root directory, its standard error with its output. */
    static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(Path.of("/").toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(ENVIRONMENT);
        return builder;
    }

    static boolean succeeds(List<String> command) {
        try {
            return result(command, "").exitCode() == 0;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** Returns what it said; throws {@link PostgresException} when it fails. */
    static String run(List<String> command, String input) {
        Result result = result(command, input);
        if (result.exitCode() != 0) {
            throw new PostgresException("%s failed with %d: %s"
                    .formatted(
                            command.get(0), result.exitCode(), result.output().strip()));
        }
        return result.output();
    }

    static Result result(List<String> command, String input) {
        try {
            Process process = builder(command).start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), said);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PostgresException("interrupted while running " + command.get(0), e);
        }
    }
}
