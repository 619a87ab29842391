package dev.labctl.cli.lab.rdsbackup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.cloud.Bucket;
import dev.labctl.cli.lab.CommandLineFixture;
import dev.labctl.cli.lab.DeployedLab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.verify.Check;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** Breaks a deployed rds-backup in the way each check is about, and sees that check fail by name. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RdsBackupChecksIT {
    private static final String LAB = "rds-backup";
    private static final String ROLE = "BackupRole";

    private final Set<String> broken = new TreeSet<>();

    @SuppressWarnings("NullAway.Init") // deploy sets it before any test
    private DeployedLab lab;

    @BeforeAll
    void deploy() {
        lab = new DeployedLab(LAB);
        lab.commandLine().labctl("seed", "inventory", "--rows", "1000", "--replace");
    }

    @AfterAll
    void destroy() {
        lab.close();
        assertThat(broken)
                .as("checks that were seen to fail")
                .containsExactlyInAnyOrderElementsOf(
                        Labs.named(LAB).checks().stream().map(Check::name).toList());
    }

    private void assertFails(String check, String reason) {
        broken.add(check);
        lab.assertFails(check, reason);
    }

    private Bucket bucket() {
        return lab.cloud().s3().bucket(lab.output("BackupBucketName"));
    }

    private void withoutStatement(String sid, Runnable test) {
        lab.sabotage().withoutStatement(lab.physicalId(ROLE), LAB, sid, test);
    }

    @Test
    void allChecksPassOnAHealthyLab() {
        lab.commandLine().labctl("verify", LAB);
        assertThat(bucket().objects("")).as("what a verification leaves").isEmpty();
    }

    @Test
    void aVerifyThatWasEndedLeavesNoInstanceThatItRestoredInto() {
        CommandLineFixture.Run run = lab.commandLine().endedAfter("pass backup-whole", "verify", LAB, "-v");

        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(143);
        assertThat(bucket().objects("")).as("what a verification leaves").isEmpty();
        try (RdsClient rds = lab.commandLine().client(RdsClient.builder())) {
            assertThat(rds.describeDBInstances().dbInstances())
                    .filteredOn(each -> each.dbInstanceIdentifier().startsWith("labctl-scratch-"))
                    .allSatisfy(each -> assertThat(each.dbInstanceStatus()).isEqualTo("deleting"));
        }
    }

    @Test
    void aDumpThatIsNoWholeArchiveIsSeenThoughPgDumpSaysItIs(@TempDir Path folder) {
        FakePgDump pgDump = new FakePgDump(folder);
        pgDump.orders("printf 'PGDMP and no more'; exit 0");
        lab.sabotage()
                .withEnvironment(
                        lab.output("BackupFunctionName"),
                        "PATH",
                        pgDump.path(),
                        () -> assertFails("backup-whole", "the archive is damaged"));
        lab.assertPasses("backup-whole");
    }

    @Test
    void aFunctionThatFailsForAnotherReasonIsSeen() {
        withoutStatement("LogIn", () -> {
            lab.commandLine().labctl("local", "clock", "advance", "10m");
            assertFails("failed-backup-leaves-nothing", "for another reason");
        });
    }

    @Test
    void withoutAnOnFailureDestinationFailedRunsAreForgotten() {
        lab.sabotage()
                .withoutOnFailureDestination(
                        lab.output("BackupFunctionName"), () -> assertFails("failed-runs-kept", "on-failure queue"));
        lab.assertPasses("failed-runs-kept");
    }

    @Test
    void aBucketThatForgetsOverwrittenBackupsIsNamed() {
        bucket().setVersioning(false);
        assertFails("overwritten-backups-kept", "Suspended");
        bucket().setVersioning(true);
        lab.assertPasses("overwritten-backups-kept");
    }

    @Test
    void aBucketWithoutTheRuleForOldBackupsIsNamed() {
        try (S3Client s3 = lab.commandLine().client(S3Client.builder())) {
            List<LifecycleRule> before = s3.getBucketLifecycleConfiguration(request -> request.bucket(bucket().name()))
                    .rules();
            s3.deleteBucketLifecycle(request -> request.bucket(bucket().name()));
            assertFails("old-backups-cheaper", bucket().name());
            s3.putBucketLifecycleConfiguration(request -> request.bucket(bucket().name())
                    .lifecycleConfiguration(configuration -> configuration.rules(before)));
        }
        lab.assertPasses("old-backups-cheaper");
    }

    @Test
    void aRoleThatMayNotLogLeavesNoLogs() {
        withoutStatement("WriteLogs", () -> {
            lab.commandLine().labctl("local", "clock", "advance", "10m");
            assertFails("logs-written", "REPORT");
        });
    }

    @Test
    void aDisarmedAlarmIsNamed() {
        String alarm = lab.physicalId("FailedRunsAlarm");
        lab.sabotage().withoutAlarmActions(alarm, () -> assertFails("alarms-armed", alarm));
        lab.assertPasses("alarms-armed");
    }

    @Test
    void aRoleThatMayTooMuchIsNamed() {
        String tooMuch = """
                {"Version": "2012-10-17",
                 "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::%s/*"}]}
                """.formatted(bucket().name());
        lab.sabotage().withPolicy(lab.physicalId(ROLE), tooMuch, () -> assertFails("least-privilege", "s3:GetObject"));
        lab.assertPasses("least-privilege");
    }

    @Test
    void aRoleThatMayNotAbortUploadsIsNamed() {
        withoutStatement("KeepBackups", () -> assertFails("failed-uploads-taken-back", "s3:AbortMultipartUpload"));
        lab.assertPasses("failed-uploads-taken-back");
    }

    @Test
    void anOpenedBucketIsNamed() {
        bucket().blockPublicAccess(false);
        assertFails("buckets-private", bucket().name());
        bucket().blockPublicAccess(true);
        lab.assertPasses("buckets-private");
    }

    @Test
    void aBucketWithOtherEncryptionIsNamed() {
        String bucket = bucket().name();
        lab.sabotage()
                .withEncryption(bucket, ServerSideEncryption.AWS_KMS, () -> assertFails("buckets-encrypted", bucket));
        lab.assertPasses("buckets-encrypted");
    }

    @Test
    void aBucketThatAllowsPlainHttpIsNamed() {
        String policy = bucket().policy().orElseThrow();
        bucket().setPolicy(null);
        assertFails("buckets-tls-only", bucket().name());
        bucket().setPolicy(policy);
        lab.assertPasses("buckets-tls-only");
    }
}
