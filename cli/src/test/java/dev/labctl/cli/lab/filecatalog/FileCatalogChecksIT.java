package dev.labctl.cli.lab.filecatalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.cloud.DynamoDb;
import dev.labctl.cli.lab.EventFunctionChecksContract;
import dev.labctl.wire.filecatalog.CatalogAttribute;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** file-catalog, broken in the way each of its own checks is about. */
final class FileCatalogChecksIT extends EventFunctionChecksContract {
    private static final String KEY = "reports/a b+c%é.txt";

    @SuppressWarnings("NullAway.Init") // prepare sets it before any test
    private String table;

    FileCatalogChecksIT() {
        super(new Parts(
                "file-catalog",
                "CatalogerRole",
                "file-cataloger",
                "CatalogerFunctionName",
                "S3_BUCKET_NAME",
                "FilesBucketName",
                "CatalogerErrorsAlarm"));
    }

    @Override
    protected void prepare() {
        table = lab().output("CatalogTableName");
        lab().cloud().s3().put(lab().output("FilesBucketName"), KEY, "cataloged");
        lab().assertPasses("files-cataloged");
    }

    @Test
    void theWayOfAFileIsTracedToItsRow() {
        assertThat(lab().commandLine().labctl("trace", KEY).out())
                .containsSubsequence(
                        "S3 files",
                        "put 9 B, version",
                        "sends ObjectCreated:Put",
                        "starts request",
                        "DynamoDB catalog",
                        "row",
                        "CATALOGED " + KEY,
                        "ends after",
                        "total ")
                .doesNotContain("missing");
    }

    @Test
    void aMissingRowIsNamed() {
        DynamoDb dynamoDb = lab().cloud().dynamoDb();
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
        lab().assertPasses("files-cataloged");
    }

    @Test
    void aDisabledNotificationLeavesFilesUncataloged() {
        lab().sabotage().withoutNotifications(lab().output("FilesBucketName"), () -> {
            assertFails("every-version-cataloged", "no row");
            assertFails("attributes-true", "no row");
            assertFails("previews-true", "no row");
        });
        lab().assertPasses("every-version-cataloged");
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
        lab().assertPasses("table-recoverable");
    }

    private void recovery(boolean enabled) {
        try (DynamoDbClient dynamoDb = lab().commandLine().client(DynamoDbClient.builder())) {
            dynamoDb.updateContinuousBackups(request -> request.tableName(table)
                    .pointInTimeRecoverySpecification(
                            specification -> specification.pointInTimeRecoveryEnabled(enabled)));
        }
    }
}
