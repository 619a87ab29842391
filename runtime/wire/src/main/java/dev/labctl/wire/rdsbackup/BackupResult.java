package dev.labctl.wire.rdsbackup;

/**
 * What {@code rds-backup} answers.
 *
 * @param bytes of the dump
 * @param sha256 of the dump, in hex
 * @param serverVersion the server's, for instance {@code 17.6}
 * @param pgDumpVersion the client's
 * @param durationMs how long the backup took, in milliseconds
 */
public record BackupResult(
        Location location,
        long bytes,
        String sha256,
        String database,
        String serverVersion,
        String pgDumpVersion,
        long durationMs) {
    /** Where the dump is. */
    public record Location(String bucket, String key, String region) {}
}
