package dev.labctl.cli.lab.rdsbackup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.lab.BucketChecksContract;
import dev.labctl.cli.lab.CommandLineFixture.Run;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.LifecycleRule;

/** Breaks a deployed rds-backup in the way each check is about, and sees that check fail by name. */
final class RdsBackupChecksIT extends BucketChecksContract {
    private static final String LAB = "rds-backup";
    private static final String ROLE = "BackupRole";

    RdsBackupChecksIT() {
        super(LAB, "BackupBucketName");
    }

    @Override
    protected void prepare() {
        lab().commandLine().labctl("seed", "inventory", "--rows", "1000", "--replace");
    }

    private void withoutStatement(String sid, Runnable test) {
        lab().sabotage().withoutStatement(lab().physicalId(ROLE), LAB, sid, test);
    }

    @Test
    void aVerificationLeavesNothingInTheBucket() {
        lab().commandLine().labctl("verify", LAB);
        assertThat(bucket().objects("")).isEmpty();
    }

    @Test
    void theDatabaseItBacksUpIsNotDestroyedBeforeIt() {
        Run run = lab().commandLine().tryLabctl("destroy", "db-replication", "--yes");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "rds-backup uses AWS::",
                        "of db-replication, so nothing was destroyed",
                        "labctl destroy rds-backup first, or together: labctl destroy db-replication rds-backup");
        assertThat(lab().commandLine().labctl("status", "db-replication").out()).contains("CREATE_COMPLETE");
    }

    @Test
    void theWayOfABackupIsTracedToItsManifest() {
        String key = "traced backups/it's one.dump";
        lab().commandLine().labctl("backup", "--target-key", key);
        assertThat(lab().commandLine().labctl("trace", key).out())
                .containsSubsequence(
                        "rds-backup: backup " + key,
                        "rds-backup",
                        "starts request",
                        "PostgreSQL",
                        "S3 backups",
                        "put ",
                        "manifest put",
                        "backed up",
                        "ends after",
                        "total ")
                .doesNotContain("missing");
        bucket().purge("traced backups/");
    }

    @Test
    void aDumpThatIsNoWholeArchiveIsSeenThoughPgDumpSaysItIs(@TempDir Path folder) {
        FakePgDump pgDump = new FakePgDump(folder);
        pgDump.orders("printf 'PGDMP and no more'; exit 0");
        lab().sabotage()
                .withEnvironment(
                        lab().output("BackupFunctionName"),
                        "PATH",
                        pgDump.path(),
                        () -> assertFails("backup-whole", "the archive is damaged"));
        lab().assertPasses("backup-whole");
    }

    @Test
    void aFunctionThatFailsForAnotherReasonIsSeen() {
        withoutStatement("LogIn", () -> {
            lab().commandLine().labctl("local", "clock", "advance", "10m");
            assertFails("failed-backup-leaves-nothing", "for another reason");
        });
    }

    @Test
    void withoutAnOnFailureDestinationFailedRunsAreForgotten() {
        lab().sabotage()
                .withoutOnFailureDestination(
                        lab().output("BackupFunctionName"), () -> assertFails("failed-runs-kept", "on-failure queue"));
        lab().assertPasses("failed-runs-kept");
    }

    @Test
    void aBucketThatForgetsOverwrittenBackupsIsNamed() {
        bucket().settings().setVersioning(false);
        assertFails("overwritten-backups-kept", "Suspended");
        bucket().settings().setVersioning(true);
        lab().assertPasses("overwritten-backups-kept");
    }

    @Test
    void aBucketWithoutTheRuleForOldBackupsIsNamed() {
        try (S3Client s3 = lab().commandLine().client(S3Client.builder())) {
            List<LifecycleRule> before = s3.getBucketLifecycleConfiguration(request -> request.bucket(bucket().name()))
                    .rules();
            s3.deleteBucketLifecycle(request -> request.bucket(bucket().name()));
            assertFails("old-backups-cheaper", bucket().name());
            s3.putBucketLifecycleConfiguration(request -> request.bucket(bucket().name())
                    .lifecycleConfiguration(configuration -> configuration.rules(before)));
        }
        lab().assertPasses("old-backups-cheaper");
    }

    @Test
    void aRoleThatMayNotLogLeavesNoLogs() {
        withoutStatement("WriteLogs", () -> {
            lab().commandLine().labctl("local", "clock", "advance", "10m");
            assertFails("logs-written", "REPORT");
        });
    }

    @Test
    void aDisarmedAlarmIsNamed() {
        String alarm = lab().physicalId("FailedRunsAlarm");
        lab().sabotage().withoutAlarmActions(alarm, () -> assertFails("alarms-armed", alarm));
        lab().assertPasses("alarms-armed");
    }

    @Test
    void aRoleThatMayTooMuchIsNamed() {
        String tooMuch = """
                {"Version": "2012-10-17",
                 "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::%s/*"}]}
                """.formatted(bucket().name());
        lab().sabotage()
                .withPolicy(lab().physicalId(ROLE), tooMuch, () -> assertFails("least-privilege", "s3:GetObject"));
        lab().assertPasses("least-privilege");
    }

    @Test
    void aRoleThatMayNotAbortUploadsIsNamed() {
        withoutStatement("KeepBackups", () -> assertFails("failed-uploads-taken-back", "s3:AbortMultipartUpload"));
        lab().assertPasses("failed-uploads-taken-back");
    }
}
