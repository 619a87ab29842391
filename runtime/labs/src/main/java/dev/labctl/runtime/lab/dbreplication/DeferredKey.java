package dev.labctl.runtime.lab.dbreplication;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The primary key of a table that this transaction has emptied, taken away while rows come in: an index that is made from
 * all of them takes half as long as one that each is put into. The transaction gives it back, by {@link #make} or by
 * rolling back. A key that something depends on, that is set up in an unusual way or belongs to somebody else stays where
 * it is.
 *
 * <p>See <a href="https://www.postgresql.org/docs/current/populate.html#POPULATE-RM-INDEXES">PostgreSQL, 14.4.3</a>.
 */
final class DeferredKey {
    private static final String PLAIN_KEYS = """
            SELECT quote_ident(key.conname), pg_get_constraintdef(key.oid)
            FROM pg_constraint key
            JOIN pg_class owned ON owned.oid = key.conrelid AND pg_has_role(owned.relowner, 'USAGE')
            JOIN pg_class index ON index.oid = key.conindid
            JOIN pg_index setup ON setup.indexrelid = index.oid
            WHERE key.conrelid = '%s'::regclass AND key.contype = 'p' AND key.conparentid = 0 AND NOT key.condeferrable
              AND index.reloptions IS NULL AND index.reltablespace = 0
              AND NOT setup.indisclustered AND NOT setup.indisreplident
              AND NOT EXISTS (SELECT FROM pg_description WHERE objoid IN (key.oid, index.oid))
              AND NOT EXISTS (SELECT FROM pg_depend
                              WHERE refobjid IN (key.oid, index.oid) AND deptype <> 'i')
            """;

    private final Connection database;
    private final String addition;

    private DeferredKey(Connection database, String addition) {
        this.database = database;
        this.addition = addition;
    }

    /**
     * Takes the key away.
     *
     * @throws SQLException when the database cannot be asked, or refuses
     */
    static DeferredKey of(Connection database, InventoryTable table) throws SQLException {
        try (Statement statement = database.createStatement()) {
            String name;
            String definition;
            try (ResultSet keys = statement.executeQuery(PLAIN_KEYS.formatted(table.quoted()))) {
                if (!keys.next()) {
                    return new DeferredKey(database, "");
                }
                name = keys.getString(1);
                definition = keys.getString(2);
            }
            statement.execute("ALTER TABLE %s DROP CONSTRAINT %s".formatted(table.quoted(), name));
            return new DeferredKey(
                    database, "ALTER TABLE %s ADD CONSTRAINT %s %s".formatted(table.quoted(), name, definition));
        }
    }

    /**
     * Makes it, of all rows that there are now.
     *
     * @throws SQLException with SQLState {@code 23505} when two rows have the same key
     */
    void make() throws SQLException {
        if (addition.isEmpty()) {
            return;
        }
        try (Statement statement = database.createStatement()) {
            statement.execute(addition);
        }
    }
}
