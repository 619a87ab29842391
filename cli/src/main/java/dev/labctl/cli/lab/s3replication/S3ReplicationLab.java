package dev.labctl.cli.lab.s3replication;

import dev.labctl.cli.lab.Capability;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.TakesUploads;
import dev.labctl.cli.lab.check.AlarmChecks;
import dev.labctl.cli.lab.check.BucketChecks;
import dev.labctl.cli.lab.check.FunctionChecks;
import dev.labctl.cli.lab.check.RoleChecks;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.Verification;
import java.util.ArrayList;
import java.util.List;

/** Every object created in the primary bucket is copied to the backup bucket. */
public final class S3ReplicationLab implements Lab {
    static final String PRIMARY = "PrimaryBucketName";
    static final String BACKUP = "BackupBucketName";
    static final String FUNCTION = "ReplicatorFunctionName";

    @Override
    public String slug() {
        return "s3-replication";
    }

    @Override
    public String summary() {
        return "copies every object of a bucket, with its metadata and tags, to a backup bucket";
    }

    @Override
    public List<Check> checks() {
        List<Check> checks = new ArrayList<>(ReplicaChecks.all());
        checks.addAll(EventChecks.all());
        checks.addAll(
                new FunctionChecks(FUNCTION, "ReplicatorLogGroupName", "FailedEventsQueueUrl", "ReplicatorErrorsAlarm")
                        .all());
        checks.add(AlarmChecks.armed());
        checks.add(RoleChecks.leastPrivilege(
                "ReplicatorRole",
                List.of(
                        new RoleChecks.Access("s3:PutObject", PRIMARY),
                        new RoleChecks.Access("s3:DeleteObject", PRIMARY),
                        new RoleChecks.Access("s3:DeleteObject", BACKUP))));
        checks.add(RoleChecks.allowed(
                "failed-copies-abortable",
                "a copy in parts that fails, of an object over 5 GiB, can be aborted, so that its parts do not stay",
                "ReplicatorRole",
                new RoleChecks.Access("s3:AbortMultipartUpload", BACKUP)));
        checks.addAll(BucketChecks.of(PRIMARY, BACKUP));
        return checks;
    }

    @Override
    public List<Capability> capabilities() {
        return List.of(new ReplicationFaults(), new ReplicationTraces(), (TakesUploads)
                deployment -> deployment.output(PRIMARY));
    }

    @Override
    public void cleanUp(Verification run) {
        run.cloud().s3().bucket(run.deployment().output(PRIMARY)).purge(ReplicatedFiles.prefix(run));
        run.cloud().s3().bucket(run.deployment().output(BACKUP)).purge(ReplicatedFiles.prefix(run));
    }
}
