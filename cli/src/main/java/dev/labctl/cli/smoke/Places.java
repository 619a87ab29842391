package dev.labctl.cli.smoke;

import dev.labctl.cli.cloud.Cloud;

/** The clouds that a run works in. */
public interface Places extends AutoCloseable {
    /** The cloud for one more worker: one of its own, or the one that all share. Called by many threads. */
    Cloud forWorker();

    /** Ends what was begun for the run; called once more when the run is interrupted, by another thread. */
    @Override
    void close();
}
