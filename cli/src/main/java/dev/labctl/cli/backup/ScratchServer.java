package dev.labctl.cli.backup;

import dev.labctl.cli.archive.restore.RestoreException;
import dev.labctl.cli.archive.restore.RestoreTarget;
import dev.labctl.cli.error.LabctlException;

/** A PostgreSQL server on which a backup is restored to see that it can be. */
public interface ScratchServer extends AutoCloseable {
    /**
     * An empty database that nobody else uses.
     *
     * @param title how it is named to the user
     */
    record Scratch(RestoreTarget database, String title) {}

    /**
     * Makes the database, once.
     *
     * @param serverMajor the major version of the server that the backup is of
     * @param encoding the backup's, as PostgreSQL calls it
     * @throws RestoreException when the server refuses it
     * @throws LabctlException when there is no such server, or it cannot be reached
     */
    Scratch create(int serverMajor, String encoding) throws RestoreException;

    /**
     * Removes whatever was made; does nothing when nothing was, or it is gone already. Another thread may be in the middle
     * of {@link #create}, or of work on the database.
     *
     * @throws LabctlException when something is left over
     */
    @Override
    void close();
}
