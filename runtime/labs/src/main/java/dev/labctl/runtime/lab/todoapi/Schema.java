package dev.labctl.runtime.lab.todoapi;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables in PostgreSQL. Containers that start at the same time wait for the first of them to make what is missing;
 * what it makes is there as a whole or not at all.
 */
final class Schema {
    private static final String UNDEFINED_TABLE = "42P01";

    /** Any number that no other program locks in this database. */
    private static final long LOCK = 0x746f646f61706931L;

    /** The steps from an empty database to today's; a step that has been released never changes. */
    private static final List<String> STEPS = List.of("""
            CREATE TABLE users (
                id UUID PRIMARY KEY,
                name VARCHAR(255) NOT NULL,
                email VARCHAR(255) NOT NULL UNIQUE,
                department VARCHAR(100),
                password_hash TEXT,
                created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
                updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
            );
            CREATE UNIQUE INDEX users_email_whatever_case ON users (lower(email));
            CREATE INDEX users_by_age ON users (created_at, id);
            CREATE TABLE user_deletions (
                user_id UUID PRIMARY KEY,
                requested_at TIMESTAMPTZ NOT NULL DEFAULT now(),
                todos_removed_at TIMESTAMPTZ
            );
            COMMENT ON TABLE user_deletions IS 'users that are gone and whose todos may not all be, yet'
            """);

    private Schema() {}

    /** Makes what is missing. The connection commits by itself before and after. */
    static void migrate(Connection database) throws SQLException {
        if (version(database) < STEPS.size()) {
            database.setAutoCommit(false);
            try {
                catchUp(database);
                database.commit();
            } catch (SQLException e) {
                database.rollback();
                throw e;
            } finally {
                database.setAutoCommit(true);
            }
        }
    }

    private static void catchUp(Connection database) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(%d)".formatted(LOCK));
            statement.execute("CREATE TABLE IF NOT EXISTS schema_steps (step INTEGER PRIMARY KEY,"
                    + " made_at TIMESTAMPTZ NOT NULL DEFAULT now())");
            for (int step = version(database); step < STEPS.size(); step++) {
                statement.execute(STEPS.get(step));
                try (PreparedStatement made = database.prepareStatement("INSERT INTO schema_steps (step) VALUES (?)")) {
                    made.setInt(1, step + 1);
                    made.executeUpdate();
                }
            }
        }
    }

    private static int version(Connection database) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet result = statement.executeQuery("SELECT COALESCE(max(step), 0) FROM schema_steps")) {
            result.next();
            return result.getInt(1);
        } catch (SQLException e) {
            if (UNDEFINED_TABLE.equals(e.getSQLState())) {
                return 0;
            }
            throw e;
        }
    }
}
