package dev.labctl.cli.lab.filecatalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.cloud.Bucket;
import dev.labctl.cli.cloud.DynamoDb;
import dev.labctl.cli.lab.DeployedLab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.verify.Check;
import dev.labctl.wire.filecatalog.CatalogAttribute;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** Breaks a deployed file-catalog in the way each check is about, and sees that check fail by name. */
@Tag("long")
final class FileCatalogChecksIT {
    private static final String KEY = "reports/a b+c%é.txt";
    private static final Set<String> BROKEN = new TreeSet<>();

    private static DeployedLab lab;
    private static Bucket files;
    private static String table;

    @BeforeAll
    static void deploy() {
        lab = new DeployedLab("file-catalog");
        files = lab.cloud().s3().bucket(lab.output("FilesBucketName"));
        table = lab.output("CatalogTableName");
        lab.cloud().s3().put(files.name(), KEY, "cataloged");
        lab.assertPasses("files-cataloged");
    }

    @AfterAll
    static void destroy() {
        lab.close();
    }

    @AfterAll
    static void everyCheckWasSeenToFail() {
        assertThat(BROKEN)
                .containsExactlyInAnyOrderElementsOf(Labs.named("file-catalog").checks().stream()
                        .map(Check::name)
                        .toList());
    }

    private static void assertFails(String check, String reason) {
        BROKEN.add(check);
        lab.assertFails(check, reason);
    }

    @Test
    void allChecksPassOnAHealthyLab() {
        lab.commandLine().labctl("verify", "file-catalog");
    }

    @Test
    void aMissingRowIsNamed() {
        DynamoDb dynamoDb = lab.cloud().dynamoDb();
        Map<String, Object> row = dynamoDb.query(table, CatalogAttribute.FILE_KEY, KEY)
                .findFirst()
                .orElseThrow();
        dynamoDb.delete(
                table,
                Map.of(
                        CatalogAttribute.FILE_KEY,
                        KEY,
                        CatalogAttribute.TIMESTAMP,
                        String.valueOf(row.get(CatalogAttribute.TIMESTAMP))));
        assertFails("files-cataloged", "no row: " + KEY);
        dynamoDb.put(table, row);
        lab.assertPasses("files-cataloged");
    }

    @Test
    void aDisabledNotificationLeavesFilesUncataloged() {
        lab.sabotage().withoutNotifications(files.name(), () -> {
            assertFails("every-version-cataloged", "no row");
            assertFails("attributes-true", "no row");
            assertFails("previews-true", "no row");
        });
        lab.assertPasses("every-version-cataloged");
    }

    @Test
    void aRoleThatMayNotAddRowsIsNamed() {
        withoutStatement("AddRows", () -> assertFails("repeated-event-harmless", "no row"));
    }

    @Test
    void aRoleThatCannotTellMissingFromForbiddenFailsOnDeletedFiles() {
        withoutStatement("TellMissingFromForbidden", () -> assertFails("deleted-file-tolerated", "failed"));
    }

    @Test
    void aTableThatCannotBeRestoredIsNamed() {
        recovery(false);
        assertFails("table-recoverable", table);
        recovery(true);
        lab.assertPasses("table-recoverable");
    }

    private static void recovery(boolean enabled) {
        try (DynamoDbClient dynamoDb = lab.commandLine().client(DynamoDbClient.builder())) {
            dynamoDb.updateContinuousBackups(request -> request.tableName(table)
                    .pointInTimeRecoverySpecification(
                            specification -> specification.pointInTimeRecoveryEnabled(enabled)));
        }
    }

    @Test
    void aRoleThatMayNotLogLeavesNoLogs() {
        withoutStatement("WriteLogs", () -> assertFails("logs-written", "REPORT"));
    }

    private static void withoutStatement(String sid, Runnable test) {
        lab.sabotage().withoutStatement(lab.physicalId("CatalogerRole"), "file-cataloger", sid, test);
    }

    @Test
    void aFunctionOfAnotherBucketDoesNotRefuseItsEvents() {
        lab.sabotage()
                .withEnvironment(
                        lab.output("CatalogerFunctionName"),
                        "S3_BUCKET_NAME",
                        "labctl-verify-foreign-bucket",
                        () -> assertFails("foreign-bucket-refused", "was accepted"));
        lab.assertPasses("foreign-bucket-refused");
    }

    @Test
    void withoutAnOnFailureDestinationFailedEventsAreLost() {
        lab.sabotage()
                .withoutOnFailureDestination(
                        lab.output("CatalogerFunctionName"),
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
        String alarm = lab.physicalId("CatalogerErrorsAlarm");
        lab.sabotage().withThreshold(alarm, 1_000_000, () -> assertFails("errors-raise-alarm", alarm));
        lab.assertPasses("errors-raise-alarm");
    }

    @Test
    void aRoleThatMayTooMuchIsNamed() {
        lab.sabotage()
                .withPolicy(
                        lab.physicalId("CatalogerRole"),
                        """
                        {"Version": "2012-10-17",
                         "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::%s/*"}]}
                        """.formatted(files.name()),
                        () -> assertFails("least-privilege", "s3:PutObject"));
        lab.assertPasses("least-privilege");
    }

    @Test
    void anOpenedBucketIsNamed() {
        files.blockPublicAccess(false);
        assertFails("buckets-private", files.name());
        files.blockPublicAccess(true);
        lab.assertPasses("buckets-private");
    }

    @Test
    void aBucketWithOtherEncryptionIsNamed() {
        lab.sabotage()
                .withEncryption(
                        files.name(),
                        ServerSideEncryption.AWS_KMS,
                        () -> assertFails("buckets-encrypted", files.name()));
        lab.assertPasses("buckets-encrypted");
    }

    @Test
    void aBucketThatAllowsPlainHttpIsNamed() {
        String policy = files.policy().orElseThrow();
        files.setPolicy(null);
        assertFails("buckets-tls-only", files.name());
        files.setPolicy(policy);
        lab.assertPasses("buckets-tls-only");
    }
}
