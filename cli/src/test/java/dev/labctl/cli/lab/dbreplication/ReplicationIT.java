package dev.labctl.cli.lab.dbreplication;

import static dev.labctl.cli.lab.dbreplication.InventoryDatabases.BACKUP;
import static dev.labctl.cli.lab.dbreplication.InventoryDatabases.PRIMARY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.lab.CommandLineFixture;
import dev.labctl.cli.lab.DeployedLab;
import dev.labctl.cli.lab.LabDatabases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is in the backup after a run of a deployed db-replication, and what others see while it copies. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReplicationIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @SuppressWarnings("NullAway.Init") // deploy sets it before any test
    private DeployedLab lab;

    @SuppressWarnings("NullAway.Init")
    private LabDatabases databases;

    @BeforeAll
    void deploy() {
        lab = new DeployedLab("db-replication");
        databases = new LabDatabases(lab);
    }

    @AfterAll
    void destroy() {
        lab.close();
    }

    @BeforeEach
    void startWithTheSamples() {
        lab.commandLine().labctl("seed", "inventory", "--replace");
        copy();
    }

    private Map<String, Object> copy() {
        return lab.commandLine().labctl("invoke", "db-backup", "-o", "json").json();
    }

    private void assertThatBothSidesAreEqual() throws SQLException {
        assertThat(InventoryDatabases.rows(databases, BACKUP)).isEqualTo(InventoryDatabases.rows(databases, PRIMARY));
    }

    /** {@code failing} runs fail in mid-copy, and as many after them do not; all that a reader sees meanwhile. */
    private Set<String> seenWhileCopying(int failing, String isolation) throws Exception {
        String look = "SELECT count(*) || ' rows of ' || sum(quantity) FROM inventory_sample";
        Set<String> seen = new TreeSet<>();
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
            try (Connection backup = databases.connect(BACKUP)) {
                LabDatabases.execute(backup, "SET default_transaction_isolation = '%s'".formatted(isolation));
                backup.setAutoCommit(false);
                while (end.getCount() > 0) {
                    // From here on a REPEATABLE READ transaction has its snapshot.
                    LabDatabases.query(backup, "SELECT 1");
                    seen.addAll(LabDatabases.query(backup, look));
                    backup.commit();
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        for (int i = 0; i < failing; i++) {
            CommandLineFixture.Run failed = lab.commandLine().tryLabctl("invoke", "db-backup");
            assertThat(failed.exitCode()).as(failed.err()).isEqualTo(5);
            assertThat(failed.err()).contains("half of it is enough");
        }
        databases.execute(BACKUP, "DROP FUNCTION fail_in_the_middle() CASCADE");
        for (int i = 0; i < failing; i++) {
            assertThat(copy()).containsEntry("copiedRows", 20_000);
        }
        end.countDown();
        reader.get();
        return seen;
    }

    @Test
    void aFailureInMidCopyLeavesTheRowsAndNoReaderSeesATableThatIsEmpty() throws Exception {
        for (String isolation : List.of("read committed", "repeatable read")) {
            lab.commandLine().labctl("seed", "inventory", "--rows", "20000", "--replace");
            copy();
            databases.execute(PRIMARY, "UPDATE inventory_sample SET quantity = 1");
            databases.execute(BACKUP, """
                    CREATE FUNCTION fail_in_the_middle() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN RAISE EXCEPTION 'half of it is enough'; END $$;
                    CREATE TRIGGER fail_in_the_middle BEFORE INSERT ON inventory_sample FOR EACH ROW
                    WHEN (NEW.item_id = 10000) EXECUTE FUNCTION fail_in_the_middle()""");
            assertThat(seenWhileCopying(3, isolation))
                    .as(isolation)
                    .containsExactlyInAnyOrder("20000 rows of 9990000", "20000 rows of 20000");
            assertThatBothSidesAreEqual();
        }
    }

    @Test
    void aTransactionThatIsOlderThanTheRunDoesNotFindTheTableEmpty() throws Exception {
        try (Connection reader = databases.connect(BACKUP)) {
            reader.setAutoCommit(false);
            reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            LabDatabases.query(reader, "SELECT 1");
            copy();
            assertThat(LabDatabases.query(reader, "SELECT item_id FROM inventory_sample ORDER BY 1"))
                    .containsExactly("1", "2", "3");
        }
    }

    @Test
    void aRunThatWaitedForAnotherCopiesWhatIsThereThen() throws Exception {
        try (Connection other = databases.connect(BACKUP)) {
            LabDatabases.execute(other, "SELECT pg_advisory_lock(hashtextextended('labctl:inventory_sample', 0))");
            List<CompletableFuture<String>> runs =
                    List.of(CompletableFuture.supplyAsync(this::run), CompletableFuture.supplyAsync(this::run));
            lab.cloud()
                    .poller()
                    .until("both runs to wait", PATIENCE, () -> waiting(other), waiting -> waiting.equals("2"));
            assertThat(LabDatabases.query(other, """
                            SELECT DISTINCT cipher FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
                            WHERE application_name = 'db-backup'"""))
                    .as("the cipher that is light on Lambda's JVMs")
                    .containsExactly("TLS_CHACHA20_POLY1305_SHA256");
            databases.execute(PRIMARY, "INSERT INTO inventory_sample VALUES (4, 'Widget Delta', 9)");
            assertThat(InventoryDatabases.rows(databases, BACKUP)).hasSize(3);
            LabDatabases.execute(other, "SELECT pg_advisory_unlock_all()");
            for (CompletableFuture<String> each : runs) {
                assertThat(each.get()).contains("\"copiedRows\":4");
            }
        }
        assertThatBothSidesAreEqual();
    }

    private String run() {
        return lab.cloud()
                .lambda()
                .invoke(lab.output("ReplicatorFunctionName"), "{}")
                .payload();
    }

    private static String waiting(Connection database) {
        try {
            return LabDatabases.query(
                            database, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                    .get(0);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theLargestAndStrangestValuesAreTheSameOnBothSides() throws Exception {
        Path file = lab.commandLine().file("strange.json", """
                [{"item_id": 2147483647, "item_name": "", "quantity": 2147483647, "updated_at": "infinity"},
                 {"item_id": -2147483648, "item_name": "\\\\N", "quantity": -2147483648, "updated_at": "-infinity"},
                 {"item_id": 0, "item_name": "a\\tb\\r\\nc\\\\d\\"e,'f", "quantity": 0, "updated_at": "4713-01-01 00:00 BC"},
                 {"item_id": 1, "item_name": "Gr\\u00fc\\u00dfe \\ud83d\\udc0b e\\u0301 \\u202eabc", "quantity": 1,
                  "updated_at": "294276-12-31 23:59:59.999999+00"},
                 {"item_id": 2, "item_name": "%s", "quantity": -1, "updated_at": "2000-02-29 12:00:00.000001+05:45"}]
                """.formatted("\u6f22".repeat(100_000)));
        lab.commandLine().labctl("seed", "inventory", "--from", file.toString(), "--replace");
        assertThat(databases.query(
                        PRIMARY, "SELECT item_name FROM inventory_sample WHERE item_id < 2 ORDER BY item_id"))
                .containsExactly("\\N", "a\tb\r\nc\\d\"e,'f", "Gr\u00fc\u00dfe \ud83d\udc0b e\u0301 \u202eabc");
        assertThat(copy()).containsEntry("copiedRows", 5);
        assertThatBothSidesAreEqual();
        String other = "ALTER TABLE inventory_sample ADD COLUMN note text, ADD COLUMN price double precision";
        databases.execute(PRIMARY, other);
        databases.execute(BACKUP, other + ", ALTER COLUMN quantity TYPE bigint");
        databases.execute(PRIMARY, """
                UPDATE inventory_sample SET note = 'x', price = 'NaN' WHERE item_id = 0;
                UPDATE inventory_sample SET note = '', price = -1.7976931348623157e308 WHERE item_id = 1""");
        assertThat(copy()).containsEntry("copiedRows", 5);
        assertThatBothSidesAreEqual();
        databases.execute(BACKUP, "ALTER TABLE inventory_sample ALTER COLUMN quantity TYPE integer");
        assertThat(copy()).containsEntry("copiedRows", 5);
        assertThatBothSidesAreEqual();
    }

    @Test
    void aTableOfNoRowsEmptiesTheBackup() throws Exception {
        databases.execute(PRIMARY, "DELETE FROM inventory_sample");
        assertThat(copy()).containsEntry("copiedRows", 0).containsEntry("checksum", "0");
        assertThat(InventoryDatabases.rows(databases, BACKUP)).isEmpty();
    }

    @Test
    void theKeyIsThereAfterwardsAndSoIsWhatDependsOnIt() throws Exception {
        String keys = "SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint"
                + " WHERE conrelid = 'inventory_sample'::regclass AND contype = 'p'";
        assertThat(databases.query(BACKUP, keys)).containsExactly("inventory_sample_pkey PRIMARY KEY (item_id)");
        databases.execute(BACKUP, """
                CREATE VIEW by_item AS SELECT item_id, item_name FROM inventory_sample GROUP BY item_id;
                COMMENT ON CONSTRAINT inventory_sample_pkey ON inventory_sample IS 'what it is known by'""");
        try {
            copy();
            assertThat(databases.query(BACKUP, "SELECT item_name FROM by_item ORDER BY item_id"))
                    .containsExactly("Widget Alpha", "Widget Beta", "Widget Gamma");
            assertThat(databases.query(BACKUP, keys)).containsExactly("inventory_sample_pkey PRIMARY KEY (item_id)");
            assertThat(databases.query(BACKUP, """
                            SELECT obj_description(oid, 'pg_constraint') FROM pg_constraint
                            WHERE conname = 'inventory_sample_pkey'""")).containsExactly("what it is known by");
        } finally {
            databases.execute(
                    BACKUP,
                    "DROP VIEW by_item; COMMENT ON CONSTRAINT inventory_sample_pkey" + " ON inventory_sample IS NULL");
        }
    }

    @Test
    void aFileWithAKeyTwiceIsRefusedAndTheRowsStay() throws Exception {
        Path file = lab.commandLine().file("twice.csv", """
                item_id,item_name,quantity
                7,Widget Eta,1
                8,Widget Theta,1
                7,Widget Eta,2
                """);
        CommandLineFixture.Run refused =
                lab.commandLine().tryLabctl("seed", "inventory", "--from", file.toString(), "--replace");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("twice.csv, ", "Key (item_id)=(7) is duplicated.; nothing was changed");
        assertThat(databases.query(PRIMARY, "SELECT item_id FROM inventory_sample ORDER BY 1"))
                .containsExactly("1", "2", "3");
        assertThat(databases.query(PRIMARY, "SELECT indexname FROM pg_indexes WHERE tablename = 'inventory_sample'"))
                .containsExactly("inventory_sample_pkey");
    }

    @Test
    void aFileThatPostgresqlWouldLeaveTheRestOfOutIsRefused() throws Exception {
        Path file = lab.commandLine().file("marker.csv", """
                item_id,item_name,quantity
                7,Widget Eta,1
                \\.
                8,Widget Theta,1
                """);
        CommandLineFixture.Run refused =
                lab.commandLine().tryLabctl("seed", "inventory", "--from", file.toString(), "--replace");
        assertThat(refused.exitCode()).as(refused.out()).isEqualTo(2);
        assertThat(refused.err()).contains("marker.csv, line 3 is \\. and nothing else");
        assertThat(databases.query(PRIMARY, "SELECT item_id FROM inventory_sample ORDER BY 1"))
                .containsExactly("1", "2", "3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'7,a,1\n8,\"b\nb\",1\n9,c,many' | line 5, column quantity: invalid input syntax for type integer: \"many\"",
                "'7,a,1\n8,b'               | line 3: missing data for column \"quantity\"",
                "'7,,1'                     | line 2: null value in column \"item_name\"",
            })
    void aFileWithARowThatCannotBeIsRefusedByItsLine(String rows, String expected) throws Exception {
        Path file = lab.commandLine().file("bad.csv", "item_id,item_name,quantity\n" + rows + "\n");
        CommandLineFixture.Run refused =
                lab.commandLine().tryLabctl("seed", "inventory", "--from", file.toString(), "--replace");
        assertThat(refused.exitCode()).as(refused.out()).isEqualTo(2);
        assertThat(refused.err()).contains("bad.csv, " + expected).doesNotContain("Exception");
    }

    @Test
    void whoWaitsInVainForAnotherRunSaysWhom() throws Exception {
        try (Connection other = databases.connect(PRIMARY)) {
            LabDatabases.execute(
                    other,
                    "SET application_name = 'db-seed'; BEGIN; SELECT pg_advisory_xact_lock(hashtextextended("
                            + "'labctl:inventory_sample', 0))");
            lab.sabotage().withTimeout(lab.output("SeederFunctionName"), 34, () -> {
                CommandLineFixture.Run refused = lab.commandLine().tryLabctl("seed", "inventory");
                assertThat(refused.exitCode()).isEqualTo(5);
                assertThat(refused.err())
                        .contains("s for db-seed, which began at", "to be done with table inventory_sample")
                        .contains("fix: run it again when that one is done");
            });
        }
    }

    @Test
    void aMillionRowsFitIntoASmallHeap() {
        lab.commandLine().labctl("seed", "inventory", "--rows", "1000000", "--replace");
        lab.sabotage()
                .withEnvironment(
                        lab.output("ReplicatorFunctionName"), "JAVA_TOOL_OPTIONS", "-Xmx64m", () -> assertThat(copy())
                                .containsEntry("copiedRows", 1_000_000));
        lab.assertPasses("copy-equal");
    }

    @Test
    void whatChangesInThePrimaryIsInTheBackupAnHourLater() throws Exception {
        databases.execute(PRIMARY, "UPDATE inventory_sample SET item_name = 'Widget Omega' WHERE item_id = 3");
        lab.commandLine().labctl("local", "clock", "advance", "1h");
        List<String> expected = InventoryDatabases.rows(databases, PRIMARY);
        lab.cloud().poller().until("the rule to run it", PATIENCE, () -> backup(), expected::equals);
    }

    private List<String> backup() {
        try {
            return InventoryDatabases.rows(databases, BACKUP);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
