package dev.labctl.wire.rdsbackup;

import org.jspecify.annotations.Nullable;

/**
 * What {@code rds-backup} is asked.
 *
 * @param rdsInstance the database instance's identifier
 * @param sourceRegion where it is
 * @param targetBucket where the dump goes
 * @param targetRegion where that bucket is
 * @param targetKey the dump's key; null for {@code backups/<rds-instance>/<database-name>/<timestamp>.dump}
 * @param databaseName the database; null for the one the instance was made with
 * @param replace whether the dump may take the place of an object that has its key
 */
public record BackupRequest(
        String rdsInstance,
        String sourceRegion,
        String targetBucket,
        String targetRegion,
        @Nullable String targetKey,
        @Nullable String databaseName,
        boolean replace) {}
