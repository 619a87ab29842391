package dev.labctl.cli.lab.rdsbackup;

import dev.labctl.cli.backup.BackupBucket;
import dev.labctl.cli.backup.BackupVerification;
import dev.labctl.cli.backup.ScratchServer;
import dev.labctl.cli.backup.TemporaryInstance;
import dev.labctl.cli.backup.VerifiedBackup;
import dev.labctl.cli.cloud.Bucket;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.BacksUpDatabases.Order;
import dev.labctl.cli.lab.check.FailedEvents;
import dev.labctl.cli.output.Json;
import dev.labctl.cli.progress.Progress;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Findings;
import dev.labctl.cli.verify.Verification;
import dev.labctl.cli.verify.VerifyReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks of backups that are made, and of such that cannot be. */
final class BackupChecks {
    private BackupChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "backup-whole",
                        "a backup holds the bytes, the blocks and each table's rows that its manifest says",
                        BackupChecks::whole),
                new Check(
                        "failed-backup-leaves-nothing",
                        "a backup that fails is told so, and leaves neither an object nor an unfinished upload",
                        BackupChecks::failureLeavesNothing),
                new Check(
                        "failed-runs-kept",
                        "a backup that fails every retry is in the on-failure queue",
                        BackupChecks::failedRunsKept));
    }

    private static CheckResult whole(Verification run) {
        VerifiedRun made = VerifiedRun.of(run);
        String key = made.result().location().key();
        if (!run.cloud().hasMovableClock()) {
            return result(verification(run, key, Optional.empty()).run());
        }
        // On the local cloud, where an instance is there in seconds, it is also restored.
        return result(verification(run, key, Optional.of(scratch(run))).run());
    }

    /** This verification's instance to restore into, made when it is needed; the lab's clean-up closes it. */
    static ScratchServer scratch(Verification run) {
        return run.exercise(TemporaryInstance.class, first -> new TemporaryInstance(first::cloud));
    }

    private static BackupVerification verification(Verification run, String key, Optional<ScratchServer> scratch) {
        return new BackupVerification(
                kept(run), key, scratch, Runtime.getRuntime().availableProcessors(), Progress.silent(), line -> {});
    }

    private static CheckResult result(VerifiedBackup verified) {
        Findings findings = new Findings();
        for (VerifyReport.Line line : verified.lines()) {
            if (line.result() instanceof CheckResult.Failed failed) {
                findings.problem("%s: %s".formatted(line.check(), failed.reason()));
            } else if (line.result() instanceof CheckResult.Passed passed) {
                passed.evidence().forEach(seen -> findings.evidence("%s: %s".formatted(line.check(), seen)));
            }
        }
        return findings.result();
    }

    private static CheckResult failureLeavesNothing(Verification run) {
        String prefix = VerifiedRun.prefix(run) + "failed";
        Order order = new Order(null, "labctl_verify_" + run.runId(), null, null, prefix + ".dump", false);
        Findings findings = new Findings();
        try {
            findings.problem("a database that does not exist was backed up: "
                    + new BackupFunction(run.deployment()).run(order, Progress.silent()));
        } catch (LabctlException e) {
            if (e.failure() != Failure.CLOUD) {
                throw e;
            }
            findings.evidence(e.text());
            if (!e.text().contains("does not exist")) {
                findings.problem("a database that does not exist was refused for another reason: " + e.text());
            }
        }
        Bucket bucket = bucket(run);
        bucket.objects(prefix).forEach(left -> findings.problem("the failed backup left the object " + left.key()));
        bucket.unfinishedUploads(prefix)
                .forEach(left -> findings.problem("the failed backup left an unfinished upload of " + left));
        return findings.result();
    }

    private static CheckResult failedRunsKept(Verification run) {
        // Of no instance that could be: it names this run.
        String event = Json.line(Map.of("rdsInstance", "labctl-verify-" + run.runId()));
        return FailedEvents.kept(run, RdsBackupLab.FUNCTION, "FailedRunsQueueUrl", event);
    }

    static BackupBucket kept(Verification run) {
        return BackupBucket.find(
                run.cloud(),
                run.deployment().output(RdsBackupLab.BUCKET),
                run.deployment().output(RdsBackupLab.REGION));
    }

    /** The lab's bucket, in its region. */
    static Bucket bucket(Verification run) {
        return run.cloud()
                .in(run.deployment().output(RdsBackupLab.REGION))
                .s3()
                .bucket(run.deployment().output(RdsBackupLab.BUCKET));
    }
}
