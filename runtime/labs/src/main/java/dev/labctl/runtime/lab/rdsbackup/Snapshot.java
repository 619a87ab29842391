package dev.labctl.runtime.lab.rdsbackup;

import dev.labctl.wire.rdsbackup.BackupManifest.TableRows;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * What a database holds at one moment, kept open so that pg_dump sees the same rows as we count. See <a
 * href="https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-SNAPSHOT-SYNCHRONIZATION">snapshot
 * synchronization functions</a>.
 */
final class Snapshot {
    /** Of tables whose rows pg_dump takes along: not PostgreSQL's own, not an extension's, not a session's. */
    private static final String TABLES = """
            SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r' AND c.relpersistence <> 't'
              AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
              AND NOT EXISTS (SELECT FROM pg_depend d
                WHERE d.deptype = 'e' AND (d.classid = 'pg_class'::regclass AND d.objid = c.oid
                  OR d.classid = 'pg_namespace'::regclass AND d.objid = n.oid))
            ORDER BY 1, 2""";

    private final Connection database;
    private final String id;
    private final String serverVersion;
    private final int serverMajor;
    private final long databaseBytes;
    private final Instant takenAt;

    private Snapshot(
            Connection database,
            String id,
            String serverVersion,
            int serverMajor,
            long databaseBytes,
            Instant takenAt) {
        this.database = database;
        this.id = id;
        this.serverVersion = serverVersion;
        this.serverMajor = serverMajor;
        this.databaseBytes = databaseBytes;
        this.takenAt = takenAt;
    }

    /** Takes a snapshot, in a transaction that begins here and must stay open as long as it is used. */
    static Snapshot take(Connection database) throws SQLException {
        database.setAutoCommit(false);
        database.setReadOnly(true);
        database.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (Statement statement = database.createStatement()) {
            // Rows that a policy hides would be missing from the count; pg_dump fails on them as well.
            statement.execute("SET LOCAL row_security = off");
            try (ResultSet row = statement.executeQuery("""
                    SELECT pg_export_snapshot(), split_part(current_setting('server_version'), ' ', 1),
                      current_setting('server_version_num')::int / 10000, pg_database_size(current_database())""")) {
                row.next();
                return new Snapshot(
                        database,
                        row.getString(1),
                        row.getString(2),
                        row.getInt(3),
                        row.getLong(4),
                        Instant.now().truncatedTo(ChronoUnit.MILLIS));
            }
        }
    }

    /** The databases of a server that can be connected to, but for the templates and RDS's own. */
    static List<String> databases(Connection database) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate AND datname <> 'rdsadmin'"
                                + " ORDER BY 1")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    /** Counts the rows of every table whose rows are dumped. */
    List<TableRows> count() throws SQLException {
        List<TableRows> counted = new ArrayList<>();
        try (Statement statement = database.createStatement()) {
            List<TableRows> tables = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(TABLES)) {
                while (rows.next()) {
                    tables.add(new TableRows(rows.getString(1), rows.getString(2), 0));
                }
            }
            for (TableRows table : tables) {
                String name = "%s.%s".formatted(quoted(table.schema()), quoted(table.table()));
                try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM ONLY " + name)) {
                    rows.next();
                    counted.add(new TableRows(table.schema(), table.table(), rows.getLong(1)));
                }
            }
        }
        return counted;
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /** What pg_dump names it by. */
    String id() {
        return id;
    }

    /** For instance {@code 17.6}. */
    String serverVersion() {
        return serverVersion;
    }

    int serverMajor() {
        return serverMajor;
    }

    /** How large the database is on its server's disk, in bytes. */
    long databaseBytes() {
        return databaseBytes;
    }

    Instant takenAt() {
        return takenAt;
    }
}
