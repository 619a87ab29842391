package dev.labctl.cli.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.archive.TestPostgres;
import dev.labctl.cli.cloud.NewObject;
import dev.labctl.cli.cloud.StackDescription;
import dev.labctl.cli.lab.CommandLineFixture;
import dev.labctl.cli.lab.CommandLineFixture.Run;
import dev.labctl.cli.output.Json;
import dev.labctl.cli.poll.Poller;
import dev.labctl.wire.rdsbackup.BackupManifest;
import dev.labctl.wire.rdsbackup.BackupManifest.TableRows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.rds.RdsClient;

/** Kept backups as users list, verify and restore them; each thing that can be wrong is seen to be found. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BackupsIT {
    private static final TestPostgres SERVER = TestPostgres.get();

    private final KeptBackups kept = new KeptBackups("us-east-1");

    @AfterAll
    void stop() {
        kept.close();
    }

    private Run labctl(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--target-bucket", KeptBackups.BUCKET));
        return kept.commandLine().tryLabctl(all.toArray(String[]::new));
    }

    private static String url(String database) {
        return "postgresql://postgres:x@localhost:%d/%s?sslmode=disable".formatted(SERVER.port(), database);
    }

    private static String key(String name) {
        return "backups/orders/%s/20260102T030405Z.dump".formatted(name);
    }

    /** Verifies without a restore what must be found wrong by this check, for this reason. */
    private void assertFound(String key, String check, String reason) {
        Run run = labctl("backup", "verify", key, "--no-restore");
        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(1);
        assertThat(run.out()).contains("FAIL  " + check).contains(reason);
    }

    /** Restores what must be refused for this reason, into a database that nothing is done to. */
    private void assertRefused(String key, String reason) throws Exception {
        String database = SERVER.createDatabase("");
        Run run = labctl("restore", key, "--to", url(database));
        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(2);
        assertThat(run.err()).contains(reason);
        assertThat(SERVER.ask(database, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"))
                .isEqualTo("0");
    }

    @Test
    void aGoodBackupPassesInATemporaryInstanceWhichIsDeleted() {
        String key = kept.keep(key("good"), kept.bytes(), kept.manifest());

        Run run = labctl("backup", "verify", key);

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "6 of 6 checks passed",
                        "a temporary instance of PostgreSQL 15",
                        "3,931 rows agree, tables compared: 10");
        assertNoScratchInstance(kept.commandLine());
    }

    @Test
    void aBackupInAnAccountIsRestoredInALocalCloudBesides() {
        String key = kept.keep(key("account"), kept.bytes(), kept.manifest());
        try (CommandLineFixture user = new CommandLineFixture()) {
            Run run = user.tryLabctlOn(
                    kept.commandLine(),
                    "backup",
                    "verify",
                    key,
                    "--target-bucket",
                    KeptBackups.BUCKET,
                    "--endpoint-url",
                    kept.commandLine().endpoint().toString());

            assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
            assertThat(run.out()).contains("6 of 6 checks passed");
            assertThat(run.err()).contains("starting the local cloud", "target: aws");
            assertNoScratchInstance(user);
        }
    }

    @Test
    void aVerificationThatIsEndedLeavesNoInstance() {
        String key = kept.keep(key("ended"), kept.bytes(), kept.manifest());
        List<String> command = List.of("backup", "verify", key, "-v", "--target-bucket", KeptBackups.BUCKET);

        Run run = kept.commandLine().endedAfter("pass restorable", command.toArray(String[]::new));

        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(143);
        assertThat(run.err()).contains("what was made for the restore is removed");
        assertNoScratchInstance(kept.commandLine());
    }

    @Test
    void whatAKilledVerificationLeftIsDeletedByTheNext() {
        String key = kept.keep(key("killed"), kept.bytes(), kept.manifest());
        List<String> command = List.of("backup", "verify", key, "-v", "--target-bucket", KeptBackups.BUCKET);
        Run killed = kept.commandLine().killedAfter("pass restorable", command.toArray(String[]::new));
        assertThat(killed.exitCode()).isEqualTo(137);
        try (RdsClient rds = kept.commandLine().client(RdsClient.builder())) {
            assertThat(rds.describeDBInstances().dbInstances())
                    .anySatisfy(each -> assertThat(each.dbInstanceStatus()).isEqualTo("available"));
        }

        Run next = labctl("backup", "verify", key);

        assertThat(next.exitCode()).as(next.out() + next.err()).isZero();
        assertNoScratchInstance(kept.commandLine());
    }

    private static void assertNoScratchInstance(CommandLineFixture commandLine) {
        try (RdsClient rds = commandLine.client(RdsClient.builder())) {
            assertThat(rds.describeDBInstances().dbInstances())
                    .allSatisfy(each -> assertThat(each.dbInstanceStatus()).isEqualTo("deleting"));
        }
    }

    @Test
    void aServerOfTheUsersIsLeftAsItWas() throws Exception {
        String key = kept.keep(key("into"), kept.bytes(), kept.manifest());

        Run good = labctl("backup", "verify", key, "-o", "json", "--into", url(""));
        assertThat(good.exitCode()).as(good.out() + good.err()).isZero();
        assertThat(good.json()).containsEntry("passed", true).containsEntry("leftOut", List.of());

        List<TableRows> more = new ArrayList<>(kept.manifest().tables());
        more.add(new TableRows("public", "lost", 5));
        kept.keep(key, kept.bytes(), kept.manifest(kept.manifest().sha256(), more));
        Run bad = labctl("backup", "verify", key, "--into", url("postgres"));
        assertThat(bad.exitCode()).as(bad.out() + bad.err()).isEqualTo(1);
        assertThat(bad.out())
                .contains("pass  restorable", "FAIL  archive-rows", "FAIL  restored-rows")
                .contains("public.lost cannot be counted in the restored database");

        assertThat(SERVER.ask("postgres", "SELECT count(*) FROM pg_database WHERE datname LIKE 'labctl%'"))
                .isEqualTo("0");
    }

    @Test
    void aServerThatCannotBeReachedIsNoFaultOfTheBackup() {
        String key = kept.keep(key("unreachable"), kept.bytes(), kept.manifest());

        Run run = labctl("backup", "verify", key, "--into", "postgresql://postgres@localhost:1");

        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err()).contains("localhost:1/postgres", "is the server reachable");
    }

    @Test
    void aFlippedByteIsFound() throws Exception {
        byte[] bytes = kept.bytes();
        bytes[bytes.length / 2] ^= 4;
        String key = kept.keep(key("flipped"), bytes, kept.manifest());

        assertFound(key, "bytes-unchanged", "the dump's SHA-256 is ");
        assertFound(key, "archive-whole", "the archive is damaged");
        assertRefused(key, "the archive is damaged");
    }

    @Test
    void aByteThatIsFlippedWhereTheArchiveDoesNotNoticeIsFound() throws Exception {
        byte[] bytes = kept.bytes();
        // The seconds of the time at which the dump was made.
        bytes[14] ^= 1;
        String key = kept.keep(key("unnoticed"), bytes, kept.manifest());

        assertFound(key, "bytes-unchanged", "the dump's SHA-256 is ");
        assertRefused(key, "the dump's SHA-256 is ");
    }

    @Test
    void aTruncatedDumpIsFound() throws Exception {
        String key =
                kept.keep(key("truncated"), Arrays.copyOf(kept.bytes(), kept.bytes().length - 100), kept.manifest());

        assertFound(key, "bytes-unchanged", "the manifest says 68,528");
        assertFound(key, "archive-whole", "the archive is damaged");
        assertRefused(key, "it has 68,428 bytes, and its manifest says 68,528");
    }

    @Test
    void aManifestThatIsWrongIsFound() throws Exception {
        List<TableRows> tables = kept.manifest().tables();
        String hash = kept.keep(key("hash"), kept.bytes(), kept.manifest("0".repeat(64), tables));
        assertFound(hash, "bytes-unchanged", "the manifest says " + "0".repeat(64));
        assertRefused(hash, "the manifest says " + "0".repeat(64));

        List<TableRows> fewer = tables.stream()
                .map(table -> table.table().equals("customers") ? new TableRows("public", "customers", 403) : table)
                .toList();
        String rows = kept.keep(
                key("rows"), kept.bytes(), kept.manifest(kept.manifest().sha256(), fewer));
        String reason = "public.customers has 404 rows %s, and the manifest says 403";
        assertFound(rows, "archive-rows", reason.formatted("in the archive"));
        Run restored = labctl("restore", rows, "--to", url(SERVER.createDatabase("")));
        assertThat(restored.exitCode()).as(restored.err()).isEqualTo(1);
        assertThat(restored.err()).contains(reason.formatted("in the database"));

        List<TableRows> without = tables.stream()
                .filter(table -> !table.table().equals("customers"))
                .toList();
        kept.keep(rows, kept.bytes(), kept.manifest(kept.manifest().sha256(), without));
        assertFound(
                rows, "archive-rows", "public.customers has rows in the archive, and the manifest does not know it");

        kept.cloud().s3().put(KeptBackups.BUCKET, BackupManifest.keyOf(rows), "{\"bytes\": 1}");
        assertFound(rows, "manifest-readable", "is no manifest: it has no sha256");
        assertRefused(rows, "its manifest is damaged");
    }

    @Test
    void whatIsMissingIsNamed() throws Exception {
        String dumpOnly = kept.keepDump(key("dumponly"), kept.bytes());
        assertFound(dumpOnly, "manifest-readable", "the dump is not known to be whole");
        assertRefused(dumpOnly, "it has no manifest");
        String manifestOnly = kept.keepManifest(key("manifestonly"), kept.manifest());
        assertFound(manifestOnly, "bytes-unchanged", "is missing, only its manifest is there");
        assertRefused(manifestOnly, "the dump is missing");

        Run verified = labctl("backup", "verify", "backups/nothing.dump");
        assertThat(verified.exitCode()).isEqualTo(2);
        assertThat(verified.err()).contains("there is no backup backups/nothing.dump in s3://kept-backups");
        assertRefused("nothing.dump", "there is no file nothing.dump, and no backup of that key in s3://kept-backups");
    }

    @Test
    void aBackupIsRestoredByItsKeyAndItsRowsAreCompared() throws Exception {
        String key = kept.keep("by hand/a b+c.dump", kept.bytes(), kept.manifest());
        String database = SERVER.createDatabase("");

        Run run = labctl("restore", key, "--to", url(database), "-o", "json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.json()).containsEntry("comparedWith", "s3://kept-backups/by hand/a b+c.dump.json");
        assertThat(SERVER.ask(database, "SELECT count(*) FROM customers")).isEqualTo("404");
    }

    @Test
    void aBucketThatDoesNotExistOrIsElsewhereIsNamed() {
        Run nowhere = kept.commandLine().tryLabctl("backups", "--target-bucket", "no-such-bucket");
        assertThat(nowhere.exitCode()).isEqualTo(5);
        assertThat(nowhere.err()).contains("there is no bucket no-such-bucket");

        Run elsewhere = labctl("backups", "--target-region", "eu-west-1");
        assertThat(elsewhere.exitCode()).isEqualTo(5);
        assertThat(elsewhere.err())
                .contains("bucket kept-backups is in us-east-1, not in eu-west-1", "--target-region us-east-1");
        Run far = labctl("backup", "verify", "x.dump", "--region", "eu-west-1");
        assertThat(far.err()).contains("there is no backup x.dump in s3://kept-backups");
    }

    @Test
    void withoutABucketTheLabIsAskedWhichHasToBeDeployed() {
        for (String[] command : new String[][] {
            {"backups"}, {"backup", "verify", "x.dump"}, {"restore", "x.dump", "--to", url("postgres")}
        }) {
            Run missing = kept.commandLine().tryLabctl(command);
            assertThat(missing.exitCode()).as(missing.err()).isEqualTo(3);
            assertThat(missing.err())
                    .contains("lab rds-backup is not deployed", "labctl deploy rds-backup, or name a bucket");
        }
        kept.cloud().in("eu-central-1").s3().bucket("backups-of-the-lab").create();
        try (CloudFormationClient stacks = kept.commandLine().client(CloudFormationClient.builder())) {
            stacks.createStack(request -> request.stackName("labctl-rds-backup").templateBody("""
                    Resources:
                      Topic: {Type: AWS::SNS::Topic}
                    Outputs:
                      BackupBucketName: {Value: backups-of-the-lab}
                      BackupBucketRegion: {Value: eu-central-1}
                    """));
            try {
                awaitLab(stack -> stack.map(StackDescription::isUsable).orElse(false));
                assertThat(kept.commandLine().labctl("backups").out())
                        .contains("no backups in s3://backups-of-the-lab");
            } finally {
                stacks.deleteStack(request -> request.stackName("labctl-rds-backup"));
                awaitLab(Optional::isEmpty);
            }
        }
    }

    private void awaitLab(Predicate<Optional<StackDescription>> state) {
        Poller.local()
                .until(
                        "the stack to settle",
                        Duration.ofSeconds(60),
                        () -> kept.cloud().cloudFormation().describe("labctl-rds-backup"),
                        state);
    }

    @Test
    void backupsAreListedNewestFirstAndIncompleteOnesAreMarked() {
        String bucket = "listed-backups";
        kept.cloud().s3().bucket(bucket).create();
        byte[] bytes = {1, 2, 3};
        for (int i = 0; i < 30; i++) {
            String at = "2026-03-%02dT00:00:00Z".formatted(i + 1);
            String key = "backups/many/app/202603%02dT000000Z.dump".formatted(i + 1);
            put(bucket, key, bytes, kept.manifest("many", "app", at, 3));
        }
        put(bucket, "custom/key", bytes, kept.manifest("one", "app", "2026-04-01T00:00:00Z", 3));
        put(bucket, "short.dump", bytes, kept.manifest("one", "app", "2026-04-02T00:00:00Z", 4));
        kept.cloud().s3().put(NewObject.at(bucket, "backups/one/db/20260101T000000Z.dump"), bytes);
        kept.cloud().s3().put(bucket, "notes.txt", "no backup");
        kept.cloud().s3().put(bucket, "config", "no backup");
        kept.cloud().s3().put(bucket, "config.json", "{}");
        put(
                bucket,
                "backups/one/db/20250101T000000Z.dump",
                null,
                kept.manifest("one", "db", "2025-01-01T00:00:00Z", 3));

        Map<String, Object> all = list(bucket);
        assertThat(keys(all)).hasSize(34);
        assertThat(keys(all)).startsWith("short.dump", "custom/key", "backups/many/app/20260330T000000Z.dump");
        assertThat(keys(all)).endsWith("backups/one/db/20260101T000000Z.dump", "backups/one/db/20250101T000000Z.dump");
        assertThat(keys(list(bucket, "--rds-instance", "one"))).hasSize(4);
        assertThat(keys(list(bucket, "--rds-instance", "one", "--database", "app")))
                .hasSize(2);
        assertThat(keys(list(bucket, "--database", "none"))).isEmpty();

        String text = kept.commandLine()
                .labctl("backups", "list", "--target-bucket", bucket, "--rds-instance", "one")
                .out();
        assertThat(text.lines()).hasSize(5);
        assertThat(text)
                .contains("incomplete: it has no manifest")
                .contains("incomplete: the dump is missing")
                .contains("incomplete: the dump has 3 bytes, not 4");
    }

    private void put(String bucket, String key, byte @Nullable [] dump, BackupManifest beside) {
        if (dump != null) {
            kept.cloud().s3().put(NewObject.at(bucket, key), dump);
        }
        kept.cloud().s3().put(bucket, BackupManifest.keyOf(key), Json.line(beside));
    }

    private Map<String, Object> list(String bucket, String... more) {
        List<String> command = new ArrayList<>(List.of("backups", "--target-bucket", bucket, "-o", "json"));
        command.addAll(Arrays.asList(more));
        return kept.commandLine().labctl(command.toArray(String[]::new)).json();
    }

    private static List<Object> keys(Map<String, Object> listing) {
        List<Object> keys = new ArrayList<>();
        if (listing.get("backups") instanceof List<?> backups) {
            backups.forEach(
                    each -> keys.add(each instanceof Map<?, ?> backup ? String.valueOf(backup.get("key")) : ""));
        }
        return keys;
    }
}
