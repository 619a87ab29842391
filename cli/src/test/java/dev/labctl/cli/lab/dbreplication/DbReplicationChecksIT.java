package dev.labctl.cli.lab.dbreplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.labctl.cli.lab.DeployedLab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.verify.Check;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Breaks a deployed db-replication in the way each check is about, and sees that check fail by name. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DbReplicationChecksIT {
    private static final String LAB = "db-replication";

    private final Set<String> broken = new TreeSet<>();
    private boolean isOffered;

    @SuppressWarnings("NullAway.Init") // deploy sets it before any test
    private DeployedLab lab;

    @BeforeAll
    void deploy() {
        isOffered = Labs.all().stream().anyMatch(each -> each.slug().equals(LAB));
        assumeTrue(isOffered, "skipped: labctl does not offer db-replication yet");
        lab = new DeployedLab(LAB);
        lab.commandLine().labctl("seed", "inventory");
    }

    @AfterAll
    void destroy() {
        if (!isOffered) {
            return;
        }
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

    @Test
    void allChecksPassOnAHealthyLab() {
        lab.commandLine().labctl("verify", LAB);
    }

    @Test
    void aRowChangedBehindTheReplicasBackIsSeen() throws Exception {
        lab.assertPasses("copy-equal");
        sql("BackupInstanceId", "UPDATE inventory_sample SET quantity = quantity + 1 WHERE item_id = 2");
        assertFails("backup-untouched", "and the backup has 3 rows");
        lab.assertPasses("copy-equal");
        lab.assertPasses("backup-untouched");
    }

    @Test
    void aDatabaseThatChangesWhatIsCopiedIsSeenAndKeepsItsRows() throws Exception {
        lab.assertPasses("copy-equal");
        sql("BackupInstanceId", """
                CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN NEW.quantity := NEW.quantity + 1; RETURN NEW; END $$;
                CREATE TRIGGER spoil BEFORE INSERT ON inventory_sample FOR EACH ROW EXECUTE FUNCTION spoil()""");
        assertFails("copy-equal", "differs from its source");
        assertFails("runs-at-once-safe", "differs from its source");
        lab.assertPasses("backup-untouched");
        sql("BackupInstanceId", "DROP FUNCTION spoil() CASCADE");
        lab.assertPasses("copy-equal");
    }

    @Test
    void aPrimaryThatTakesNoRowsIsSeen() throws Exception {
        sql("PrimaryInstanceId", """
                CREATE FUNCTION drop_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
                TRUNCATE inventory_sample;
                CREATE TRIGGER drop_row BEFORE INSERT ON inventory_sample FOR EACH ROW EXECUTE FUNCTION drop_row()""");
        assertFails("seed-keeps-rows", "still empty");
        sql("PrimaryInstanceId", "DROP FUNCTION drop_row() CASCADE");
        lab.assertPasses("seed-keeps-rows");
    }

    @Test
    void aSeederThatMayNotReadFilesIsNamed() {
        lab.sabotage()
                .withoutStatement(
                        lab.physicalId("SeederRole"),
                        "db-seed",
                        "ReadRows",
                        () -> assertFails("seed-file-readable", "implicitDeny"));
    }

    @Test
    void aDisabledRuleIsNamed() {
        String rule = lab.output("ScheduleName");
        try (EventBridgeClient events = lab.commandLine().client(EventBridgeClient.builder())) {
            events.disableRule(request -> request.name(rule));
            assertFails("runs-hourly", rule + " is disabled");
            events.enableRule(request -> request.name(rule));
        }
        lab.assertPasses("runs-hourly");
    }

    @Test
    void withoutAnOnFailureDestinationFailedRunsAreForgotten() {
        lab.sabotage()
                .withoutOnFailureDestination(
                        lab.output("ReplicatorFunctionName"), () -> assertFails("failed-runs-kept", "nowhere"));
        lab.assertPasses("failed-runs-kept");
    }

    @Test
    void aDatabaseOpenToTheInternetIsNamed() {
        String primary = lab.output("PrimaryInstanceId");
        try (RdsClient rds = lab.commandLine().client(RdsClient.builder())) {
            rds.modifyDBInstance(request -> request.dbInstanceIdentifier(primary)
                    .publiclyAccessible(true)
                    .applyImmediately(true));
            rds.waiter().waitUntilDBInstanceAvailable(request -> request.dbInstanceIdentifier(primary));
            assertFails("databases-closed", primary);
            rds.modifyDBInstance(request -> request.dbInstanceIdentifier(primary)
                    .publiclyAccessible(false)
                    .applyImmediately(true));
            rds.waiter().waitUntilDBInstanceAvailable(request -> request.dbInstanceIdentifier(primary));
        }
        lab.assertPasses("databases-closed");
    }

    @Test
    void aRoleThatMayNotLogLeavesNoLogs() {
        lab.sabotage()
                .withoutStatement(
                        lab.physicalId("SeederRole"),
                        "db-seed",
                        "WriteLogs",
                        () -> assertFails("logs-written", "REPORT"));
    }

    @Test
    void aDisarmedAlarmIsNamed() {
        String alarm = lab.physicalId("FailedRunsAlarm");
        lab.sabotage().withoutAlarmActions(alarm, () -> assertFails("alarms-armed", alarm));
        lab.assertPasses("alarms-armed");
    }

    /** Does something in a database, as an operator who stands in its network. */
    private void sql(String instanceOutput, String statement) throws SQLException, IOException {
        try (RdsClient rds = lab.commandLine().client(RdsClient.builder());
                SecretsManagerClient secrets = lab.commandLine().client(SecretsManagerClient.builder())) {
            String id = lab.output(instanceOutput);
            DBInstance instance = rds.describeDBInstances(request -> request.dbInstanceIdentifier(id))
                    .dbInstances()
                    .get(0);
            Map<String, Object> login = JSON.std.mapFrom(secrets.getSecretValue(request ->
                            request.secretId(instance.masterUserSecret().secretArn()))
                    .secretString());
            String url = "jdbc:postgresql://%s:%d/%s?sslmode=require"
                    .formatted(
                            instance.endpoint().address(), instance.endpoint().port(), instance.dbName());
            try (Connection connection = DriverManager.getConnection(
                            url, String.valueOf(login.get("username")), String.valueOf(login.get("password")));
                    Statement sql = connection.createStatement()) {
                sql.execute(statement);
            }
        }
    }
}
