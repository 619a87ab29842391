package dev.labctl.cli.lab.rdsbackup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.cloud.Bucket;
import dev.labctl.cli.cloud.Lambda;
import dev.labctl.cli.lab.CommandLineFixture;
import dev.labctl.cli.lab.DeployedLab;
import dev.labctl.cli.output.Json;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** What backups come to when something fails: never an object, never a success, no unfinished upload, a clear reason. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BackupFaultsIT {
    private static final int KILLS = 200;
    private static final int LARGEST = 20 << 20;

    @SuppressWarnings("NullAway.Init") // deploy sets it before any test
    private DeployedLab lab;

    @BeforeAll
    void deploy() {
        lab = new DeployedLab("rds-backup");
        lab.commandLine().labctl("seed", "inventory", "--rows", "1000", "--replace");
    }

    @AfterAll
    void destroy() {
        lab.close();
    }

    private String function() {
        return lab.output("BackupFunctionName");
    }

    private Bucket bucket() {
        return lab.cloud().s3().bucket(lab.output("BackupBucketName"));
    }

    private String etag(String key) {
        return lab.cloud().s3().head(bucket().name(), key).orElseThrow().etag();
    }

    private Map<String, Object> event(String key) {
        Map<String, Object> event = new HashMap<>();
        event.put("rdsInstance", lab.output("RdsInstance"));
        event.put("sourceRegion", "us-east-1");
        event.put("targetBucket", bucket().name());
        event.put("targetRegion", "us-east-1");
        event.put("targetKey", key);
        return event;
    }

    private String failure(Map<String, Object> event) {
        Lambda.Invocation answer = lab.cloud().lambda().invoke(function(), Json.line(event));
        assertThat(answer.failed()).as(answer.payload()).isTrue();
        return answer.payload();
    }

    private void assertNothingIsLeft(String prefix) {
        assertThat(bucket().objects(prefix)).isEmpty();
        assertThat(bucket().unfinishedUploads(prefix)).isEmpty();
    }

    @Test
    void aPgDumpThatIsKilledAnywhereLeavesNothing(@TempDir Path folder, TestReporter reporter) {
        FakePgDump pgDump = new FakePgDump(folder);
        Random random = new Random(18);
        lab.sabotage().withEnvironment(function(), "PATH", pgDump.path(), () -> {
            for (int i = 0; i < KILLS; i++) {
                // Most within the first part, where small databases are, others in any of three parts.
                int bytes = i % 4 == 0 ? random.nextInt(LARGEST) : random.nextInt(1 << 20);
                String end = i % 10 == 0 ? "echo 'pg_dump: error: lost it' >&2; exit 0" : "kill -KILL $$";
                pgDump.orders("head -c %d /dev/zero; %s".formatted(bytes, end));
                assertThat(failure(event("killed/" + i + ".dump")))
                        .contains("pg_dump (PostgreSQL) 18.0", "ended with code");
            }
        });
        assertNothingIsLeft("killed/");
        reporter.publishEntry("pg_dump ended badly %d times: no object, no unfinished upload".formatted(KILLS));
    }

    @Test
    void aSecretThatRotatesBetweenTwoBackupsIsFetchedAgain() {
        lab.commandLine().labctl("backup", "--rds-instance", lab.output("RdsInstance"));
        try (SecretsManagerClient secrets = lab.commandLine().client(SecretsManagerClient.builder())) {
            secrets.rotateSecret(request -> request.secretId(lab.output("DbSecretArn")));
        }
        lab.commandLine().labctl("backup", "--rds-instance", lab.output("RdsInstance"));
        assertThat(bucket().objects("backups/")).hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void aWrongPasswordIsSaid() {
        String secret = lab.output("DbSecretArn");
        try (SecretsManagerClient secrets = lab.commandLine().client(SecretsManagerClient.builder())) {
            String wrong = secrets.createSecret(request ->
                            request.name("wrong").secretString("{\"username\": \"labctl\", \"password\": \"wrong\"}"))
                    .arn();
            lab.sabotage().withPolicy(lab.physicalId("BackupRole"), """
                    {"Version": "2012-10-17",
                     "Statement": [{"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "%s"}]}
                    """.formatted(wrong), () -> lab.sabotage()
                    .withEnvironment(
                            function(), "DB_SECRET_ARN", wrong, () -> assertThat(failure(event("wrong-password.dump")))
                                    .contains("password authentication failed", "28P01")
                                    .doesNotContain("\"password\"")));
        }
        assertNothingIsLeft("wrong-password");
        assertThat(lab.output("DbSecretArn")).isEqualTo(secret);
    }

    @Test
    void aKeyThatHasABackupIsLeftAloneUnlessItIsToBeReplaced() {
        lab.commandLine().labctl("backup", "--target-key", "kept/one.dump");
        String first = etag("kept/one.dump");

        CommandLineFixture.Run refused = lab.commandLine().tryLabctl("backup", "--target-key", "kept/one.dump");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("kept/one.dump is there already", "fix: --replace, or another --target-key");
        assertThat(failure(event("kept/one.dump"))).contains("kept/one.dump is there already and was left alone");
        assertThat(etag("kept/one.dump")).isEqualTo(first);
        assertThat(bucket().unfinishedUploads("kept/")).isEmpty();

        lab.commandLine().labctl("seed", "inventory", "--rows", "10", "--replace");
        lab.commandLine().labctl("backup", "--target-key", "kept/one.dump", "--replace");
        assertThat(etag("kept/one.dump")).isNotEqualTo(first);
        lab.commandLine().labctl("backup", "verify", "kept/one.dump", "--no-restore");
    }

    @Test
    void aMissingBucketAndOneElsewhereAreNamed() {
        Map<String, Object> missing = event("nowhere.dump");
        missing.put("targetBucket", "labctl-rds-backup-backups-123456789012-eu-west-1");
        assertThat(failure(missing)).contains("NoSuchBucket", "labctl-rds-backup-backups-123456789012-eu-west-1");

        Map<String, Object> incomplete = event("nowhere.dump");
        incomplete.remove("targetRegion");
        incomplete.remove("rdsInstance");
        assertThat(failure(incomplete)).contains("the event lacks rdsInstance, targetRegion");
        assertNothingIsLeft("nowhere");
    }

    @Test
    void whatWouldNotBeDoneInTimeIsRefusedAtOnce() {
        // Larger than a function of 45 s dumps at this rate, which leaves it enough to find that out.
        lab.commandLine().labctl("seed", "inventory", "--rows", "500000", "--replace");
        lab.sabotage().withTimeout(function(), 45, () -> lab.sabotage()
                .withEnvironment(function(), "DUMP_MIB_PER_SECOND", "1", () -> assertThat(failure(event("slow.dump")))
                        .contains("MiB, which at 1 MiB/s take", "Lambda leaves 0 min")));
        lab.commandLine().labctl("seed", "inventory", "--rows", "1000", "--replace");
        assertNothingIsLeft("slow");
    }

    @Test
    void aPgDumpThatHangsIsEndedBeforeLambdaEndsTheFunction(@TempDir Path folder) {
        FakePgDump pgDump = new FakePgDump(folder);
        pgDump.orders("head -c 1000 /dev/zero; sleep 100");
        lab.sabotage().withTimeout(function(), 30, () -> lab.sabotage()
                .withEnvironment(function(), "PATH", pgDump.path(), () -> assertThat(failure(event("hung.dump")))
                        .contains("was not done shortly before")));
        assertNothingIsLeft("hung");
    }

    @Test
    void anInstanceWithoutADatabaseOfItsOwnListsThoseItHas() {
        try (RdsClient rds = lab.commandLine().client(RdsClient.builder())) {
            String group = rds.describeDBInstances(request -> request.dbInstanceIdentifier(lab.output("RdsInstance")))
                    .dbInstances()
                    .get(0)
                    .dbSubnetGroup()
                    .dbSubnetGroupName();
            rds.createDBInstance(request -> request.dbInstanceIdentifier("bare")
                    .engine("postgres")
                    .dbInstanceClass("db.t4g.micro")
                    .allocatedStorage(20)
                    .masterUsername("labctl")
                    .manageMasterUserPassword(true)
                    .dbSubnetGroupName(group));
            rds.waiter().waitUntilDBInstanceAvailable(request -> request.dbInstanceIdentifier("bare"));
        }
        CommandLineFixture.Run deployed = lab.commandLine()
                .tryLabctl("deploy", "rds-backup", "--stack-prefix", "bare", "--rds-instance", "bare", "--yes");
        assertThat(deployed.exitCode()).as(deployed.err()).isZero();

        CommandLineFixture.Run backup =
                lab.commandLine().tryLabctl("backup", "--stack-prefix", "bare", "--rds-instance", "bare");

        assertThat(backup.exitCode()).isEqualTo(5);
        assertThat(backup.err()).contains("bare was made without a database", "postgres", "--database");
        lab.commandLine()
                .labctl("backup", "--stack-prefix", "bare", "--rds-instance", "bare", "--database", "postgres");
    }
}
