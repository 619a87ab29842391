package dev.labctl.cli.lab.s3replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.cloud.Bucket;
import dev.labctl.cli.cloud.NewObject;
import dev.labctl.cli.cloud.S3;
import dev.labctl.cli.lab.CommandLineFixture.Run;
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
    void keysThatXmlCannotHoldAreListedAndDeleted() {
        String key = "odd\u0001 + %41/\u001b";
        lab().cloud().s3().put(NewObject.at(bucket().name(), key), new byte[] {1});

        assertThat(bucket().objects("odd").map(Bucket.Listed::key)).containsExactly(key);
        assertThat(bucket().versions(key)).hasSize(1);
        assertThat(bucket().purge("odd").versions()).isEqualTo(1);
        assertThat(bucket().objects("odd")).isEmpty();
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

    @Test
    void theWayOfAVersionIsTracedWhateverIsInItsKey() {
        String odd = "od d+%é\"'*\\ .txt.";
        lab().cloud().s3().put(primary.name(), odd, "traced");
        awaitReplica(odd);
        Run run = lab().commandLine().labctl("trace", odd, "-o", "json");
        assertThat(run.out())
                .contains("\"lab\" : \"s3-replication\"", "\"complete\" : true", "\"missing\" : [ ]")
                .containsSubsequence(
                        "\"S3 primary\"",
                        "put 6 B, version ",
                        "sends ObjectCreated:Put",
                        "starts request ",
                        "\"S3 backup\"",
                        "put 6 B, version ",
                        "COPIED od d+%é",
                        "ends after ");
        String request = run.out().replaceFirst("(?s).*starts request ([0-9a-f-]{36}).*", "$1");
        assertThat(lab().commandLine().labctl("trace", request).out())
                .contains("s3-replication: request " + request, "COPIED od d+%é", "total ");
        assertThat(lab().commandLine()
                        .labctl("trace", "s3://%s/%s".formatted(primary.name(), odd))
                        .out())
                .contains("COPIED");
    }

    @Test
    void aTraceNamesTheStepThatIsMissingAndWhereToLook() {
        lab().sabotage().withoutNotifications(primary.name(), () -> {
            lab().cloud().s3().put(primary.name(), "nobody-was-told.txt", "lost");
            assertThat(words(lab().commandLine().labctl("trace", "nobody-was-told.txt")))
                    .contains("missing: no run of", "does not tell it about new objects", "next: labctl verify");
            primary.purge("nobody-was-told.txt");
        });
        withoutStatement("WriteReplica", () -> {
            lab().cloud().s3().put(primary.name(), "refused.txt", "lost");
            Run run = lab().cloud()
                    .poller()
                    .until(
                            "a run that fails",
                            Duration.ofSeconds(30),
                            () -> lab().commandLine().labctl("trace", "refused.txt"),
                            each -> each.out().contains("FAILED refused.txt"));
            assertThat(words(run)).contains("no replica: every run for this version has failed so far");
            primary.purge("refused.txt");
        });
        Run unknown = lab().commandLine().tryLabctl("trace", "no-such-key");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err())
                .contains("nothing is known of 'no-such-key'", "s3-replication (keys of objects, ids of requests)");
        assertThat(lab().commandLine()
                        .tryLabctl("trace", KEY, "--version-id", "none")
                        .err())
                .contains("nothing is known of version none", "--all shows the versions");
        assertThat(lab().commandLine().labctl("trace", KEY, "--all").out()).contains("COPIED " + KEY);
    }

    /** What a run printed, wherever its lines are broken. */
    private static String words(Run run) {
        return run.out().replaceAll("\\s+", " ");
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
        awaitReplica(KEY);
    }

    private void awaitReplica(String key) {
        lab().cloud()
                .poller()
                .until(
                        "a replica of " + key,
                        Duration.ofSeconds(30),
                        () -> lab().cloud().s3().head(backup.name(), key),
                        Optional::isPresent);
    }
}
