package dev.labctl.cli.command.backup;

import dev.labctl.cli.backup.BackupBucket;
import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.command.shared.DeployedLabs;
import dev.labctl.cli.completion.CompletedBy;
import dev.labctl.cli.completion.Source;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.BacksUpDatabases;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.stack.Deployment;
import dev.labctl.cli.stack.StackNames;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** In which bucket the backups are: shared by all verbs that work on kept backups. */
final class BackupBucketOptions {
    @Option(
            names = "--target-bucket",
            paramLabel = "BUCKET",
            description = "The bucket with the backups (default: that of the deployed lab rds-backup).")
    @CompletedBy(Source.BUCKET)
    private @Nullable String bucket;

    @Option(
            names = "--target-region",
            paramLabel = "REGION",
            description = "The region that the bucket is in (default: S3 is asked).")
    @CompletedBy(Source.REGION)
    private @Nullable String region;

    /**
     * The bucket that was named, or the lab's.
     *
     * @param cloud open as long as the bucket is used
     * @throws LabctlException exit code 3, when none was named and the lab is not deployed; 5, when there is no such bucket
     */
    BackupBucket open(Cloud cloud, StackNames names) {
        if (bucket != null) {
            return BackupBucket.find(cloud, bucket, region);
        }
        Deployment lab = deployed(cloud, names);
        String told = region == null ? lab.output("BackupBucketRegion") : region;
        return BackupBucket.find(cloud, lab.output("BackupBucketName"), told);
    }

    private static Deployment deployed(Cloud cloud, StackNames names) {
        Lab lab = Labs.theOneWith(BacksUpDatabases.class, "back up databases");
        try {
            return DeployedLabs.usable(cloud, names, lab.slug());
        } catch (LabctlException e) {
            if (e.failure() != Failure.NOT_DEPLOYED) {
                throw e;
            }
            throw new LabctlException(e.failure(), e.text(), e.fix() + ", or name a bucket: --target-bucket", e);
        }
    }
}
