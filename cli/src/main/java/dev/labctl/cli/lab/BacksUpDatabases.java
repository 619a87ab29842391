package dev.labctl.cli.lab;

import dev.labctl.cli.progress.Progress;
import dev.labctl.cli.stack.Deployment;
import dev.labctl.cli.stack.LookedUp;
import dev.labctl.cli.stack.StackNames;
import dev.labctl.wire.rdsbackup.BackupResult;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stands beside a database instance and backs up its databases: {@code labctl backup}. */
public non-sealed interface BacksUpDatabases extends Capability {
    @Override
    default String verb() {
        return "backup";
    }

    /**
     * The instance that a deploy is for, and what of its surroundings is not to be found by itself.
     *
     * @param rdsInstance null for the one it was deployed for, or db-replication's primary
     * @param vpcId null for the instance's network
     * @param subnetIds empty for the instance's subnets
     * @param secretArn null for the secret that RDS keeps for it
     * @param pgClient a PostgreSQL client's folder; null for the pg_dump that was deployed before, or the built-in one
     * @param targetRegion where backups are kept; null for where they were, or the lab's own region
     */
    record Beside(
            @Nullable String rdsInstance,
            @Nullable String vpcId,
            List<String> subnetIds,
            @Nullable String secretArn,
            @Nullable Path pgClient,
            @Nullable String targetRegion) {
        public Beside {
            subnetIds = List.copyOf(subnetIds);
        }
    }

    /** Finds network, subnets, security group, secret and missing endpoints of the instance. */
    LookedUp surroundings(Beside beside, StackNames names);

    /**
     * What to back up, and where to.
     *
     * @param rdsInstance null for the one that the lab was deployed for
     * @param database null for the one that the instance was made with
     * @param bucket null for the lab's own
     * @param region the bucket's; null for that of the lab's own bucket, or of the cloud
     * @param key null for {@code backups/<rds-instance>/<database-name>/<timestamp>.dump}
     * @param replace whether the backup may take the place of what the bucket has at that key
     */
    record Order(
            @Nullable String rdsInstance,
            @Nullable String database,
            @Nullable String bucket,
            @Nullable String region,
            @Nullable String key,
            boolean replace) {}

    /**
     * Backs up and waits for the end; after a failure nothing of the backup is left.
     *
     * @param progress of the dump's bytes as they arrive in the bucket
     */
    BackupResult backUp(Deployment deployment, Order order, Progress progress);
}
