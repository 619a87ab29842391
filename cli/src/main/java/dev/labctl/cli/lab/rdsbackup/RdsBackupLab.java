package dev.labctl.cli.lab.rdsbackup;

import dev.labctl.cli.lab.BacksUpDatabases;
import dev.labctl.cli.lab.Capability;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.check.AlarmChecks;
import dev.labctl.cli.lab.check.BucketChecks;
import dev.labctl.cli.lab.check.LogChecks;
import dev.labctl.cli.lab.check.RoleChecks;
import dev.labctl.cli.progress.Progress;
import dev.labctl.cli.stack.Deployment;
import dev.labctl.cli.stack.LookedUp;
import dev.labctl.cli.stack.StackNames;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.Verification;
import dev.labctl.wire.rdsbackup.BackupResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A PostgreSQL database of RDS is dumped to S3, also to another region's. */
public final class RdsBackupLab implements Lab, BacksUpDatabases {
    static final String SLUG = "rds-backup";
    static final String FUNCTION = "BackupFunctionName";
    static final String BUCKET = "BackupBucketName";
    static final String REGION = "BackupBucketRegion";
    private static final String ROLE = "BackupRole";

    @Override
    public String slug() {
        return SLUG;
    }

    @Override
    public String summary() {
        return "backs up a PostgreSQL database of RDS to S3, as an archive for pg_restore";
    }

    @Override
    public List<Check> checks() {
        List<Check> checks = new ArrayList<>(BackupChecks.all());
        checks.addAll(StorageChecks.all());
        checks.add(LogChecks.written(List.of(new LogChecks.Logging(FUNCTION, "BackupLogGroupName", "{}"))));
        checks.add(AlarmChecks.armed());
        checks.add(RoleChecks.leastPrivilege(
                ROLE,
                List.of(
                        new RoleChecks.Access("s3:GetObject", BUCKET),
                        new RoleChecks.Access("s3:DeleteObject", BUCKET))));
        checks.add(RoleChecks.allowed(
                "failed-uploads-taken-back",
                "the upload of a dump that fails can be aborted, so that its parts do not stay",
                ROLE,
                new RoleChecks.Access("s3:AbortMultipartUpload", BUCKET)));
        checks.addAll(BucketChecks.of(run -> List.of(BackupChecks.bucket(run))));
        return checks;
    }

    @Override
    public Optional<String> standsOn() {
        return Optional.of(Surroundings.DB_REPLICATION);
    }

    @Override
    public List<Capability> capabilities() {
        return List.of(new BackupFaults(), new BackupTraces(), this);
    }

    @Override
    public void cleanUp(Verification run) {
        BackupChecks.scratch(run).close();
        BackupChecks.bucket(run).purge(VerifiedRun.prefix(run));
    }

    @Override
    public LookedUp surroundings(Beside beside, StackNames names) {
        return new Surroundings(beside, names);
    }

    @Override
    public BackupResult backUp(Deployment deployment, Order order, Progress progress) {
        return new BackupFunction(deployment).run(order, progress);
    }
}
