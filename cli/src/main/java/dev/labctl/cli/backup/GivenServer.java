package dev.labctl.cli.backup;

import dev.labctl.cli.archive.restore.RestoreException;
import dev.labctl.cli.archive.restore.RestoreTarget;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import java.sql.SQLException;

/** A server of the user's: a database is created on it, and dropped at the end. */
public final class GivenServer implements ScratchServer {
    private final RestoreTarget server;
    private final String shown;
    private final String name = "labctl_verify_" + ScratchDatabase.random(12);
    private boolean exists;
    private boolean closed;

    /**
     * A server that is there.
     *
     * @param server any database of it, of a user who may create databases
     * @param shown its address without user and password
     */
    public GivenServer(RestoreTarget server, String shown) {
        this.server = server;
        this.shown = shown;
    }

    @Override
    public synchronized Scratch create(int serverMajor, String encoding) {
        if (closed) {
            throw new IllegalStateException("the server was closed already");
        }
        try {
            RestoreTarget database = ScratchDatabase.create(server, name, encoding);
            exists = true;
            return new Scratch(database, "database %s of %s".formatted(name, shown));
        } catch (RestoreException e) {
            throw RestoreFailure.of(shown, e);
        } catch (SQLException e) {
            throw new LabctlException(
                    Failure.CLOUD,
                    "%s lets no database be created: %s".formatted(shown, e.getMessage()),
                    "--into needs a user who may: ALTER ROLE ... CREATEDB",
                    e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (!exists) {
            return;
        }
        try {
            ScratchDatabase.drop(server, name);
            exists = false;
        } catch (RestoreException | SQLException e) {
            throw new LabctlException(
                    Failure.LEFTOVERS,
                    "database %s of %s could not be dropped: %s".formatted(name, shown, e.getMessage()),
                    "DROP DATABASE " + name,
                    e);
        }
    }
}
