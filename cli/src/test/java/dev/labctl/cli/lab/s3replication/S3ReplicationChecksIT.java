package dev.labctl.cli.lab.s3replication;

import dev.labctl.cli.cloud.Bucket;
import dev.labctl.cli.cloud.NewObject;
import dev.labctl.cli.cloud.S3;
import dev.labctl.cli.lab.EventFunctionChecksContract;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** s3-replication, broken in the way each of its own checks is about. */
final class S3ReplicationChecksIT extends EventFunctionChecksContract {
    private static final String KEY = "reports/a b+c%é.txt";

    @SuppressWarnings("NullAway.Init") // prepare sets it before any test
    private Bucket primary;

    @SuppressWarnings("NullAway.Init") // prepare sets it before any test
    private Bucket backup;

    S3ReplicationChecksIT() {
        super(new Parts(
                "s3-replication",
                "ReplicatorRole",
                "s3-replicator",
                "ReplicatorFunctionName",
                "SOURCE_BUCKET",
                "PrimaryBucketName",
                "ReplicatorErrorsAlarm"));
    }

    @Override
    protected void prepare() {
        primary = lab().cloud().s3().bucket(lab().output("PrimaryBucketName"));
        backup = lab().cloud().s3().bucket(lab().output("BackupBucketName"));
        putSource();
        lab().assertPasses("objects-replicated");
    }

    @Test
    void aMissingReplicaIsNamed() {
        backup.purge(KEY);
        assertFails("objects-replicated", KEY);
        lab().assertFails("object-bytes-identical", KEY);
        heal();
        lab().assertPasses("objects-replicated");
    }

    @Test
    void aFlippedByteIsNamed() {
        lab().cloud().s3().put(backup.name(), KEY, "replicateD");
        assertFails("object-bytes-identical", KEY);
        heal();
    }

    @Test
    void lostMetadataIsNamed() {
        lab().cloud()
                .s3()
                .put(
                        NewObject.at(backup.name(), KEY).tag("team", "tests"),
                        "replicated".getBytes(StandardCharsets.UTF_8));
        assertFails("metadata-kept", KEY);
        heal();
    }

    @Test
    void aDroppedTagIsNamed() {
        lab().cloud().s3().setTags(backup.name(), KEY, Map.of());
        assertFails("tags-kept", KEY);
        heal();
    }

    @Test
    void aDisabledNotificationStopsReplication() {
        lab().sabotage().withoutNotifications(primary.name(), () -> {
            assertFails("newest-version-wins", "no replica");
            lab().assertFails("objects-replicated", "no replica");
        });
        lab().assertPasses("newest-version-wins");
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
    void aRoleThatMayNotAbortCopiesIsNamed() {
        withoutStatement(
                "WriteReplica", () -> assertFails("failed-copies-abortable", "may not s3:AbortMultipartUpload"));
        lab().assertPasses("failed-copies-abortable");
    }

    /** Lets the function copy the source again, and waits for it. */
    private void heal() {
        backup.purge(KEY);
        putSource();
    }

    private void putSource() {
        S3 s3 = lab().cloud().s3();
        s3.put(
                NewObject.at(primary.name(), KEY).metadata("origin", "test").tag("team", "tests"),
                "replicated".getBytes(StandardCharsets.UTF_8));
        lab().cloud()
                .poller()
                .until(
                        "a replica of " + KEY,
                        Duration.ofSeconds(30),
                        () -> s3.head(backup.name(), KEY),
                        Optional::isPresent);
    }
}
