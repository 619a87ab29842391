package dev.labctl.cli.lab.rdsbackup;

import dev.labctl.cli.cloud.Bucket;
import dev.labctl.cli.cloud.CloudException;
import dev.labctl.cli.cloud.S3;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.BacksUpDatabases.Order;
import dev.labctl.cli.lab.FunctionAnswer;
import dev.labctl.cli.output.Json;
import dev.labctl.cli.progress.Progress;
import dev.labctl.cli.progress.Task;
import dev.labctl.cli.stack.Deployment;
import dev.labctl.wire.rdsbackup.BackupKey;
import dev.labctl.wire.rdsbackup.BackupResult;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The lab's function. */
record BackupFunction(Deployment deployment) {
    /**
     * Backs up, and waits for it.
     *
     * @param progress of the dump's bytes as they arrive in the bucket
     * @throws LabctlException exit code 2 when the lab was deployed for another instance
     */
    BackupResult run(Order order, Progress progress) {
        String own = deployment.output("RdsInstance");
        String instance = Objects.requireNonNullElse(order.rdsInstance(), own);
        if (!instance.equals(own)) {
            throw LabctlException.usage(
                    "%s was deployed for the instance %s, not for %s".formatted(deployment.stackName(), own, instance),
                    "labctl deploy rds-backup --rds-instance %s (with --stack-prefix for one more)"
                            .formatted(instance));
        }
        String bucket = Objects.requireNonNullElse(order.bucket(), deployment.output(RdsBackupLab.BUCKET));
        String region = region(order, bucket);
        S3 s3 = deployment.cloud().in(region).s3();
        refuseToReplace(order, s3, bucket);
        Bucket target = s3.bucket(bucket);
        String prefix = Objects.requireNonNullElse(order.key(), BackupKey.prefix(instance));
        String event = Json.line(event(order, instance, bucket, region));
        try (Task task = progress.begin("backing up " + instance).ofBytes()) {
            return answered(task.during(
                    () -> arrived(target, prefix),
                    () -> FunctionAnswer.of(deployment.cloud(), deployment.output(RdsBackupLab.FUNCTION), event)));
        }
    }

    private String region(Order order, String bucket) {
        String asked = order.region();
        if (!bucket.equals(deployment.output(RdsBackupLab.BUCKET))) {
            return Objects.requireNonNullElse(asked, deployment.cloud().region());
        }
        String own = deployment.output(RdsBackupLab.REGION);
        if (asked != null && !asked.equals(own)) {
            throw LabctlException.usage(
                    "the bucket %s of %s is in %s, not in %s".formatted(bucket, deployment.stackName(), own, asked),
                    "labctl deploy rds-backup --target-region %s, or --target-bucket NAME".formatted(asked));
        }
        return own;
    }

    /** The function leaves alone what is there by then; this tells it before the work. */
    private static void refuseToReplace(Order order, S3 s3, String bucket) {
        String key = order.key();
        if (key != null && !order.replace() && isThere(s3, bucket, key)) {
            throw LabctlException.usage(
                    "s3://%s/%s is there already".formatted(bucket, key), "--replace, or another --target-key");
        }
    }

    private static boolean isThere(S3 s3, String bucket, String key) {
        try {
            return s3.head(bucket, key).isPresent();
        } catch (CloudException e) {
            // Whoever may not look leaves it to the function.
            return false;
        }
    }

    /** Who may not look into the bucket gets a backup all the same, and sees only how long it takes. */
    private static long arrived(Bucket bucket, String prefix) {
        try {
            return bucket.arrivedBytes(prefix);
        } catch (CloudException e) {
            return 0;
        }
    }

    private Map<String, Object> event(Order order, String instance, String bucket, String region) {
        Map<String, Object> event = new HashMap<>();
        event.put("rdsInstance", instance);
        event.put("sourceRegion", deployment.cloud().region());
        event.put("targetBucket", bucket);
        event.put("targetRegion", region);
        putIfGiven(event, "databaseName", order.database());
        putIfGiven(event, "targetKey", order.key());
        event.put("replace", order.replace());
        return event;
    }

    private static void putIfGiven(Map<String, Object> event, String name, @Nullable String value) {
        if (value != null) {
            event.put(name, value);
        }
    }

    private static BackupResult answered(Map<String, Object> answer) {
        if (!(answer.get("location") instanceof Map<?, ?> location)) {
            throw new IllegalStateException("rds-backup answered no location: " + answer);
        }
        return new BackupResult(
                new BackupResult.Location(
                        String.valueOf(location.get("bucket")),
                        String.valueOf(location.get("key")),
                        String.valueOf(location.get("region"))),
                FunctionAnswer.number(answer, "bytes"),
                String.valueOf(answer.get("sha256")),
                String.valueOf(answer.get("database")),
                String.valueOf(answer.get("serverVersion")),
                String.valueOf(answer.get("pgDumpVersion")),
                FunctionAnswer.number(answer, "durationMs"));
    }
}
