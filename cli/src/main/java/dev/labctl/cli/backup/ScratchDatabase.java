package dev.labctl.cli.backup;

import dev.labctl.cli.archive.restore.RestoreException;
import dev.labctl.cli.archive.restore.RestoreTarget;
import dev.labctl.cli.archive.restore.Sql;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;

/** Databases that are made for one restore and dropped after it. */
final class ScratchDatabase {
    private static final SecureRandom RANDOM = new SecureRandom();

    private ScratchDatabase() {}

    /** Random hexadecimal digits. */
    static String random(int digits) {
        byte[] bytes = new byte[digits / 2];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * Makes an empty database and returns the way to it.
     *
     * @param encoding the archive's: only SQL_ASCII is kept, whose bytes need not be valid in any other one
     */
    static RestoreTarget create(RestoreTarget server, String name, String encoding)
            throws RestoreException, SQLException {
        String kept = encoding.equals("SQL_ASCII") ? "'SQL_ASCII' LOCALE 'C'" : "'UTF8'";
        execute(server, "CREATE DATABASE %s TEMPLATE template0 ENCODING %s".formatted(Sql.name("", name), kept));
        return server.database(name);
    }

    /** Drops a database, also under the feet of those who use it. */
    static void drop(RestoreTarget server, String name) throws RestoreException, SQLException {
        execute(server, "DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(Sql.name("", name)));
    }

    private static void execute(RestoreTarget server, String sql) throws RestoreException, SQLException {
        try (Connection connection = server.open();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
