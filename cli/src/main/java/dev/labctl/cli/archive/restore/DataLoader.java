package dev.labctl.cli.archive.restore;

import dev.labctl.cli.archive.CopyRows;
import dev.labctl.cli.archive.DataBlock;
import dev.labctl.cli.archive.Encoding;
import dev.labctl.cli.archive.TocEntry;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.largeobject.LargeObject;
import org.postgresql.largeobject.LargeObjectManager;

/** Streams the data of entries into the database, each entry in a transaction of its own. */
final class DataLoader {
    private static final int BUFFER = 1 << 16;

    private final Session session;
    private final Encoding encoding;
    private final Predicate<TocEntry> isMade;
    private final BooleanSupplier stopped;
    private final byte[] buffer = new byte[BUFFER];

    /**
     * Loads through {@code session} until {@code stopped} says that all is in vain.
     *
     * @param isMade whether the archive has made the table that these rows belong to
     */
    DataLoader(Session session, Encoding encoding, Predicate<TocEntry> isMade, BooleanSupplier stopped) {
        this.session = session;
        this.encoding = encoding;
        this.isMade = isMade;
        this.stopped = stopped;
    }

    /** Loads a block and returns how many rows or large objects it had. */
    long load(DataBlock block) throws SQLException, IOException, RestoreException {
        Connection connection = session.connection();
        connection.setAutoCommit(false);
        try {
            long count = block.entry().isLargeObjects() ? loadLargeObjects(block) : loadTable(block);
            connection.commit();
            return count;
        } catch (SQLException | IOException | RestoreException | RuntimeException e) {
            rollback(connection, e);
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static void rollback(Connection connection, Exception failure) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private long loadTable(DataBlock block) throws SQLException, IOException, RestoreException {
        TocEntry entry = block.entry();
        if (entry.copy().isEmpty()) {
            return new InsertScript(block.content(), encoding.charset()).run(session);
        }
        String table = Sql.name(entry.schema(), entry.tag());
        if (isOwnTable(entry) && isMade.test(entry)) {
            // As pg_restore does: rows of a table that is emptied in the same transaction need no write-ahead log
            // where wal_level is minimal. A table that the archive did not make may have rows of others by now.
            session.execute("TRUNCATE TABLE ONLY " + table);
        }
        CopyRows rows = new CopyRows(block);
        long loaded = copy(statement(entry), rows);
        if (loaded != rows.rows()) {
            throw new RestoreException(
                    "%s: the server took %d rows of %d".formatted(entry.title(), loaded, rows.rows()));
        }
        return loaded;
    }

    /** Whether the rows go to the table of the entry's name, and not to the root of its partitions. */
    private static boolean isOwnTable(TocEntry entry) {
        return !entry.definition().startsWith("-- load via partition root");
    }

    private String statement(TocEntry entry) {
        String copy = entry.copy().strip().replaceFirst(";$", "");
        boolean sameEncoding = encoding.name().equals(Encoding.UTF8.name());
        return sameEncoding ? copy : copy + " WITH (ENCODING " + Sql.literal(encoding.name()) + ")";
    }

    private long copy(String statement, InputStream rows) throws SQLException, IOException {
        CopyIn copy =
                session.connection().unwrap(PGConnection.class).getCopyAPI().copyIn(statement);
        try {
            for (int count = rows.read(buffer); count >= 0; count = rows.read(buffer)) {
                checkStopped();
                copy.writeToCopy(buffer, 0, count);
            }
            return copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private long loadLargeObjects(DataBlock block) throws SQLException, IOException {
        LargeObjectManager objects =
                session.connection().unwrap(PGConnection.class).getLargeObjectAPI();
        long count = 0;
        for (OptionalLong oid = block.nextLargeObject(); oid.isPresent(); oid = block.nextLargeObject()) {
            try (LargeObject object = objects.open(oid.getAsLong(), LargeObjectManager.WRITE)) {
                InputStream content = block.content();
                for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                    checkStopped();
                    object.write(buffer, 0, read);
                }
            }
            count++;
        }
        return count;
    }

    private void checkStopped() {
        if (stopped.getAsBoolean()) {
            throw new CancellationException("the restore was stopped");
        }
    }
}
