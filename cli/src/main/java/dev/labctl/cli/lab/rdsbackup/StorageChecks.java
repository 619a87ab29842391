package dev.labctl.cli.lab.rdsbackup;

import dev.labctl.cli.cloud.Bucket;
import dev.labctl.cli.cloud.BucketSettings;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Findings;
import dev.labctl.cli.verify.Verification;
import dev.labctl.wire.rdsbackup.BackupKey;
import java.util.List;

/** Checks how backups are kept. */
final class StorageChecks {
    private static final BucketSettings.Transition TO_INFREQUENT =
            new BucketSettings.Transition(BackupKey.PREFIX, "STANDARD_IA", 30);

    private StorageChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "overwritten-backups-kept",
                        "a backup that is overwritten stays as a version of its own",
                        StorageChecks::versioned),
                new Check(
                        "old-backups-cheaper",
                        "backups that are older than 30 days move to STANDARD_IA",
                        StorageChecks::moved));
    }

    private static CheckResult versioned(Verification run) {
        Bucket bucket = BackupChecks.bucket(run);
        String versioning = bucket.settings().versioning();
        return versioning.equals("Enabled")
                ? CheckResult.passed("%s: versioning is %s".formatted(bucket.name(), versioning))
                : CheckResult.failed("bucket %s has the versioning '%s'".formatted(bucket.name(), versioning));
    }

    private static CheckResult moved(Verification run) {
        Bucket bucket = BackupChecks.bucket(run);
        List<BucketSettings.Transition> transitions = bucket.settings().transitions();
        Findings findings = new Findings();
        transitions.forEach(each -> findings.evidence("%s: %s to %s after %d days"
                .formatted(bucket.name(), each.prefix(), each.storageClass(), each.days())));
        if (!transitions.contains(TO_INFREQUENT)) {
            findings.problem("no enabled rule of bucket %s moves %s to %s after %d days"
                    .formatted(
                            bucket.name(), TO_INFREQUENT.prefix(), TO_INFREQUENT.storageClass(), TO_INFREQUENT.days()));
        }
        return findings.result();
    }
}
