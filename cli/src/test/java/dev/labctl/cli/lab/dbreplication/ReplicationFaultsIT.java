package dev.labctl.cli.lab.dbreplication;

import static dev.labctl.cli.lab.dbreplication.InventoryDatabases.BACKUP;
import static dev.labctl.cli.lab.dbreplication.InventoryDatabases.PRIMARY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.cli.cloud.CloudWatch;
import dev.labctl.cli.cloud.Logs;
import dev.labctl.cli.cloud.Sqs;
import dev.labctl.cli.lab.CommandLineFixture;
import dev.labctl.cli.lab.DeployedLab;
import dev.labctl.cli.lab.LabDatabases;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** What a deployed db-replication does, and what its user is told, when the way to a database is not as it should be. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReplicationFaultsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration BETWEEN_RETRIES = Duration.ofMinutes(1);

    @SuppressWarnings("NullAway.Init") // deploy sets it before any test
    private DeployedLab lab;

    @SuppressWarnings("NullAway.Init")
    private LabDatabases databases;

    @BeforeAll
    void deploy() {
        lab = new DeployedLab("db-replication");
        databases = new LabDatabases(lab);
        lab.commandLine().labctl("seed", "inventory");
        lab.commandLine().labctl("invoke", "db-backup");
    }

    @AfterAll
    void destroy() {
        lab.close();
    }

    /** What a run says that fails. */
    private String failingRun() {
        CommandLineFixture.Run run = lab.commandLine().tryLabctl("invoke", "db-backup");
        assertThat(run.exitCode()).as(run.err()).isEqualTo(5);
        return run.err();
    }

    /** Takes the rule away that lets the functions in, while a test looks. */
    private void withoutIngress(Look test) throws Exception {
        String group = lab.output("DatabaseSecurityGroupId");
        try (Ec2Client ec2 = lab.commandLine().client(Ec2Client.builder())) {
            List<IpPermission> rules = ec2.describeSecurityGroups(request -> request.groupIds(group))
                    .securityGroups()
                    .get(0)
                    .ipPermissions();
            ec2.revokeSecurityGroupIngress(request -> request.groupId(group).ipPermissions(rules));
            try {
                test.run();
            } finally {
                ec2.authorizeSecurityGroupIngress(
                        request -> request.groupId(group).ipPermissions(rules));
            }
        }
        lab.assertPasses("copy-equal");
    }

    private interface Look {
        void run() throws Exception;
    }

    @Test
    void aForgottenIngressRuleIsATimeOutWithAnAdvice() throws Exception {
        withoutIngress(() -> assertThat(failingRun())
                .contains("cannot connect to ", "timed out")
                .contains("check the security groups' port 5432"));
    }

    @Test
    void aRunThatFailsEveryRetryIsKeptAndSetsOffTheAlarms() throws Exception {
        String queue = lab.output("FailedRunsQueueUrl");
        withoutIngress(() -> {
            lab.cloud().lambda().invokeAsync(lab.output("ReplicatorFunctionName"), "{\"asked\": \"by hand\"}");
            Sqs.Message kept = lab.cloud()
                    .poller()
                    .until("the failed run in the queue", PATIENCE, () -> nextFailedRun(queue), Optional::isPresent)
                    .orElseThrow();
            assertThat(kept.body())
                    .contains("RetriesExhausted", "\"approximateInvokeCount\":3", "by hand", "cannot connect to ");
            for (String alarm : List.of("ReplicatorErrorsAlarm", "FailedRunsAlarm")) {
                lab.cloud()
                        .poller()
                        .until(alarm + " to go off", PATIENCE, () -> stateLater(alarm), state -> state.equals("ALARM"));
            }
            lab.cloud().sqs().delete(queue, kept);
        });
    }

    private Optional<Sqs.Message> nextFailedRun(String queue) {
        lab.commandLine().labctl("local", "clock", "advance", BETWEEN_RETRIES.toMinutes() + "m");
        return lab.cloud().sqs().receive(queue, Duration.ZERO).stream().findFirst();
    }

    private String stateLater(String alarm) {
        lab.commandLine().labctl("local", "clock", "advance", BETWEEN_RETRIES.toMinutes() + "m");
        return lab.cloud().cloudWatch().alarms(lab.physicalId(alarm)).stream()
                .map(CloudWatch.Alarm::state)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aRotatedSecretIsFetchedAgainByAProcessThatKnowsTheOldOne() throws Exception {
        LabDatabases.Login before = databases.login(BACKUP);
        lab.commandLine().labctl("invoke", "db-backup");
        String process = lastProcess();
        try (SecretsManagerClient secrets = lab.commandLine().client(SecretsManagerClient.builder())) {
            secrets.rotateSecret(request -> request.secretId(databases.secretArn(BACKUP)));
        }
        lab.cloud()
                .poller()
                .until("a new password", PATIENCE, () -> databases.login(BACKUP), login -> !login.equals(before));
        assertThatThrownBy(() -> databases.connect(BACKUP, before))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
        lab.commandLine().labctl("invoke", "db-backup");
        assertThat(lastProcess()).isEqualTo(process);
    }

    /** The log stream that was written to last: each process has its own. */
    private String lastProcess() {
        return lab.cloud()
                .logs()
                .events(lab.output("ReplicatorLogGroupName"), Instant.EPOCH)
                .filter(event -> event.message().contains("\"outcome\":\"COPIED\""))
                .reduce((first, second) -> second)
                .map(Logs.LogEvent::stream)
                .orElseThrow();
    }

    @Test
    void aPasswordThatIsWrongAfterASecondLookIsToldAsSuch() throws Exception {
        for (String database : List.of(PRIMARY, BACKUP)) {
            LabDatabases.Login right = databases.login(database);
            try (Connection operator = databases.connect(database)) {
                LabDatabases.execute(operator, "ALTER ROLE %s PASSWORD 'another'".formatted(right.user()));
                assertThat(failingRun())
                        .contains("password authentication failed", "SQLState 28P01")
                        .contains("the secret and the database disagree")
                        .doesNotContain(right.password());
                LabDatabases.execute(
                        operator,
                        "ALTER ROLE %s PASSWORD '%s'"
                                .formatted(right.user(), right.password().replace("'", "''")));
            }
            lab.commandLine().labctl("invoke", "db-backup");
        }
    }
}
