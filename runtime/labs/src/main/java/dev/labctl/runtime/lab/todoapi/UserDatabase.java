package dev.labctl.runtime.lab.todoapi;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way to PostgreSQL: a pool of one connection, for a container of Lambda does one thing at a time. It is opened when
 * first needed, so that routes that need no user answer without it, and again after it was lost.
 */
final class UserDatabase {
    private static final String POOL = "users";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);

    /**
     * What the server is told of each connection: a statement, or a transaction that has lost its function, must not hold
     * its locks for ever.
     */
    private static final String LIMITS = "SET statement_timeout = '10s'; SET lock_timeout = '8s';"
            + " SET idle_in_transaction_session_timeout = '30s'";

    /**
     * SQLStates, or their classes, of what passes: no connection, nobody let in, no room, a server that stops or starts, one
     * that only reads, a statement or a lock that takes too long.
     */
    private static final Set<String> PASSING = Set.of("08", "28", "53", "57", "58", "25006", "55P03", "3D000");

    private final Opener opener;
    private @Nullable HikariDataSource pool;

    UserDatabase(Opener opener) {
        this.opener = opener;
    }

    /** Opens a connection. */
    interface Opener {
        Connection open() throws SQLException;
    }

    /** What is done with a connection. */
    interface Work<T> {
        T on(Connection database) throws SQLException;
    }

    /**
     * Does something in one transaction, which is committed when it is done and rolled back when it throws.
     *
     * @throws StoreUnavailableException when the database cannot be reached now
     * @throws UserConflictException when a unique value is taken
     */
    <T> T transact(Work<T> work) {
        try (Connection database = connection()) {
            database.setAutoCommit(false);
            try {
                T result = work.on(database);
                database.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollback(database, e);
                throw e;
            }
        } catch (SQLException e) {
            throw translated(e);
        }
    }

    /** Does something that is one statement. The same exceptions. */
    <T> T query(Work<T> work) {
        try (Connection database = connection()) {
            return work.on(database);
        } catch (SQLException e) {
            throw translated(e);
        }
    }

    private static void rollback(Connection database, Exception cause) {
        try {
            database.rollback();
        } catch (SQLException e) {
            // A connection that is lost is rolled back by its server; what has happened first is what is told.
            cause.addSuppressed(e);
        }
    }

    private static RuntimeException translated(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        if (state.equals("23505")) {
            return new UserConflictException(e);
        }
        boolean passes = PASSING.contains(state) || PASSING.contains(state.substring(0, 2)) || state.equals("null");
        return passes
                ? new StoreUnavailableException(Store.RDS, e)
                : new IllegalStateException("%s (SQLState %s)".formatted(e.getMessage(), state), e);
    }

    private Connection connection() throws SQLException {
        HikariDataSource from = pool();
        try {
            return from.getConnection();
        } catch (SQLTransientConnectionException e) {
            // Whoever comes next asks the server anew, and at once learns whether it still is away.
            discard(from);
            throw e;
        }
    }

    private synchronized void discard(HikariDataSource useless) {
        if (pool == useless) {
            pool = null;
        }
        useless.close();
    }

    private synchronized HikariDataSource pool() {
        if (pool == null) {
            HikariConfig config = new HikariConfig();
            config.setPoolName(POOL);
            config.setDataSource(new OpenedConnections(this::open));
            config.setMaximumPoolSize(1);
            config.setMinimumIdle(0);
            config.setConnectionTimeout(PATIENCE.toMillis());
            // The first connection is opened by the thread that needs it, which then learns at once why it cannot be.
            config.setInitializationFailTimeout(1);
            try {
                pool = new HikariDataSource(config);
            } catch (PoolInitializationException e) {
                throw new StoreUnavailableException(Store.RDS, e.getCause() == null ? e : e.getCause());
            }
        }
        return pool;
    }

    private Connection open() throws SQLException {
        Connection database = opener.open();
        try (Statement statement = database.createStatement()) {
            database.setNetworkTimeout(Runnable::run, (int) LONGEST_ANSWER.toMillis());
            statement.execute(LIMITS);
            Schema.migrate(database);
            return database;
        } catch (SQLException e) {
            database.close();
            throw e;
        }
    }
}
