package dev.labctl.cli.archive.restore;

import dev.labctl.cli.archive.TableOfContents;
import dev.labctl.cli.archive.TocEntry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;

/** A connection with the settings under which an archive's statements mean what they meant in the source. */
final class Session implements AutoCloseable {
    private static final int PARTITIONED_TABLE = 'p';
    private static final int WITH_TRANSACTION_TIMEOUT = 17;

    private final Connection connection;
    private final Roles roles;
    private final int serverMajor;
    private String tablespace = "";
    private String accessMethod = "";

    private Session(Connection connection, Roles roles) throws SQLException {
        this.connection = connection;
        this.roles = roles;
        this.serverMajor = connection.getMetaData().getDatabaseMajorVersion();
    }

    static Session open(RestoreTarget target, TableOfContents contents, Roles roles) throws RestoreException {
        Connection connection = target.open();
        try {
            Session session = new Session(connection, roles);
            session.settle(contents);
            return session;
        } catch (SQLException e) {
            RestoreException failure = new RestoreException("the archive's settings", e);
            try {
                connection.close();
            } catch (SQLException second) {
                failure.addSuppressed(second);
            }
            throw failure;
        }
    }

    private void settle(TableOfContents contents) throws SQLException {
        List<String> settings = new ArrayList<>(List.of(
                "SET statement_timeout = 0",
                "SET lock_timeout = 0",
                "SET idle_in_transaction_session_timeout = 0",
                "SET check_function_bodies = false",
                "SET xmloption = content",
                "SET client_min_messages = warning",
                "SET row_security = off"));
        if (serverMajor >= WITH_TRANSACTION_TIMEOUT) {
            settings.add("SET transaction_timeout = 0");
        }
        for (TocEntry entry : contents.entries()) {
            // The driver speaks UTF-8 always; the rows' encoding is said in each COPY.
            if (Kinds.isSetting(entry) && !entry.description().equals("ENCODING")) {
                settings.add(entry.definition().strip().replaceFirst(";$", ""));
            }
        }
        execute(String.join(";\n", settings));
    }

    Connection connection() {
        return connection;
    }

    int serverMajor() {
        return serverMajor;
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
    }

    /** The first column of all rows. */
    List<String> list(String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    /** Makes the object of an entry and gives it its owner. */
    void define(TocEntry entry) throws SQLException {
        select(entry);
        String definition = definition(entry);
        if (!definition.isBlank()) {
            execute(definition);
        }
        if (entry.relationKind() == PARTITIONED_TABLE
                && !entry.tableAccessMethod().isEmpty()
                && serverMajor >= WITH_TRANSACTION_TIMEOUT) {
            execute("ALTER TABLE %s SET ACCESS METHOD %s"
                    .formatted(Sql.name(entry.schema(), entry.tag()), Sql.name(entry.tableAccessMethod())));
        }
        String owner = roles.ownerFor(entry);
        if (!owner.isEmpty()) {
            giveTo(entry, owner);
        }
    }

    private void select(TocEntry entry) throws SQLException {
        if (!entry.tablespace().equals(tablespace)) {
            execute("SET default_tablespace = " + Sql.name(entry.tablespace()).replace("\"\"", "''"));
            tablespace = entry.tablespace();
        }
        if (!entry.tableAccessMethod().isEmpty()
                && entry.relationKind() != PARTITIONED_TABLE
                && !entry.tableAccessMethod().equals(accessMethod)) {
            execute("SET default_table_access_method = " + Sql.name(entry.tableAccessMethod()));
            accessMethod = entry.tableAccessMethod();
        }
    }

    private static String definition(TocEntry entry) {
        return switch (entry.description()) {
            case "BLOB METADATA" ->
                entry.definition()
                        .lines()
                        .map(oid -> "SELECT pg_catalog.lo_create('" + oid + "');")
                        .collect(Collectors.joining("\n"));
            // A schema's definition names its owner, who may not exist; public is there already, and others may be.
            case "SCHEMA" ->
                entry.definition().startsWith("--") ? "" : "CREATE SCHEMA IF NOT EXISTS " + Sql.name(entry.tag());
            default -> entry.definition();
        };
    }

    private void giveTo(TocEntry entry, String owner) throws SQLException {
        if (entry.description().equals("BLOB METADATA")) {
            execute(entry.definition()
                    .lines()
                    .map(oid -> "ALTER LARGE OBJECT " + oid + " OWNER TO " + Sql.name(owner) + ";")
                    .collect(Collectors.joining("\n")));
            return;
        }
        String object = Kinds.ownable(entry).orElse("");
        if (!object.isEmpty()) {
            execute("ALTER " + object + " OWNER TO " + Sql.name(owner));
        }
    }

    /** Ends what the server is doing for this session, from another thread. */
    void cancel() {
        try {
            connection.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException e) {
            // The connection is gone, and with it what it was doing.
            return;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
