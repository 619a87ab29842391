package dev.labctl.runtime.lab.dbreplication;

import dev.labctl.runtime.event.Environment;
import dev.labctl.wire.dbreplication.TableState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The table that is replicated, in one of the databases.
 *
 * @param name needs no quotes
 */
record InventoryTable(String name) {
    private static final String NAME = "^[A-Za-z_][A-Za-z0-9_]*$";
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String LOCK_OWNER = """
            SELECT coalesce(max(application_name || ', which began at ' || xact_start::timestamptz(0)), 'another run')
            FROM pg_locks JOIN pg_stat_activity USING (pid)
            WHERE locktype = 'advisory' AND granted AND objsubid = 1
              AND (classid::bigint << 32 | objid::bigint) = %s""";

    InventoryTable {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException("TABLE_NAME must match %s: %s".formatted(NAME, name));
        }
    }

    static InventoryTable fromEnvironment() {
        return new InventoryTable(Environment.required("TABLE_NAME"));
    }

    /** A column and its type as PostgreSQL writes it: {@code item_id}, {@code integer}. */
    record Column(String name, String type) {}

    /** Creates the table where it is missing. To be called inside {@link #lock}. */
    void ensure(Connection database) throws SQLException {
        execute(database, """
                CREATE TABLE IF NOT EXISTS %s (
                  item_id INTEGER PRIMARY KEY,
                  item_name TEXT NOT NULL,
                  quantity INTEGER NOT NULL,
                  updated_at TIMESTAMPTZ NOT NULL DEFAULT now())""".formatted(quoted()));
    }

    /**
     * Keeps every other run away from this table of this database until the transaction ends.
     *
     * @throws SQLException with SQLState {@code 55P03} when the other run takes longer than {@code patienceMillis},
     *     naming it
     */
    void lock(Connection database, long patienceMillis) throws SQLException {
        String key = "hashtextextended('labctl:%s', 0)".formatted(name);
        if (value(database, "SELECT pg_try_advisory_xact_lock(%s)".formatted(key))
                .equals("t")) {
            return;
        }
        String other = value(database, LOCK_OWNER.formatted(key));
        execute(database, "SET LOCAL lock_timeout = " + Math.max(1, patienceMillis));
        try {
            execute(database, "SELECT pg_advisory_xact_lock(%s)".formatted(key));
        } catch (SQLException e) {
            String waited =
                    "waited %d s for %s to be done with table %s".formatted(patienceMillis / 1_000, other, name);
            throw LOCK_NOT_AVAILABLE.equals(e.getSQLState()) ? new SQLException(waited, LOCK_NOT_AVAILABLE, e) : e;
        }
        execute(database, "SET LOCAL lock_timeout = 0");
    }

    /** The columns that are stored, in their order; generated ones are left out. */
    List<Column> columns(Connection database) throws SQLException {
        String sql = """
                SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
                WHERE attrelid = '%s'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
                ORDER BY attnum""".formatted(quoted());
        List<Column> columns = new ArrayList<>();
        try (Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                columns.add(new Column(rows.getString(1), rows.getString(2)));
            }
        }
        return columns;
    }

    /** Whether it stores its rows itself: no partitioned table, no foreign one. */
    private boolean isOrdinary(Connection database) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT relkind = 'r' FROM pg_class WHERE oid = '%s'::regclass".formatted(quoted()))) {
            rows.next();
            return rows.getBoolean(1);
        }
    }

    /**
     * The number of rows and a checksum of these columns that does not depend on the order of rows, computed in the
     * database.
     *
     * @param asText whether values are compared as text, because the other side's types differ
     */
    TableState state(Connection database, List<Column> columns, boolean asText) throws SQLException {
        String row = columns.stream()
                .map(column -> quoted(column.name()) + (asText ? "::text" : ""))
                .collect(Collectors.joining(", ", "ROW(", ")"));
        String sql =
                "SELECT count(*), coalesce(sum(hash_record_extended(%s, 0)), 0)::text FROM %s".formatted(row, quoted());
        try (Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return new TableState(rows.getLong(1), rows.getString(2));
        }
    }

    /** How many rows there are. */
    long rows(Connection database) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + quoted())) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Writes rows into the emptied table and says how many; into one that stores them itself, they can be frozen. */
    interface Filling<E extends Exception> {
        long fill(boolean isOrdinary) throws SQLException, E;
    }

    /**
     * Puts other rows in the place of all that are there, when the transaction commits; until then readers wait.
     *
     * @return how many
     */
    <E extends Exception> long reload(Connection database, Filling<E> filling) throws SQLException, E {
        execute(database, "TRUNCATE " + quoted());
        DeferredKey key = DeferredKey.of(database, this);
        long rows = filling.fill(isOrdinary(database));
        key.make();
        return rows;
    }

    /** The name and these columns, as COPY wants them. */
    String with(List<Column> columns) {
        return quoted()
                + columns.stream().map(column -> quoted(column.name())).collect(Collectors.joining(", ", " (", ")"));
    }

    /** The name as SQL has it: without quotes PostgreSQL would fold it to lower case. */
    String quoted() {
        return quoted(name);
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    private static String value(Connection database, String sql) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void execute(Connection database, String sql) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute(sql);
        }
    }
}
