package dev.labctl.runtime.lab.todoapi;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/**
 * A lock on a user that is given in the order in which it is asked for, until the transaction ends.
 *
 * <p>The lock of the row alone has no order: who shares it joins those who share it already, and who wants to delete the row
 * waits for as long as there are any. An advisory lock makes who comes after a deletion wait behind it.
 *
 * @see <a href="https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS">Advisory locks</a>
 */
final class UserLock {
    private UserLock() {}

    /** Waits until nobody deletes the user. */
    static void share(Connection connection, UUID user) throws SQLException {
        lock(connection, "SELECT pg_advisory_xact_lock_shared(hashtextextended(?, 0))", user);
    }

    /** Waits until nobody needs the user to stay. */
    static void takeAlone(Connection connection, UUID user) throws SQLException {
        lock(connection, "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", user);
    }

    private static void lock(Connection connection, String select, UUID user) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            statement.setString(1, user.toString());
            statement.execute();
        }
    }
}
