package dev.labctl.runtime.lab.todoapi;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Deletes users and their todos, which are in two databases that know no common transaction.
 *
 * <p>First, in one transaction of PostgreSQL, the user goes and a note in {@code user_deletions} comes. From then on
 * nobody can add a todo, and whatever fails, the note says what is left to do; deleting again, or the cleaner, does it.
 * Notes are kept for a while after the todos were removed: the index by which they are found may lag behind the table.
 */
final class UserDeletions {
    private static final int NOTES_AT_ONCE = 100;

    /** For how long the index may lag, and for how long a request may be under way: twice what either can take. */
    private static final String SETTLED = "now() - interval '1 minute'";

    private final UserDatabase database;
    private final TodoTable todos;

    UserDeletions(UserDatabase database, TodoTable todos) {
        this.database = database;
        this.todos = todos;
    }

    /**
     * Deletes a user and the todos.
     *
     * @return false when there is no such user, and none whose deletion was interrupted
     */
    boolean delete(UUID user) {
        if (!begin(user)) {
            return false;
        }
        todos.deleteAllOf(user);
        String done = "UPDATE user_deletions SET todos_removed_at = now() WHERE user_id = ?";
        database.query(connection -> execute(connection.prepareStatement(done), user));
        return true;
    }

    private boolean begin(UUID user) {
        return database.transact(connection -> {
            UserLock.takeAlone(connection, user);
            String delete = "DELETE FROM users WHERE id = ?";
            if (execute(connection.prepareStatement(delete), user) == 1) {
                String note = "INSERT INTO user_deletions (user_id) VALUES (?)";
                return execute(connection.prepareStatement(note), user) == 1;
            }
            String interrupted = "SELECT 1 FROM user_deletions WHERE user_id = ? AND todos_removed_at IS NULL";
            try (PreparedStatement statement = connection.prepareStatement(interrupted)) {
                statement.setObject(1, user);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next();
                }
            }
        });
    }

    /**
     * Finishes deletions that were interrupted, and looks once more for todos of those that were not.
     *
     * @return how many notes were done with
     */
    int finish() {
        List<UUID> users = noted();
        for (UUID user : users) {
            todos.deleteAllOf(user);
            String forget = "DELETE FROM user_deletions WHERE user_id = ?";
            database.query(connection -> execute(connection.prepareStatement(forget), user));
        }
        return users.size();
    }

    private List<UUID> noted() {
        String select =
                "SELECT user_id FROM user_deletions WHERE COALESCE(todos_removed_at, requested_at) < %s ORDER BY requested_at LIMIT %d"
                        .formatted(SETTLED, NOTES_AT_ONCE);
        return database.query(connection -> {
            List<UUID> users = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(select);
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    users.add(rows.getObject(1, UUID.class));
                }
            }
            return users;
        });
    }

    private static int execute(PreparedStatement statement, UUID user) throws SQLException {
        try (statement) {
            statement.setObject(1, user);
            return statement.executeUpdate();
        }
    }
}
