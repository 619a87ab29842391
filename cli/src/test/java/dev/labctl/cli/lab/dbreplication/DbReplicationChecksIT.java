package dev.labctl.cli.lab.dbreplication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.lab.ChecksContract;
import dev.labctl.cli.lab.LabDatabases;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;

/** Breaks a deployed db-replication in the way each check is about, and sees that check fail by name. */
final class DbReplicationChecksIT extends ChecksContract {
    @SuppressWarnings("NullAway.Init") // prepare sets it before any test
    private LabDatabases databases;

    DbReplicationChecksIT() {
        super("db-replication");
    }

    @Override
    protected void prepare() {
        databases = new LabDatabases(lab());
        lab().commandLine().labctl("seed", "inventory");
    }

    @Test
    void aRowChangedBehindTheReplicasBackIsSeen() throws Exception {
        lab().assertPasses("copy-equal");
        databases.execute(
                InventoryDatabases.BACKUP, "UPDATE inventory_sample SET quantity = quantity + 1 WHERE item_id = 2");
        assertFails("backup-untouched", "and the backup has 3 rows");
        lab().assertPasses("copy-equal");
        lab().assertPasses("backup-untouched");
    }

    @Test
    void aDatabaseThatChangesWhatIsCopiedIsSeenAndKeepsItsRows() throws Exception {
        lab().assertPasses("copy-equal");
        databases.execute(InventoryDatabases.BACKUP, """
                CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN NEW.quantity := NEW.quantity + 1; RETURN NEW; END $$;
                CREATE TRIGGER spoil BEFORE INSERT ON inventory_sample FOR EACH ROW EXECUTE FUNCTION spoil()""");
        assertFails("copy-equal", "differs from its source");
        assertFails("runs-at-once-safe", "differs from its source");
        lab().assertPasses("backup-untouched");
        databases.execute(InventoryDatabases.BACKUP, "DROP FUNCTION spoil() CASCADE");
        lab().assertPasses("copy-equal");
    }

    @Test
    void theRunOfARequestIsTraced() {
        lab().commandLine().labctl("invoke", "db-backup");
        String request = lab().commandLine()
                .labctl("logs", "db-replication")
                .out()
                .replaceFirst("(?s).*copied \\d+ rows[^\\n]*\"requestId\":\"([0-9a-f-]{36})\".*", "$1");
        assertThat(lab().commandLine().labctl("trace", request).out())
                .containsSubsequence(
                        "db-replication: request " + request, "starts request", "copied ", "ends after", "total ");
    }

    @Test
    void aPrimaryThatTakesNoRowsIsSeen() throws Exception {
        databases.execute(InventoryDatabases.PRIMARY, """
                CREATE FUNCTION drop_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
                TRUNCATE inventory_sample;
                CREATE TRIGGER drop_row BEFORE INSERT ON inventory_sample FOR EACH ROW EXECUTE FUNCTION drop_row()""");
        assertFails("seed-keeps-rows", "still empty");
        databases.execute(InventoryDatabases.PRIMARY, "DROP FUNCTION drop_row() CASCADE");
        lab().assertPasses("seed-keeps-rows");
    }

    @Test
    void aSeederThatMayNotReadFilesIsNamed() {
        lab().sabotage()
                .withoutStatement(
                        lab().physicalId("SeederRole"),
                        "db-seed",
                        "ReadRows",
                        () -> assertFails("seed-file-readable", "implicitDeny"));
    }

    @Test
    void aDisabledRuleIsNamed() {
        String rule = lab().output("ScheduleName");
        try (EventBridgeClient events = lab().commandLine().client(EventBridgeClient.builder())) {
            events.disableRule(request -> request.name(rule));
            assertFails("runs-hourly", rule + " is disabled");
            events.enableRule(request -> request.name(rule));
        }
        lab().assertPasses("runs-hourly");
    }

    @Test
    void withoutAnOnFailureDestinationFailedRunsAreForgotten() {
        lab().sabotage()
                .withoutOnFailureDestination(
                        lab().output("ReplicatorFunctionName"), () -> assertFails("failed-runs-kept", "nowhere"));
        lab().assertPasses("failed-runs-kept");
    }

    @Test
    void aDatabaseOpenToTheInternetIsNamed() {
        String primary = lab().output(InventoryDatabases.PRIMARY);
        lab().sabotage()
                .withPublicDatabase(
                        primary, () -> assertFails("databases-closed", primary + " can be reached from the internet"));
        lab().assertPasses("databases-closed");
    }

    @Test
    void aRoleThatMayNotLogLeavesNoLogs() {
        lab().sabotage()
                .withoutStatement(
                        lab().physicalId("SeederRole"),
                        "db-seed",
                        "WriteLogs",
                        () -> assertFails("logs-written", "REPORT"));
    }

    @Test
    void aDisarmedAlarmIsNamed() {
        String alarm = lab().physicalId("FailedRunsAlarm");
        lab().sabotage().withoutAlarmActions(alarm, () -> assertFails("alarms-armed", alarm));
        lab().assertPasses("alarms-armed");
    }
}
