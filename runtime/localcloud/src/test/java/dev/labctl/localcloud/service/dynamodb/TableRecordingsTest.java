package dev.labctl.localcloud.service.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.labctl.localcloud.CloudFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables and their settings as AWS described them. */
class TableRecordingsTest {
    private static final String DESCRIBE = "{TableName: '%s'}";

    private static CloudFixture cloud;

    @BeforeAll
    static void start() {
        cloud = CloudFixture.started();
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    private static RecordedDynamoDb test(String name) {
        return RecordedDynamoDb.test(cloud, name);
    }

    @Test
    void tablesAreCreatedDescribedAndDeleted() {
        RecordedDynamoDb test = test("test_table_crud");
        test.match("create-table", test.create("crud", "id"));
        test.match("describe-table", test.call("DescribeTable", DESCRIBE.formatted("crud")));
        test.match("delete-table", test.call("DeleteTable", DESCRIBE.formatted("crud")));
        test.match("delete-non-existent-table", test.call("DeleteTable", DESCRIBE.formatted("non-existent")));
    }

    @Test
    void warmThroughputIsShown() {
        RecordedDynamoDb test = test("test_table_warm_throughput");
        test.match(
                "create-table",
                test.create("warm", "id", "WarmThroughput: {ReadUnitsPerSecond: 1000, WriteUnitsPerSecond: 1200}"));
        test.match("describe-table", test.call("DescribeTable", DESCRIBE.formatted("warm")));
    }

    @Test
    void aTableIsCreatedOnce() {
        RecordedDynamoDb test = test("test_create_duplicate_table");
        test.create("duplicate", "id");
        test.recording().matchPrinted("Error", "CreateTable", test.create("duplicate", "id"));
    }

    @Test
    void capacityOnDemandIsNotProvisioned() {
        RecordedDynamoDb test = test("test_dynamodb_pay_per_request");
        test.recording()
                .matchPrinted("Error", "CreateTable", test.create("both", "id", "BillingMode: 'PAY_PER_REQUEST'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PAY_PER_REQUEST", "PROVISIONED"})
    void globalIndexesFollowTheBillingMode(String mode) {
        RecordedDynamoDb test = test("test_gsi_with_billing_mode[" + mode + "]");
        String units = mode.equals("PROVISIONED")
                ? ", ProvisionedThroughput: {ReadCapacityUnits: %1$d, WriteCapacityUnits: %1$d}"
                : "";
        test.match("create-table-with-gsi", test.call("CreateTable", """
                        {TableName: 'gsi-%s', BillingMode: '%s',
                         KeySchema: [{AttributeName: 'TID', KeyType: 'HASH'}],
                         AttributeDefinitions: [{AttributeName: 'TID', AttributeType: 'S'},
                           {AttributeName: 'TRID', AttributeType: 'S'}],
                         GlobalSecondaryIndexes: [{IndexName: 'TransactionRecordID',
                           KeySchema: [{AttributeName: 'TRID', KeyType: 'HASH'}],
                           Projection: {ProjectionType: 'ALL'}%s}]%s}
                        """.formatted(
                        mode, mode, units.formatted(1), units.formatted(5))));
        test.match("describe-table", test.call("DescribeTable", DESCRIBE.formatted("gsi-" + mode)));
    }

    /** The key itself is KMS's to describe, which this cloud does not have. */
    @Test
    void encryptionByADefaultKeyIsSwitchedOff() {
        RecordedDynamoDb test = test("test_dynamodb_create_table_with_partial_sse_specification");
        test.match("SSEDescription", encryption(test.create("sse", "id", "SSESpecification: {Enabled: true}")));
        test.match(
                "update-table-disable-sse-spec",
                encryption(test.call("UpdateTable", "{TableName: 'sse', SSESpecification: {Enabled: false}}")));
        assertThat(test.call("DescribeTable", DESCRIBE.formatted("sse"))
                        .path("Table")
                        .has("SSEDescription"))
                .isFalse();
    }

    private static JsonNode encryption(JsonNode answer) {
        return answer.at("/TableDescription/SSEDescription");
    }

    @Test
    void encryptionSurvivesAnUpdateOfTheBillingMode() {
        RecordedDynamoDb test = test("test_dynamodb_update_table_without_sse_specification_change");
        test.match(
                "create_table_sse_description",
                encryption(test.create("kept", "id", "SSESpecification: {Enabled: true}")));
        test.match(
                "update_table_sse_description",
                encryption(test.call("UpdateTable", "{TableName: 'kept', BillingMode: 'PAY_PER_REQUEST'}")));
    }

    @Test
    void continuousBackupsAreDescribed() {
        RecordedDynamoDb test = test("test_continuous_backup_update");
        test.createOnDemand("backups", "id");
        String update = "{TableName: 'backups', PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}}";
        test.match("update-continuous-backup", test.call("UpdateContinuousBackups", update));
        test.match("describe-continuous-backup", test.call("DescribeContinuousBackups", DESCRIBE.formatted("backups")));
    }

    @Test
    void contributorInsightsAreOffAtFirst() {
        RecordedDynamoDb test = test("test_dynamodb_describe_contributor_insights");
        test.createOnDemand("insights", "id");
        test.match(
                "describe-contributor-insights-disabled",
                test.call("DescribeContributorInsights", DESCRIBE.formatted("insights")));
    }
}
