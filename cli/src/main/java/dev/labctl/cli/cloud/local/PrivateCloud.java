package dev.labctl.cli.cloud.local;

import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import java.nio.file.Path;

/** A local cloud in a home and on a port of its own, which nobody else knows. Safe for use by many threads. */
public final class PrivateCloud {
    private final Path home;
    private final LocalCloud cloud;
    private boolean removed;

    PrivateCloud(Path home, Path libraries, Path cache) {
        this.home = home;
        this.cloud = new LocalCloud(home, 0, libraries, cache);
    }

    /** What {@code LABCTL_HOME} has to be to reach it. */
    public Path home() {
        return home;
    }

    /**
     * Starts it, unless it runs.
     *
     * @throws LabctlException when it cannot be started, or was removed
     */
    public synchronized RunningCloud start() {
        if (removed) {
            throw new LabctlException(Failure.CLOUD, "the run's own local cloud is taken away", "run it again");
        }
        return cloud.start(message -> {}).cloud();
    }

    /** Ends it and deletes all of it; one that is being started is waited for. */
    synchronized void remove() {
        removed = true;
        cloud.reset();
        LocalFiles.delete(home);
    }
}
