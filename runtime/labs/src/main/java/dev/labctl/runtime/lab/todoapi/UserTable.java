package dev.labctl.runtime.lab.todoapi;

import dev.labctl.wire.todoapi.User;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The table {@code users}. Every method throws what {@link UserDatabase#transact} throws. */
final class UserTable {
    private static final String COLUMNS = "id, name, email, department, created_at, updated_at";

    private final UserDatabase database;

    UserTable(UserDatabase database) {
        this.database = database;
    }

    /** Somebody who has a password, or has none. */
    record Login(User user, @Nullable String passwordHash) {}

    /** Adds a user. */
    User add(String name, String email, @Nullable String department, @Nullable String passwordHash) {
        String insert =
                "INSERT INTO users (id, name, email, department, password_hash) VALUES (?, ?, ?, ?, ?) RETURNING "
                        + COLUMNS;
        return database.query(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(insert)) {
                statement.setObject(1, UUID.randomUUID());
                statement.setString(2, name);
                statement.setString(3, email);
                statement.setString(4, department);
                statement.setString(5, passwordHash);
                return users(statement).get(0);
            }
        });
    }

    /** The user with this id; empty when there is none. */
    Optional<User> find(UUID id) {
        return database.query(connection -> find(connection, id, ""));
    }

    /** The user with this id and what is kept of the password. */
    Optional<Login> login(UUID id) {
        String select = "SELECT %s, password_hash FROM users WHERE id = ?".formatted(COLUMNS);
        return database.query(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(select)) {
                statement.setObject(1, id);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next()
                            ? Optional.of(new Login(user(row), row.getString("password_hash")))
                            : Optional.empty();
                }
            }
        });
    }

    /** Users, the oldest first. */
    List<User> page(int limit, int offset) {
        String select = "SELECT %s FROM users ORDER BY created_at, id LIMIT ? OFFSET ?".formatted(COLUMNS);
        return database.query(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(select)) {
                statement.setInt(1, limit);
                statement.setInt(2, offset);
                return users(statement);
            }
        });
    }

    /**
     * Does something while a user is there: nobody can delete the user before it is done.
     *
     * @return what it gave; empty when there is no such user, and nothing was done
     */
    <T> Optional<T> whileThere(UUID id, Supplier<T> work) {
        return database.transact(connection -> {
            UserLock.share(connection, id);
            return find(connection, id, " FOR KEY SHARE").map(user -> work.get());
        });
    }

    /** Whether the database answers. */
    void ping() {
        database.query(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("SELECT 1")) {
                return statement.execute();
            }
        });
    }

    private static Optional<User> find(Connection connection, UUID id, String lock) throws SQLException {
        String select = "SELECT %s FROM users WHERE id = ?%s".formatted(COLUMNS, lock);
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            statement.setObject(1, id);
            return users(statement).stream().findFirst();
        }
    }

    private static List<User> users(PreparedStatement statement) throws SQLException {
        List<User> users = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                users.add(user(rows));
            }
        }
        return users;
    }

    private static User user(ResultSet row) throws SQLException {
        return new User(
                Objects.requireNonNull(row.getObject("id", UUID.class)),
                row.getString("name"),
                row.getString("email"),
                row.getString("department"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
}
