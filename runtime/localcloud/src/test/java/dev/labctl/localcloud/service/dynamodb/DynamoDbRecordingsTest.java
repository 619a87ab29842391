package dev.labctl.localcloud.service.dynamodb;

import static dev.labctl.localcloud.service.dynamodb.Tables.item;
import static dev.labctl.localcloud.service.dynamodb.Tables.put;
import static dev.labctl.localcloud.service.dynamodb.Tables.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.CloudFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * Makes the calls that were recorded against AWS and compares the answers, member by member. The recordings lie beside
 * the checkout ({@code ../shared/fixtures}); without them the tests are skipped by name.
 */
class DynamoDbRecordingsTest {
    private static final String RECORDINGS = "shared/fixtures/recorded/dynamodb.test_dynamodb.snapshot.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private DynamoDbClient dynamodb;
    private DynamoDbStreamsClient streams;

    @BeforeEach
    void clients() {
        dynamodb = cloud.client(DynamoDbClient.builder());
        streams = cloud.client(DynamoDbStreamsClient.builder());
    }

    private static JsonNode recording(String test) throws IOException {
        Path recordings = Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
                .map(path -> path.resolve(RECORDINGS))
                .filter(Files::exists)
                .findFirst()
                .orElse(null);
        assumeTrue(recordings != null, "no recordings of AWS found: " + RECORDINGS);
        JsonNode all = JSON.readTree(Files.readString(recordings));
        return all.path("tests/aws/services/dynamodb/test_dynamodb.py::TestDynamoDB::" + test)
                .path("recorded-content");
    }

    private static CreateTableRequest.Builder provisioned(String name) {
        return Tables.table(name, "id:S")
                .billingMode((String) null)
                .provisionedThroughput(units -> units.readCapacityUnits(5L).writeCapacityUnits(5L));
    }

    /** Every recorded member is there with the recorded value, unless that varies; and there is none beside them. */
    private static void assertSame(JsonNode recorded, @Nullable Object answer) {
        List<String> differences = new ArrayList<>();
        compare("", recorded, answer, differences);
        assertThat(differences).isEmpty();
    }

    private static void compare(String path, JsonNode recorded, @Nullable Object answer, List<String> differences) {
        if (answer instanceof SdkPojo pojo) {
            Map<String, Object> members = new java.util.TreeMap<>();
            for (SdkField<?> field : pojo.sdkFields()) {
                Object value = field.getValueOrDefault(pojo);
                if (value != null
                        && !(value instanceof SdkAutoConstructList)
                        && !(value instanceof SdkAutoConstructMap)) {
                    members.put(field.locationName(), value);
                }
            }
            compareMembers(path, recorded, members, differences);
        } else if (answer instanceof Map<?, ?> members) {
            compareMembers(path, recorded, members, differences);
        } else if (answer instanceof List<?> elements) {
            if (elements.size() != recorded.size()) {
                differences.add(path + ": " + recorded.size() + " recorded, " + elements.size() + " answered");
                return;
            }
            for (int i = 0; i < elements.size(); i++) {
                compare(path + "[" + i + "]", recorded.get(i), elements.get(i), differences);
            }
        } else if (!varies(recorded.asText()) && !recorded.asText().equals(String.valueOf(answer))) {
            differences.add(path + ": recorded " + recorded + ", answered " + answer);
        }
    }

    private static boolean varies(String recorded) {
        return recorded.contains("<") || recorded.equals("datetime") || recorded.equals("starting-sequence-number");
    }

    private static void compareMembers(String path, JsonNode recorded, Map<?, ?> members, List<String> differences) {
        TreeSet<String> names = new TreeSet<>();
        recorded.fieldNames().forEachRemaining(names::add);
        names.remove("ResponseMetadata");
        members.keySet().forEach(name -> names.add(String.valueOf(name)));
        for (String name : names) {
            Object answer = members.get(name);
            if (recorded.get(name) == null || answer == null) {
                differences.add(path + "." + name + ": recorded " + recorded.get(name) + ", answered " + answer);
            } else {
                compare(path + "." + name, recorded.get(name), answer, differences);
            }
        }
    }

    private static void assertSameError(JsonNode recorded, Runnable call) {
        DynamoDbException error = catchThrowableOfType(DynamoDbException.class, call::run);
        assertThat(error.awsErrorDetails().errorCode())
                .isEqualTo(recorded.path("Error").path("Code").asText());
        assertThat(error.awsErrorDetails().errorMessage())
                .isEqualTo(recorded.path("Error").path("Message").asText());
        assertThat(error.statusCode())
                .isEqualTo(
                        recorded.path("ResponseMetadata").path("HTTPStatusCode").asInt());
    }

    @Test
    void tablesAreCreatedDescribedAndDeletedAsRecorded() throws IOException {
        JsonNode recorded = recording("test_table_crud");
        assertSame(
                recorded.path("create-table"),
                dynamodb.createTable(provisioned("crud").build()));
        assertSame(recorded.path("describe-table"), dynamodb.describeTable(describe -> describe.tableName("crud")));
        assertSame(recorded.path("delete-table"), dynamodb.deleteTable(delete -> delete.tableName("crud")));
        assertSameError(
                recorded.path("delete-non-existent-table"),
                () -> dynamodb.deleteTable(delete -> delete.tableName("non-existent")));
    }

    @Test
    void warmThroughputIsShownAsRecorded() throws IOException {
        JsonNode recorded = recording("test_table_warm_throughput");
        assertSame(
                recorded.path("create-table"),
                dynamodb.createTable(provisioned("warm")
                        .warmThroughput(warm -> warm.readUnitsPerSecond(1000L).writeUnitsPerSecond(1200L))
                        .build()));
        assertSame(recorded.path("describe-table"), dynamodb.describeTable(describe -> describe.tableName("warm")));
    }

    @Test
    void globalIndexesFollowTheBillingModeAsRecorded() throws IOException {
        JsonNode recorded = recording("test_gsi_with_billing_mode[PAY_PER_REQUEST]");
        assertSame(
                recorded.path("create-table-with-gsi"),
                dynamodb.createTable(Tables.table("billed", "TID:S", "TRID:S")
                        .globalSecondaryIndexes(Tables.global("TransactionRecordID", "TRID"))
                        .build()));
        assertSame(recorded.path("describe-table"), dynamodb.describeTable(describe -> describe.tableName("billed")));
    }

    @Test
    void aFailedConditionShowsTheItemAsRecorded() throws IOException {
        JsonNode recorded =
                recording("test_return_values_on_conditions_check_failure").path("items");
        dynamodb.createTable(provisioned("products").build());
        put(dynamodb, "products", "id", "456", "price", 650, "product", "sporting goods");
        Runnable failing = () -> dynamodb.deleteItem(delete -> delete.tableName("products")
                .key(item("id", "456"))
                .conditionExpression("price BETWEEN :lo AND :hi")
                .expressionAttributeValues(item(":lo", 500, ":hi", 600))
                .returnValuesOnConditionCheckFailure("ALL_OLD"));
        assertSameError(recorded, failing);
        compareItem(
                recorded.path("Item"),
                catchThrowableOfType(ConditionalCheckFailedException.class, failing::run)
                        .item());
    }

    private static void compareItem(JsonNode recorded, Map<String, AttributeValue> item) {
        assertSame(recorded, item);
    }

    @Test
    void batchWritesAreInTheStreamAsRecorded() throws IOException {
        JsonNode recorded = recording("test_batch_write_items_streaming");
        String table = "batches";
        assertSame(
                recorded.path("create-table"),
                dynamodb.createTable(provisioned(table)
                        .streamSpecification(stream("NEW_AND_OLD_IMAGES"))
                        .build()));
        String arn = dynamodb.describeTable(describe -> describe.tableName(table))
                .table()
                .latestStreamArn();
        assertSame(recorded.path("describe-stream"), streams.describeStream(describe -> describe.streamArn(arn)));
        put(dynamodb, table, "id", "Fred");
        put(dynamodb, table, "id", "NewKey");
        write(
                table,
                WriteRequest.builder()
                        .deleteRequest(delete -> delete.key(item("id", "NewKey")))
                        .build());
        write(
                table,
                WriteRequest.builder()
                        .putRequest(request -> request.item(item("id", "Fred", "name", "Fred")))
                        .build());
        GetRecordsResponse records = records(arn);
        assertSame(recorded.path("get-records").path("Records"), records.records());
    }

    private void write(String table, WriteRequest request) {
        dynamodb.batchWriteItem(batch -> batch.requestItems(Map.of(table, List.of(request))));
    }

    private GetRecordsResponse records(String arn) {
        String shard = streams.describeStream(describe -> describe.streamArn(arn))
                .streamDescription()
                .shards()
                .get(0)
                .shardId();
        String iterator = streams.getShardIterator(
                        get -> get.streamArn(arn).shardId(shard).shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
        return streams.getRecords(get -> get.shardIterator(iterator));
    }

    @Test
    void continuousBackupsAreDescribedAsRecorded() throws IOException {
        JsonNode recorded = recording("test_continuous_backup_update");
        dynamodb.createTable(provisioned("backups").build());
        assertSame(
                recorded.path("update-continuous-backup"),
                dynamodb.updateContinuousBackups(update -> update.tableName("backups")
                        .pointInTimeRecoverySpecification(spec -> spec.pointInTimeRecoveryEnabled(true))));
        assertSame(
                recorded.path("describe-continuous-backup"),
                dynamodb.describeContinuousBackups(describe -> describe.tableName("backups")));
    }
}
