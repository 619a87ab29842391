package dev.labctl.localcloud.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A running PostgreSQL server as a child process that ends when this process does, however that ends: a shell between
 * the two holds a pipe from here, and shuts the server down when the pipe closes.
 */
final class ServerProcess {
    private static final String WATCHED = """
        exec 3<&0
        "$@" </dev/null &
        server=$!
        {
            read -r end <&3
            tries=0
            while kill -INT $server 2>/dev/null; do
                sleep 1
                tries=$((tries + 1))
                [ $tries -lt 60 ] || kill -QUIT $server
            done
        } &
        watch=$!
        exec 3<&-
        wait $server
        status=$?
        kill $watch 2>/dev/null
        exit $status
        """;

    private static final Duration READY = Duration.ofMinutes(2);
    private static final Duration SHUTDOWN = Duration.ofSeconds(65);
    private static final Duration ORPHAN = Duration.ofSeconds(5);
    private static final int POLL_MILLIS = 3;
    private static final int STATUS_LINE = 7;
    private static final int LOG_TAIL = 2000;

    private final Process shell;

    private ServerProcess(Process shell) {
        this.shell = shell;
    }

    /**
     * Starts the server and returns when it takes connections.
     *
     * @param command postgres with its arguments
     * @param log the file that its output goes to
     * @throws PostgresException when it ends before, with the last it said
     */
    static ServerProcess start(List<String> command, Path data, Path log) {
        endOrphan(data);
        String before = pidFile(data);
        List<String> watched = new ArrayList<>(List.of("/bin/sh", "-c", WATCHED, "labctl-postgres"));
        watched.addAll(command);
        try {
            if (Files.exists(log)) {
                // What a server said that ended unasked stays to be read.
                Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
            Process shell = Program.builder(watched)
                    .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()))
                    .start();
            ServerProcess server = new ServerProcess(shell);
            server.awaitReady(data, before, log);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.get(0), e);
        }
    }

    private void awaitReady(Path data, String before, Path log) throws IOException {
        long deadline = System.nanoTime() + READY.toNanos();
        while (!isReady(pidFile(data), before)) {
            if (!shell.isAlive() || System.nanoTime() > deadline) {
                stop();
                String said = Files.readString(log, StandardCharsets.ISO_8859_1);
                throw new PostgresException("the server in " + data + " did not start: "
                        + said.substring(Math.max(0, said.length() - LOG_TAIL)).strip());
            }
            pause();
        }
    }

    /** The server's own file says when it takes connections, on its eighth line. */
    private static boolean isReady(String pidFile, String before) {
        List<String> lines = pidFile.lines().toList();
        return !pidFile.equals(before)
                && lines.size() > STATUS_LINE
                && lines.get(STATUS_LINE).strip().equals("ready");
    }

    private static String pidFile(Path data) {
        try {
            return Files.readString(data.resolve("postmaster.pid"));
        } catch (IOException e) {
            return "";
        }
    }

    static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PostgresException("interrupted while PostgreSQL started", e);
        }
    }

    /** The server of a cloud that was killed a moment ago may still be ending; a number that is another's means nothing. */
    private static void endOrphan(Path data) {
        Optional<String> first = pidFile(data).lines().findFirst();
        if (first.isEmpty() || !first.get().matches("\\d+")) {
            return;
        }
        Optional<ProcessHandle> found = ProcessHandle.of(Long.parseLong(first.get()));
        if (found.isPresent() && isServer(found.get(), data)) {
            if (!ended(found.get(), ORPHAN)) {
                found.get().destroyForcibly();
                ended(found.get(), ORPHAN);
            }
        } else if (found.isPresent()) {
            try {
                Files.deleteIfExists(data.resolve("postmaster.pid"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static boolean isServer(ProcessHandle process, Path data) {
        return process.info()
                .arguments()
                .map(List::of)
                .map(arguments -> arguments.contains(data.toString()))
                .orElse(false);
    }

    private static boolean ended(ProcessHandle process, Duration wait) {
        try {
            process.onExit().get(wait.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    /** Waits for the server's end; false when this thread is told to end before. */
    boolean awaitEnd() {
        try {
            shell.waitFor();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    boolean isAlive() {
        return shell.isAlive();
    }

    /** Shuts the server down: connections are closed, its data is written. Returns when it is gone. */
    void stop() {
        try {
            shell.getOutputStream().close();
        } catch (IOException e) {
            // The shell has ended, which is what this asks for.
        }
        if (!ended(shell.toHandle(), SHUTDOWN)) {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly();
            ended(shell.toHandle(), ORPHAN);
        }
    }
}
