package dev.labctl.cli.cloud.local;

import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.error.Reason;
import dev.labctl.cli.poll.Poller;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The local cloud of one labctl home: a process of its own that outlives the command which started it. Of several
 * commands that want it at once, one starts it and the others find it.
 */
public final class LocalCloud {
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(60);
    private static final Poller POLLER = Poller.local();

    private final LocalFiles files;
    private final Path home;
    private final int port;
    private final Path libraries;
    private final Path cache;

    /**
     * The local cloud of this home.
     *
     * @param port where it listens when it is started
     * @param libraries the folder with the jars to start it from
     */
    public LocalCloud(Path home, int port, Path libraries) {
        this(home, port, libraries, home.resolve("cache"));
    }

    /**
     * The same, with what is good for several clouds in a folder of its own.
     *
     * @param port where it listens when it is started; 0 for a free one
     * @param cache where class data goes that cannot stand beside the libraries
     */
    LocalCloud(Path home, int port, Path libraries, Path cache) {
        this.files = new LocalFiles(home);
        this.home = home;
        this.port = port;
        this.libraries = libraries;
        this.cache = cache;
    }

    /** What became of a wish to start. */
    public record Started(RunningCloud cloud, boolean wasRunning) {}

    /** The cloud, if it runs. */
    public Optional<RunningCloud> running() {
        return files.recorded().filter(cloud -> alive(cloud.pid()) && answers(cloud));
    }

    /** The port it listens on once it is started. */
    public int port() {
        return port;
    }

    /** Where its state is. */
    public Path state() {
        return files.state();
    }

    /** Where it logs. */
    public Path log() {
        return files.log();
    }

    /** The log's last lines, oldest first. */
    public List<String> logTail(int lines) {
        return files.logTail(lines);
    }

    /**
     * Finds the cloud, or starts it and waits until it is ready.
     *
     * @param beforeStart is told that it is being started, when it is
     * @throws LabctlException when the port is taken, or the process ends: with its log's last lines
     */
    public Started start(Consumer<String> beforeStart) {
        Optional<RunningCloud> found = running();
        if (found.isPresent()) {
            return new Started(found.get(), true);
        }
        return locked(() -> {
            Optional<RunningCloud> other = running();
            if (other.isPresent()) {
                return new Started(other.get(), true);
            }
            requireFreePort();
            beforeStart.accept("starting the local cloud on port " + port);
            return new Started(launch(), false);
        });
    }

    /** Ends the cloud and waits until it is gone; returns what was running. */
    public Optional<RunningCloud> stop() {
        return locked(() -> {
            Optional<RunningCloud> found = running();
            found.ifPresent(this::end);
            return found;
        });
    }

    /** Ends the cloud and deletes all its state. */
    public void reset() {
        locked(() -> {
            running().ifPresent(this::end);
            files.deleteState();
            return true;
        });
    }

    private void end(RunningCloud cloud) {
        new Admin(cloud).stop();
        POLLER.until("the local cloud to end", STOP_PATIENCE, () -> alive(cloud.pid()), alive -> !alive);
    }

    private RunningCloud launch() {
        ClassData classData = new ClassData(libraries, cache);
        Process process = new Daemon(classData, files.state(), files.log(), port).spawn();
        return POLLER.until(
                        "the local cloud to get ready",
                        START_PATIENCE,
                        () -> {
                            if (!process.isAlive()) {
                                throw died(process.exitValue());
                            }
                            return files.recorded()
                                    .filter(cloud -> cloud.pid() == process.pid())
                                    .filter(LocalCloud::answers);
                        },
                        Optional::isPresent)
                .orElseThrow();
    }

    private LabctlException died(int exitCode) {
        List<String> tail = files.logTail(12);
        boolean full = !tail.isEmpty() && tail.get(tail.size() - 1).contains("No space left");
        return new LabctlException(
                Failure.CLOUD,
                "the local cloud ended while starting (exit code %d)%s"
                        .formatted(
                                exitCode, tail.isEmpty() ? "" : "; its log ends:\n    " + String.join("\n    ", tail)),
                (full
                                ? "make room on the disk of %s, then try again; nothing is lost"
                                : "labctl local logs shows all of it; labctl local reset deletes its state (%s)")
                        .formatted(files.state()));
    }

    private void requireFreePort() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            // Ports below 1024 are root's on many systems: nobody has to listen there for them to be refused.
            boolean taken = !String.valueOf(e.getMessage()).contains("ermission denied");
            throw new LabctlException(
                    Failure.CLOUD,
                    "port %d of 127.0.0.1 is %s, so the local cloud cannot start there"
                            .formatted(
                                    port,
                                    taken
                                            ? "taken by another program, or by the local cloud of another LABCTL_HOME"
                                            : "not yours to listen on"),
                    (taken
                            ? "end that program, or choose another port: LABCTL_LOCAL_PORT=" + (port + 1)
                            : "choose a port above 1023: LABCTL_LOCAL_PORT=4566"),
                    e);
        }
    }

    private static boolean alive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** A dead cloud's pid may be another process now, and its port another server's. */
    private static boolean answers(RunningCloud cloud) {
        return Admin.health(cloud.endpoint())
                .map(health -> health.get("pid"))
                .map(pid -> pid instanceof Number number && number.longValue() == cloud.pid())
                .orElse(false);
    }

    private interface Critical<T> {
        T run();
    }

    private <T> T locked(Critical<T> critical) {
        try {
            Files.createDirectories(home);
        } catch (IOException e) {
            throw unwritable(e);
        }
        try (FileChannel channel = FileChannel.open(files.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (!lock.isValid()) {
                throw new IllegalStateException("a lock that was just taken is valid");
            }
            return critical.run();
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private LabctlException unwritable(IOException e) {
        return new LabctlException(
                Failure.USAGE,
                "cannot write to %s: %s".formatted(home, Reason.of(e)),
                "make it writable, or set LABCTL_HOME to a folder of yours",
                e);
    }
}
