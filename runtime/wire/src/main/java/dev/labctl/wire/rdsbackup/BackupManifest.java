package dev.labctl.wire.rdsbackup;

import java.util.List;

/**
 * What lies beside a dump, at its key with {@code .json} at the end, and is written after it: a dump without one is not
 * known to be whole.
 *
 * @param rdsInstance the database instance's identifier
 * @param sourceRegion where it is
 * @param database the database that was dumped
 * @param databaseBytes how large the database was, in bytes
 * @param serverVersion the server's, for instance {@code 17.6}
 * @param pgDumpVersion what pg_dump says of itself
 * @param snapshotAt when the dump's snapshot was taken, ISO 8601 in UTC
 * @param bytes of the dump
 * @param sha256 of the dump, in hex
 * @param durationMs how long the backup took, in milliseconds
 * @param tables the rows of each table whose rows are in the dump, counted in the dump's snapshot
 */
public record BackupManifest(
        String rdsInstance,
        String sourceRegion,
        String database,
        long databaseBytes,
        String serverVersion,
        String pgDumpVersion,
        String snapshotAt,
        long bytes,
        String sha256,
        long durationMs,
        List<TableRows> tables) {
    /** What a manifest's key ends with, after the dump's. */
    public static final String SUFFIX = ".json";

    public BackupManifest {
        tables = List.copyOf(tables);
    }

    /** The key of a dump's manifest. */
    public static String keyOf(String dumpKey) {
        return dumpKey + SUFFIX;
    }

    /** How many rows a table has. */
    public record TableRows(String schema, String table, long rows) {}
}
