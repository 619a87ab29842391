package dev.labctl.localcloud.service.dynamodb;

import static dev.labctl.localcloud.service.dynamodb.Tables.global;
import static dev.labctl.localcloud.service.dynamodb.Tables.item;
import static dev.labctl.localcloud.service.dynamodb.Tables.local;
import static dev.labctl.localcloud.service.dynamodb.Tables.n;
import static dev.labctl.localcloud.service.dynamodb.Tables.put;
import static dev.labctl.localcloud.service.dynamodb.Tables.s;
import static dev.labctl.localcloud.service.dynamodb.Tables.schema;
import static dev.labctl.localcloud.service.dynamodb.Tables.table;
import static dev.labctl.localcloud.service.dynamodb.Tables.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.labctl.localcloud.CloudFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.IdempotentParameterMismatchException;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.awssdk.services.dynamodb.paginators.QueryIterable;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DynamoDbServiceTest {
    private CloudFixture cloud;
    private DynamoDbClient dynamodb;

    @BeforeAll
    void start() {
        cloud = CloudFixture.started();
        dynamodb = cloud.client(DynamoDbClient.builder());
    }

    @AfterAll
    void stop() {
        cloud.close();
    }

    private UpdateItemResponse update(
            String table, String id, String expression, Map<String, AttributeValue> values, ReturnValue returned) {
        return dynamodb.updateItem(update -> update.tableName(table)
                .key(item("id", id))
                .updateExpression(expression)
                .expressionAttributeValues(values.isEmpty() ? null : values)
                .returnValues(returned));
    }

    private static String message(Runnable call) {
        return catchThrowableOfType(DynamoDbException.class, call::run)
                .awsErrorDetails()
                .errorMessage();
    }

    @Test
    void itemsComeBackAsTheyWerePutWithNumbersInCanonicalForm() {
        dynamodb.createTable(table("canonical", "id:S").build());
        dynamodb.putItem(put -> put.tableName("canonical")
                .item(item(
                        "id",
                        "a",
                        "number",
                        AttributeValue.fromN("001.500E3"),
                        "tiny",
                        AttributeValue.fromN("1E-7"),
                        "numbers",
                        AttributeValue.fromNs(List.of("10", "9.0", "1e2")),
                        "empty",
                        "",
                        "binary",
                        AttributeValue.fromB(SdkBytes.fromUtf8String("foobar")))));
        assertThat(dynamodb.getItem(get -> get.tableName("canonical").key(item("id", "a")))
                        .item())
                .isEqualTo(item(
                        "id",
                        "a",
                        "number",
                        1500,
                        "tiny",
                        AttributeValue.fromN("0.0000001"),
                        "numbers",
                        AttributeValue.fromNs(List.of("9", "10", "100")),
                        "empty",
                        "",
                        "binary",
                        AttributeValue.fromB(SdkBytes.fromUtf8String("foobar"))));
    }

    @Test
    void everyUpdateActionWorksOnNestedPathsAndSeesTheItemAsItWasBefore() {
        dynamodb.createTable(table("updates", "id:S").build());
        put(
                dynamodb,
                "updates",
                "id",
                "a",
                "count",
                1,
                "list",
                AttributeValue.fromL(List.of(n(0), n(1), n(2), n(3))),
                "map",
                AttributeValue.fromM(Map.of("x", s("old"))),
                "tags",
                AttributeValue.fromSs(List.of("one", "two")));
        UpdateItemResponse response = dynamodb.updateItem(update -> update.tableName("updates")
                .key(item("id", "a"))
                .updateExpression("SET #c = #c + :one, previous = #c, #m.x = :new, #m.y = if_not_exists(absent, :one), "
                        + "#l[9] = :one REMOVE #l[0], #l[2] ADD sum_ :one DELETE tags :two")
                .expressionAttributeNames(Map.of("#c", "count", "#m", "map", "#l", "list"))
                .expressionAttributeValues(
                        item(":one", 1, ":new", "new", ":two", AttributeValue.fromSs(List.of("two"))))
                .returnValues(ReturnValue.ALL_NEW));
        assertThat(response.attributes())
                .containsEntry("count", n(2))
                .containsEntry("previous", n(1))
                .containsEntry("map", AttributeValue.fromM(Map.of("x", s("new"), "y", n(1))))
                .containsEntry("list", AttributeValue.fromL(List.of(n(1), n(3), n(1))))
                .containsEntry("sum_", n(1))
                .containsEntry("tags", AttributeValue.fromSs(List.of("one")));
    }

    @Test
    void updatedValuesAreOnlyThoseThatTheExpressionNames() {
        dynamodb.createTable(table("returned", "id:S").build());
        put(dynamodb, "returned", "id", "a", "x", 1, "y", 2);
        assertThat(update("returned", "a", "SET x = :v", item(":v", 5), ReturnValue.UPDATED_NEW)
                        .attributes())
                .isEqualTo(item("x", 5));
        assertThat(update("returned", "a", "SET x = :v", item(":v", 6), ReturnValue.UPDATED_OLD)
                        .attributes())
                .isEqualTo(item("x", 5));
        assertThat(update("returned", "new", "SET x = :v", item(":v", 6), ReturnValue.UPDATED_OLD)
                        .hasAttributes())
                .isFalse();
    }

    @Test
    void numbersAreExactTo38Digits() {
        dynamodb.createTable(table("exact", "id:S").build());
        String large = "99999999999999999999999999999999999998";
        put(dynamodb, "exact", "id", "a", "x", AttributeValue.fromN(large));
        assertThat(update("exact", "a", "SET x = x + :v", item(":v", 1), ReturnValue.UPDATED_NEW)
                        .attributes())
                .isEqualTo(item("x", AttributeValue.fromN("99999999999999999999999999999999999999")));
        assertThat(message(() -> update(
                        "exact",
                        "a",
                        "SET x = :v",
                        item(":v", AttributeValue.fromN("123456789012345678901234567890123456789")),
                        ReturnValue.NONE)))
                .contains("Attempting to store more than 38 significant digits in a Number");
    }

    @Test
    void expressionErrorsReadAsThoseOfAws() {
        dynamodb.createTable(table("errors", "id:S").build());
        assertThat(message(() -> update("errors", "a", "SET name = :v", item(":v", 1), ReturnValue.NONE)))
                .isEqualTo("Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: name");
        assertThat(message(() -> update("errors", "a", "SET x = :v y", item(":v", 1), ReturnValue.NONE)))
                .isEqualTo("Invalid UpdateExpression: Syntax error; token: \"y\", near: \":v y\"");
        assertThat(message(() -> update("errors", "a", "SET x = :v", item(":v", 1, ":x", 1), ReturnValue.NONE)))
                .isEqualTo("Value provided in ExpressionAttributeValues unused in expressions: keys: {:x}");
        assertThat(message(() -> update("errors", "a", "SET x = :w", item(":v", 1), ReturnValue.NONE)))
                .isEqualTo("Invalid UpdateExpression: An expression attribute value used in expression is not defined; "
                        + "attribute value: :w");
        assertThat(message(() -> update("errors", "a", "SET x = :v, x.y = :v", item(":v", 1), ReturnValue.NONE)))
                .isEqualTo("Invalid UpdateExpression: Two document paths overlap with each other; must remove or "
                        + "rewrite one of these paths; path one: [x], path two: [x, y]");
        assertThat(message(() -> update("errors", "a", "SET id = :v", item(":v", 1), ReturnValue.NONE)))
                .isEqualTo("One or more parameter values were invalid: Cannot update attribute id. This attribute is "
                        + "part of the key");
    }

    @Test
    void aFailedConditionShowsTheItemWhenAsked() {
        dynamodb.createTable(table("guarded", "id:S").build());
        put(dynamodb, "guarded", "id", "a", "x", 1);
        assertThatThrownBy(() -> dynamodb.putItem(put -> put.tableName("guarded")
                        .item(item("id", "a"))
                        .conditionExpression("attribute_not_exists(id)")
                        .returnValuesOnConditionCheckFailure("ALL_OLD")))
                .isInstanceOfSatisfying(ConditionalCheckFailedException.class, failed -> {
                    assertThat(failed.item()).isEqualTo(item("id", "a", "x", 1));
                    assertThat(failed.awsErrorDetails().errorMessage()).isEqualTo("The conditional request failed");
                });
    }

    @Test
    void conditionsBindNotBeforeAndBeforeOr() {
        dynamodb.createTable(table("precedence", "id:S").build());
        put(dynamodb, "precedence", "id", "a", "x", 1, "y", 2);
        ScanResponse scan = dynamodb.scan(request -> request.tableName("precedence")
                .filterExpression("NOT x = :one AND y = :two OR x IN (:two, :one) AND y BETWEEN :one AND :two")
                .expressionAttributeValues(item(":one", 1, ":two", 2)));
        assertThat(scan.count()).isEqualTo(1);
    }

    @Test
    void queriesGiveRangesInKeyOrderBothWaysAndInPages() {
        dynamodb.createTable(table("ranges", "id:S", "sort:N")
                .keySchema(schema("id", "sort"))
                .build());
        for (int i = -20; i < 20; i++) {
            put(dynamodb, "ranges", "id", "a", "sort", i);
            put(dynamodb, "ranges", "id", "b", "sort", i);
        }
        QueryIterable pages = dynamodb.queryPaginator(query -> query.tableName("ranges")
                .keyConditionExpression("id = :id AND sort BETWEEN :from AND :to")
                .expressionAttributeValues(item(":id", "a", ":from", -15, ":to", 12))
                .scanIndexForward(false)
                .limit(5));
        List<Integer> sorts = pages.items().stream()
                .map(found -> Integer.valueOf(value(found, "sort").n()))
                .toList();
        assertThat(sorts).hasSize(28).isSortedAccordingTo((a, b) -> b - a);
        assertThat(pages.stream().count()).isGreaterThan(5);
    }

    @Test
    void pagesEndAfterOneMegabyte() {
        dynamodb.createTable(table("megabytes", "id:S").build());
        String large = "x".repeat(300_000);
        for (int i = 0; i < 8; i++) {
            put(dynamodb, "megabytes", "id", "item-" + i, "payload", large);
        }
        ScanResponse first = dynamodb.scan(scan -> scan.tableName("megabytes").select(Select.COUNT));
        assertThat(first.count()).isEqualTo(4);
        assertThat(first.hasItems()).isFalse();
        assertThat(dynamodb.scanPaginator(scan -> scan.tableName("megabytes")).items())
                .hasSize(8);
        assertThat(message(() -> put(dynamodb, "megabytes", "id", "a", "payload", large + large)))
                .isEqualTo("Item size has exceeded the maximum allowed size");
    }

    @Test
    void segmentsOfAParallelScanAreDisjointAndComplete() {
        dynamodb.createTable(table("segments", "id:S").build());
        for (int i = 0; i < 60; i++) {
            put(dynamodb, "segments", "id", "item-" + i);
        }
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            int segment = i;
            dynamodb.scanPaginator(scan -> scan.tableName("segments")
                            .segment(segment)
                            .totalSegments(7)
                            .limit(4))
                    .items()
                    .forEach(found -> seen.add(value(found, "id").s()));
        }
        assertThat(seen).hasSize(60).doesNotHaveDuplicates();
    }

    @Test
    void indexesHoldTheItemsThatHaveTheirKeysAndProjectWhatTheySay() {
        dynamodb.createTable(table("indexed", "id:S", "sort:S", "status:S", "rank:N")
                .keySchema(schema("id", "sort"))
                .globalSecondaryIndexes(global("by-status", "status"))
                .localSecondaryIndexes(local("by-rank", ProjectionType.KEYS_ONLY, "id", "rank"))
                .build());
        put(dynamodb, "indexed", "id", "a", "sort", "1", "status", "open", "rank", 2, "text", "hello");
        put(dynamodb, "indexed", "id", "a", "sort", "2", "status", "open", "rank", 1, "text", "world");
        put(dynamodb, "indexed", "id", "a", "sort", "3", "text", "neither");
        assertThat(query("indexed", "by-status", "#s = :v", Map.of("#s", "status"), item(":v", "open"))
                        .items())
                .hasSize(2)
                .allSatisfy(found -> assertThat(found).containsKey("text"));
        QueryResponse ranked = query("indexed", "by-rank", "#i = :v", Map.of("#i", "id"), item(":v", "a"));
        assertThat(ranked.items())
                .containsExactly(item("id", "a", "sort", "2", "rank", 1), item("id", "a", "sort", "1", "rank", 2));
        dynamodb.updateItem(update -> update.tableName("indexed")
                .key(item("id", "a", "sort", "1"))
                .updateExpression("SET #s = :v")
                .expressionAttributeNames(Map.of("#s", "status"))
                .expressionAttributeValues(item(":v", "done")));
        assertThat(query("indexed", "by-status", "#s = :v", Map.of("#s", "status"), item(":v", "open"))
                        .count())
                .isEqualTo(1);
        assertThat(message(() -> dynamodb.scan(
                        scan -> scan.tableName("indexed").indexName("by-status").consistentRead(true))))
                .isEqualTo("Consistent reads are not supported on global secondary indexes");
    }

    private QueryResponse query(
            String table,
            String index,
            String condition,
            Map<String, String> names,
            Map<String, AttributeValue> values) {
        return dynamodb.query(query -> query.tableName(table)
                .indexName(index)
                .keyConditionExpression(condition)
                .expressionAttributeNames(names)
                .expressionAttributeValues(values));
    }

    @Test
    void anAddedIndexIsFilledAndARemovedOneIsGone() {
        dynamodb.createTable(table("grown", "id:S").build());
        put(dynamodb, "grown", "id", "a", "kind", "x");
        put(dynamodb, "grown", "id", "b");
        TableDescription updating = dynamodb.updateTable(update -> update.tableName("grown")
                        .attributeDefinitions(List.of(AttributeDefinition.builder()
                                .attributeName("kind")
                                .attributeType("S")
                                .build()))
                        .globalSecondaryIndexUpdates(List.of(GlobalSecondaryIndexUpdate.builder()
                                .create(create -> create.indexName("by-kind")
                                        .keySchema(schema("kind"))
                                        .projection(projection -> projection.projectionType(ProjectionType.ALL)))
                                .build())))
                .tableDescription();
        assertThat(updating.tableStatusAsString()).isEqualTo("UPDATING");
        assertThat(updating.globalSecondaryIndexes().get(0).indexStatusAsString())
                .isEqualTo("CREATING");
        assertThat(dynamodb.scan(scan -> scan.tableName("grown").indexName("by-kind"))
                        .items())
                .containsExactly(item("id", "a", "kind", "x"));
        dynamodb.updateTable(update -> update.tableName("grown")
                .globalSecondaryIndexUpdates(List.of(GlobalSecondaryIndexUpdate.builder()
                        .delete(delete -> delete.indexName("by-kind"))
                        .build())));
        assertThat(message(() -> dynamodb.scan(scan -> scan.tableName("grown").indexName("by-kind"))))
                .isEqualTo("The table does not have the specified index: by-kind");
    }

    @Test
    void aTransactionIsAllOrNothingAndRunsOnceForItsToken() {
        dynamodb.createTable(table("accounts", "id:S").build());
        dynamodb.createTable(table("journal", "id:S").build());
        put(dynamodb, "accounts", "id", "a", "balance", 10);
        for (int i = 0; i < 2; i++) {
            transfer("one", "token-1", 4);
        }
        assertThat(balance()).isEqualTo("6");
        assertThatThrownBy(() -> transfer("one", "token-1", 5))
                .isInstanceOf(IdempotentParameterMismatchException.class);
        assertThatThrownBy(() -> transfer("two", "token-2", 50))
                .isInstanceOfSatisfying(TransactionCanceledException.class, cancelled -> {
                    assertThat(cancelled.cancellationReasons())
                            .extracting(CancellationReason::code)
                            .containsExactly("ConditionalCheckFailed", "None");
                    assertThat(cancelled.awsErrorDetails().errorMessage())
                            .isEqualTo("Transaction cancelled, please refer cancellation reasons for specific reasons "
                                    + "[ConditionalCheckFailed, None]");
                });
        assertThat(balance()).isEqualTo("6");
        assertThat(dynamodb.scan(scan -> scan.tableName("journal")).count()).isEqualTo(1);
    }

    private String balance() {
        return value(
                        dynamodb.getItem(get -> get.tableName("accounts").key(item("id", "a")))
                                .item(),
                        "balance")
                .n();
    }

    private void transfer(String id, String token, int amount) {
        TransactWriteItem debit = TransactWriteItem.builder()
                .update(update -> update.tableName("accounts")
                        .key(item("id", "a"))
                        .updateExpression("SET balance = balance - :amount")
                        .conditionExpression("balance >= :amount")
                        .expressionAttributeValues(item(":amount", amount)))
                .build();
        TransactWriteItem entry = TransactWriteItem.builder()
                .put(put -> put.tableName("journal").item(item("id", id, "amount", amount)))
                .build();
        dynamodb.transactWriteItems(
                transaction -> transaction.clientRequestToken(token).transactItems(List.of(debit, entry)));
    }

    @Test
    void conditionalIncrementsFromManyThreadsAreAllCounted() throws Exception {
        dynamodb.createTable(table("contended", "id:S").build());
        put(dynamodb, "contended", "id", "a", "x", 0);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<Integer>> wins = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            wins.add(threads.submit(this::increments));
        }
        int total = 0;
        for (Future<Integer> won : wins) {
            total += won.get();
        }
        threads.shutdown();
        assertThat(dynamodb.getItem(get -> get.tableName("contended").key(item("id", "a")))
                        .item())
                .containsEntry("x", n(total));
    }

    private int increments() {
        int won = 0;
        for (int i = 0; i < 20; i++) {
            Map<String, AttributeValue> item = dynamodb.getItem(
                            get -> get.tableName("contended").key(item("id", "a")))
                    .item();
            long seen = Long.parseLong(value(item, "x").n());
            try {
                dynamodb.updateItem(update -> update.tableName("contended")
                        .key(item("id", "a"))
                        .updateExpression("SET x = :next")
                        .conditionExpression("x = :seen")
                        .expressionAttributeValues(item(":next", seen + 1, ":seen", seen)));
                won++;
            } catch (ConditionalCheckFailedException lost) {
                // another thread was faster
            }
        }
        return won;
    }

    @Test
    void capacityIsCountedByTableAndIndex() {
        dynamodb.createTable(table("counted", "id:S", "kind:S")
                .globalSecondaryIndexes(global("by-kind", "kind"))
                .build());
        assertThat(dynamodb.putItem(put -> put.tableName("counted")
                                .item(item("id", "a", "kind", "x", "payload", "x".repeat(2000)))
                                .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES))
                        .consumedCapacity())
                .satisfies(consumed -> {
                    assertThat(consumed.capacityUnits()).isEqualTo(4.0);
                    assertThat(consumed.table().capacityUnits()).isEqualTo(2.0);
                    assertThat(consumed.globalSecondaryIndexes())
                            .hasEntrySatisfying("by-kind", index -> assertThat(index.capacityUnits())
                                    .isEqualTo(2.0));
                });
    }

    @Test
    void whatDoesNotExistIsNamedAsAwsNamesIt() {
        assertThatThrownBy(
                        () -> dynamodb.getItem(get -> get.tableName("nowhere").key(item("id", "a"))))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("Requested resource not found");
        assertThat(message(() -> dynamodb.describeTable(describe -> describe.tableName("nowhere"))))
                .isEqualTo("Requested resource not found: Table: nowhere not found");
    }
}
