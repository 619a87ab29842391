package dev.labctl.cli.lab.s3replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.cloud.Bucket;
import dev.labctl.cli.cloud.NewObject;
import dev.labctl.cli.cloud.S3;
import dev.labctl.cli.lab.DeployedLab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.verify.Check;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** Breaks a deployed s3-replication in the way each check is about, and sees that check fail by name. */
@Tag("long")
final class S3ReplicationChecksIT {
    private static final String KEY = "reports/a b+c%é.txt";
    private static final Set<String> BROKEN = new TreeSet<>();

    private static DeployedLab lab;
    private static Bucket primary;
    private static Bucket backup;

    @BeforeAll
    static void deploy() {
        lab = new DeployedLab("s3-replication");
        primary = lab.cloud().s3().bucket(lab.output("PrimaryBucketName"));
        backup = lab.cloud().s3().bucket(lab.output("BackupBucketName"));
        putSource();
        lab.assertPasses("objects-replicated");
    }

    @AfterAll
    static void destroy() {
        lab.close();
    }

    @AfterAll
    static void everyCheckWasSeenToFail() {
        assertThat(BROKEN)
                .containsExactlyInAnyOrderElementsOf(Labs.named("s3-replication").checks().stream()
                        .map(Check::name)
                        .toList());
    }

    private static void assertFails(String check, String reason) {
        BROKEN.add(check);
        lab.assertFails(check, reason);
    }

    @Test
    void allChecksPassOnAHealthyLab() {
        lab.commandLine().labctl("verify", "s3-replication");
    }

    @Test
    void aMissingReplicaIsNamed() {
        backup.purge(KEY);
        assertFails("objects-replicated", KEY);
        lab.assertFails("object-bytes-identical", KEY);
        heal();
        lab.assertPasses("objects-replicated");
    }

    @Test
    void aFlippedByteIsNamed() {
        lab.cloud().s3().put(backup.name(), KEY, "replicateD");
        assertFails("object-bytes-identical", KEY);
        heal();
    }

    @Test
    void lostMetadataIsNamed() {
        lab.cloud()
                .s3()
                .put(
                        NewObject.at(backup.name(), KEY).tag("team", "tests"),
                        "replicated".getBytes(StandardCharsets.UTF_8));
        assertFails("metadata-kept", KEY);
        heal();
    }

    @Test
    void aDroppedTagIsNamed() {
        lab.cloud().s3().setTags(backup.name(), KEY, Map.of());
        assertFails("tags-kept", KEY);
        heal();
    }

    @Test
    void aDisabledNotificationStopsReplication() {
        lab.sabotage().withoutNotifications(primary.name(), () -> {
            assertFails("newest-version-wins", "no replica");
            lab.assertFails("objects-replicated", "no replica");
        });
        lab.assertPasses("newest-version-wins");
    }

    @Test
    void aRoleThatMayNotReadFailsOnEvents() {
        withoutStatement("ReadSourceAndReplica", () -> assertFails("repeated-event-harmless", "failed"));
    }

    @Test
    void aRoleThatCannotTellMissingFromForbiddenFailsOnDeletedSources() {
        withoutStatement("TellMissingFromForbidden", () -> assertFails("deleted-source-tolerated", "failed"));
    }

    @Test
    void aRoleThatMayNotLogLeavesNoLogs() {
        withoutStatement("WriteLogs", () -> assertFails("logs-written", "REPORT"));
    }

    private static void withoutStatement(String sid, Runnable test) {
        lab.sabotage().withoutStatement(lab.physicalId("ReplicatorRole"), "s3-replicator", sid, test);
    }

    @Test
    void aFunctionOfAnotherBucketDoesNotRefuseItsEvents() {
        lab.sabotage()
                .withEnvironment(
                        lab.output("ReplicatorFunctionName"),
                        "SOURCE_BUCKET",
                        "labctl-verify-foreign-bucket",
                        () -> assertFails("foreign-bucket-refused", "was accepted"));
        lab.assertPasses("foreign-bucket-refused");
    }

    @Test
    void withoutAnOnFailureDestinationFailedEventsAreLost() {
        lab.sabotage()
                .withoutOnFailureDestination(
                        lab.output("ReplicatorFunctionName"),
                        () -> assertFails("failed-events-kept", "on-failure queue"));
        lab.assertPasses("failed-events-kept");
    }

    @Test
    void aDisarmedAlarmIsNamed() {
        String alarm = lab.physicalId("FailedEventsAlarm");
        lab.sabotage().withoutAlarmActions(alarm, () -> assertFails("alarms-armed", alarm));
        lab.assertPasses("alarms-armed");
    }

    @Test
    void anAlarmThatNeverGoesOffIsNamed() {
        String alarm = lab.physicalId("ReplicatorErrorsAlarm");
        lab.sabotage().withThreshold(alarm, 1_000_000, () -> assertFails("errors-raise-alarm", alarm));
        lab.assertPasses("errors-raise-alarm");
    }

    @Test
    void aRoleThatMayTooMuchIsNamed() {
        lab.sabotage()
                .withPolicy(
                        lab.physicalId("ReplicatorRole"),
                        """
                        {"Version": "2012-10-17",
                         "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::%s/*"}]}
                        """.formatted(primary.name()),
                        () -> assertFails("least-privilege", "s3:PutObject"));
        lab.assertPasses("least-privilege");
    }

    @Test
    void anOpenedBucketIsNamed() {
        backup.blockPublicAccess(false);
        assertFails("buckets-private", backup.name());
        backup.blockPublicAccess(true);
        lab.assertPasses("buckets-private");
    }

    @Test
    void aBucketWithOtherEncryptionIsNamed() {
        lab.sabotage()
                .withEncryption(
                        backup.name(),
                        ServerSideEncryption.AWS_KMS,
                        () -> assertFails("buckets-encrypted", backup.name()));
        lab.assertPasses("buckets-encrypted");
    }

    @Test
    void aBucketThatAllowsPlainHttpIsNamed() {
        String policy = primary.policy().orElseThrow();
        primary.setPolicy(null);
        assertFails("buckets-tls-only", primary.name());
        primary.setPolicy(policy);
        lab.assertPasses("buckets-tls-only");
    }

    /** Lets the function copy the source again, and waits for it. */
    private static void heal() {
        backup.purge(KEY);
        putSource();
    }

    private static void putSource() {
        S3 s3 = lab.cloud().s3();
        s3.put(
                NewObject.at(primary.name(), KEY).metadata("origin", "test").tag("team", "tests"),
                "replicated".getBytes(StandardCharsets.UTF_8));
        lab.cloud()
                .poller()
                .until(
                        "a replica of " + KEY,
                        Duration.ofSeconds(30),
                        () -> s3.head(backup.name(), KEY),
                        Optional::isPresent);
    }
}
