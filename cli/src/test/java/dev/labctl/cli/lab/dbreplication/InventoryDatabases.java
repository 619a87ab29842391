package dev.labctl.cli.lab.dbreplication;

import dev.labctl.cli.lab.LabDatabases;
import java.sql.SQLException;
import java.util.List;

/** The databases of a deployed db-replication, by the stack outputs with their ids. */
final class InventoryDatabases {
    static final String PRIMARY = "PrimaryInstanceId";
    static final String BACKUP = "BackupInstanceId";

    private InventoryDatabases() {}

    /** All rows of the table, as PostgreSQL writes them. */
    static List<String> rows(LabDatabases databases, String database) throws SQLException {
        return databases.query(database, "SELECT inventory_sample::text FROM inventory_sample ORDER BY item_id");
    }
}
