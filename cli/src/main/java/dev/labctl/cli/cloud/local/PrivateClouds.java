package dev.labctl.cli.cloud.local;

import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.error.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The local clouds of one run, in a folder of its own under the home: {@code smoke/<run>/<number>}. The run holds a lock
 * on its folder; a folder that nobody holds was left by a run that was killed, and the next run removes it.
 */
public final class PrivateClouds implements AutoCloseable {
    private static final String KEPT = "kept";
    private static final String LOCK = "lock";

    /** A cloud that is being started has not yet said so. */
    private static final Duration STARTING = Duration.ofSeconds(90);

    private final Path folder;
    private final Path libraries;
    private final Path cache;
    private final FileChannel channel;
    private final @Nullable FileLock lock;
    private final List<PrivateCloud> clouds = new ArrayList<>();
    private boolean closed;

    /**
     * Removes what killed runs have left, and makes a folder for this one.
     *
     * @param home labctl's
     * @param libraries the folder with the jars to start clouds from
     * @throws LabctlException exit code 2, when the home cannot be written
     */
    public PrivateClouds(Path home, Path libraries) {
        this.libraries = libraries;
        this.cache = home.resolve("cache");
        Path runs = home.resolve("smoke");
        this.folder = runs.resolve(UUID.randomUUID().toString().substring(0, 8));
        try {
            Files.createDirectories(runs);
            try (FileChannel all = open(runs.resolve(LOCK));
                    FileLock held = all.lock()) {
                sweep(runs, held);
                Files.createDirectory(folder);
                this.channel = open(folder.resolve(LOCK));
                this.lock = channel.tryLock();
            }
        } catch (IOException e) {
            throw LabctlException.usage(
                    "cannot write to %s: %s".formatted(runs, Reason.of(e)),
                    "make it writable, or set LABCTL_HOME to a folder of yours");
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private void sweep(Path runs, FileLock held) throws IOException {
        if (!held.isValid()) {
            throw new IllegalStateException("a lock that was just taken is valid");
        }
        for (Path run : folders(runs)) {
            try (FileChannel its = open(run.resolve(LOCK));
                    FileLock free = its.tryLock()) {
                if (free != null && isLeft(run)) {
                    folders(run).forEach(each -> new PrivateCloud(each, libraries, cache).remove());
                    LocalFiles.delete(run);
                }
            }
        }
    }

    /** Whether nobody wants it any more: what was kept has been reset by its user. */
    private static boolean isLeft(Path run) throws IOException {
        if (Files.exists(run.resolve(KEPT))) {
            return folders(run).stream().noneMatch(each -> Files.exists(new LocalFiles(each).state()));
        }
        Instant recently = Instant.now().minus(STARTING);
        for (Path each : folders(run)) {
            LocalFiles files = new LocalFiles(each);
            boolean isYoung = Files.getLastModifiedTime(each).toInstant().isAfter(recently);
            if (isYoung && Files.exists(files.log()) && files.recorded().isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private static List<Path> folders(Path parent) throws IOException {
        try (Stream<Path> all = Files.list(parent)) {
            return all.filter(Files::isDirectory).sorted().toList();
        }
    }

    /** One more cloud, which is not started yet. */
    public synchronized PrivateCloud next() {
        if (closed || lock == null) {
            throw new LabctlException(Failure.CLOUD, "the run is being ended", "run it again");
        }
        PrivateCloud cloud = new PrivateCloud(folder.resolve(Integer.toString(clouds.size() + 1)), libraries, cache);
        clouds.add(cloud);
        return cloud;
    }

    /** Leaves the clouds to the user: they run on until {@code labctl local reset}. */
    public synchronized void keep() {
        try {
            Files.writeString(folder.resolve(KEPT), "");
            closed = true;
            channel.close();
        } catch (IOException e) {
            throw LabctlException.usage(
                    "cannot write to %s: %s".formatted(folder, Reason.of(e)), "labctl local reset --yes in it");
        }
    }

    /** Ends the clouds and deletes all of them, unless they are kept. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        clouds.forEach(PrivateCloud::remove);
        try {
            channel.close();
        } catch (IOException e) {
            throw LabctlException.usage("cannot write to %s: %s".formatted(folder, Reason.of(e)), "delete it yourself");
        }
        LocalFiles.delete(folder);
    }
}
