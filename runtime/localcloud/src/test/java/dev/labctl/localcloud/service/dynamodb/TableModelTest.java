package dev.labctl.localcloud.service.dynamodb;

import static dev.labctl.localcloud.service.dynamodb.Tables.n;
import static dev.labctl.localcloud.service.dynamodb.Tables.s;
import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.CloudFixture;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** Random histories of one table through the SDK, with restarts in between, against {@link ModelTable}. */
class TableModelTest {
    private static final String TABLE = "model";

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private final ModelTable model = new ModelTable();
    private DynamoDbClient dynamodb;
    private Random random = new Random(0);

    @BeforeEach
    void connect() {
        dynamodb = cloud.client(DynamoDbClient.builder());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aTableDoesWhatTheModelDoes(long seed) {
        history(seed, 300);
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void aTableDoesWhatTheModelDoesForLong(long seed) {
        history(seed, 1_500);
    }

    private void history(long seed, int steps) {
        random = new Random(seed);
        dynamodb.createTable(Tables.table(TABLE, "p:S", "k:N", "v:N", "g:S")
                .keySchema(Tables.schema("p", "k"))
                .localSecondaryIndexes(Tables.local("by-value", ProjectionType.ALL, "p", "v"))
                .globalSecondaryIndexes(Tables.global("by-group", "g", "v"))
                .streamSpecification(Tables.stream("NEW_AND_OLD_IMAGES"))
                .build());
        for (int step = 0; step < steps; step++) {
            try {
                step();
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ", step " + step + ": " + e.getMessage(), e);
            }
            if (random.nextInt(100) == 0) {
                cloud.restart();
            }
        }
        assertTheStreamTellsTheSame();
    }

    private void step() {
        switch (random.nextInt(10)) {
            case 0, 1 -> put();
            case 2, 3 -> update();
            case 4 -> delete();
            case 5 -> batch();
            case 6 -> transaction();
            case 7 -> query();
            case 8 -> scan();
            default -> describe();
        }
    }

    private ModelTable.Key key() {
        return new ModelTable.Key("p" + random.nextInt(3), random.nextInt(8) - 4);
    }

    private Map<String, AttributeValue> item(ModelTable.Key key) {
        Map<String, AttributeValue> item = new HashMap<>(key.attributes());
        if (random.nextBoolean()) {
            item.put("v", n(random.nextInt(10)));
        }
        if (random.nextBoolean()) {
            item.put("g", s("g" + random.nextInt(4)));
        }
        return item;
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private ModelTable.@Nullable Test condition() {
        return random.nextBoolean() ? null : any(ModelTable.Test.all(random.nextInt(10)));
    }

    private static @Nullable String text(ModelTable.@Nullable Test test) {
        return test == null ? null : test.expression();
    }

    private static @Nullable Map<String, AttributeValue> values(
            ModelTable.@Nullable Test test, Map<String, AttributeValue> more) {
        Map<String, AttributeValue> all = new LinkedHashMap<>(more);
        if (test != null) {
            all.putAll(test.values());
        }
        return all.isEmpty() ? null : all;
    }

    private boolean holds(ModelTable.@Nullable Test test, ModelTable.Key key) {
        return test == null || test.holds().test(model.get(key));
    }

    private void write(ModelTable.Key key, boolean holds, Map<String, AttributeValue> after, Runnable call) {
        boolean failed = false;
        try {
            call.run();
        } catch (ConditionalCheckFailedException e) {
            failed = true;
        }
        assertThat(failed).as("condition on %s = %s", key, model.get(key)).isEqualTo(!holds);
        if (holds) {
            model.set(key, after);
        }
        assertThat(dynamodb.getItem(get ->
                                get.tableName(TABLE).key(key.attributes()).consistentRead(true))
                        .item())
                .isEqualTo(model.get(key));
    }

    private void put() {
        ModelTable.Key key = key();
        Map<String, AttributeValue> item = item(key);
        ModelTable.Test test = condition();
        Map<String, AttributeValue> before = model.get(key);
        write(key, holds(test, key), item, () -> assertThat(dynamodb.putItem(put -> put.tableName(TABLE)
                                .item(item)
                                .conditionExpression(text(test))
                                .expressionAttributeValues(values(test, Map.of()))
                                .returnValues("ALL_OLD"))
                        .attributes())
                .isEqualTo(before));
    }

    private void update() {
        ModelTable.Key key = key();
        ModelTable.Change change = any(ModelTable.Change.all(random.nextInt(10)));
        ModelTable.Test test = condition();
        Map<String, AttributeValue> after = model.changed(key, change);
        write(key, holds(test, key), after, () -> assertThat(dynamodb.updateItem(update -> update.tableName(TABLE)
                                .key(key.attributes())
                                .updateExpression(change.expression())
                                .conditionExpression(text(test))
                                .expressionAttributeValues(values(test, change.values()))
                                .returnValues("ALL_NEW"))
                        .attributes())
                .isEqualTo(after));
    }

    private void delete() {
        ModelTable.Key key = key();
        ModelTable.Test test = condition();
        write(
                key,
                holds(test, key),
                Map.of(),
                () -> dynamodb.deleteItem(delete -> delete.tableName(TABLE)
                        .key(key.attributes())
                        .conditionExpression(text(test))
                        .expressionAttributeValues(values(test, Map.of()))));
    }

    private List<ModelTable.Key> keys() {
        return IntStream.range(0, 1 + random.nextInt(6))
                .mapToObj(i -> key())
                .distinct()
                .toList();
    }

    private void batch() {
        List<ModelTable.Key> keys = keys();
        List<WriteRequest> writes = new ArrayList<>();
        for (ModelTable.Key key : keys) {
            Map<String, AttributeValue> item = random.nextInt(3) == 0 ? Map.of() : item(key);
            model.set(key, item);
            writes.add(WriteRequest.builder()
                    .putRequest(
                            item.isEmpty()
                                    ? null
                                    : PutRequest.builder().item(item).build())
                    .deleteRequest(
                            item.isEmpty()
                                    ? DeleteRequest.builder()
                                            .key(key.attributes())
                                            .build()
                                    : null)
                    .build());
        }
        dynamodb.batchWriteItem(batch -> batch.requestItems(Map.of(TABLE, writes)));
        assertThat(dynamodb.batchGetItem(batch -> batch.requestItems(Map.of(
                                TABLE,
                                KeysAndAttributes.builder()
                                        .keys(keys.stream()
                                                .map(ModelTable.Key::attributes)
                                                .toList())
                                        .build())))
                        .responses()
                        .get(TABLE))
                .containsExactlyInAnyOrderElementsOf(keys.stream()
                        .map(model::get)
                        .filter(item -> !item.isEmpty())
                        .toList());
    }

    private void transaction() {
        List<TransactWriteItem> actions = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        Map<ModelTable.Key, Map<String, AttributeValue>> after = new LinkedHashMap<>();
        for (ModelTable.Key key : keys()) {
            ModelTable.Test test = condition();
            reasons.add(holds(test, key) ? "None" : "ConditionalCheckFailed");
            actions.add(action(key, test, after));
        }
        List<String> answered = reasons.stream().map(reason -> "None").toList();
        try {
            dynamodb.transactWriteItems(transaction -> transaction.transactItems(actions));
            after.forEach(model::set);
        } catch (TransactionCanceledException e) {
            answered = e.cancellationReasons().stream()
                    .map(CancellationReason::code)
                    .toList();
        }
        assertThat(answered).isEqualTo(reasons);
    }

    private TransactWriteItem action(
            ModelTable.Key key,
            ModelTable.@Nullable Test test,
            Map<ModelTable.Key, Map<String, AttributeValue>> after) {
        TransactWriteItem.Builder action = TransactWriteItem.builder();
        Map<String, AttributeValue> item = item(key);
        ModelTable.Change change = any(ModelTable.Change.all(random.nextInt(10)));
        switch (random.nextInt(3)) {
            case 0 -> {
                after.put(key, item);
                action.put(put -> put.tableName(TABLE)
                        .item(item)
                        .conditionExpression(text(test))
                        .expressionAttributeValues(values(test, Map.of())));
            }
            case 1 -> {
                after.put(key, model.changed(key, change));
                action.update(update -> update.tableName(TABLE)
                        .key(key.attributes())
                        .updateExpression(change.expression())
                        .conditionExpression(text(test))
                        .expressionAttributeValues(values(test, change.values())));
            }
            default -> {
                after.put(key, Map.of());
                action.delete(delete -> delete.tableName(TABLE)
                        .key(key.attributes())
                        .conditionExpression(text(test))
                        .expressionAttributeValues(values(test, Map.of())));
            }
        }
        return action.build();
    }

    private void query() {
        String p = "p" + random.nextInt(3);
        int low = random.nextInt(8) - 4;
        String group = "g" + random.nextInt(4);
        int kind = random.nextInt(3);
        ModelTable.Test filter =
                kind == 0 && random.nextBoolean() ? any(ModelTable.Test.ofValue(random.nextInt(10))) : null;
        boolean forward = random.nextBoolean();
        QueryRequest query = QueryRequest.builder()
                .tableName(TABLE)
                .indexName(kind == 0 ? null : kind == 1 ? "by-value" : "by-group")
                .keyConditionExpression(
                        kind == 0 ? "p = :p AND k >= :k" : kind == 1 ? "p = :p AND v >= :k" : "g = :p AND v >= :k")
                .filterExpression(text(filter))
                .expressionAttributeValues(values(filter, Map.of(":p", s(kind == 2 ? group : p), ":k", n(low))))
                .scanIndexForward(forward)
                .limit(random.nextBoolean() ? null : 1 + random.nextInt(3))
                .build();
        List<Map<String, AttributeValue>> found =
                dynamodb.queryPaginator(query).items().stream().toList();
        String sort = kind == 0 ? "k" : "v";
        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(model.where(item -> item.containsKey(sort)
                        && (kind == 2 ? s(group).equals(item.get("g")) : s(p).equals(item.get("p")))
                        && ModelTable.number(item, sort, low) >= low
                        && (filter == null || filter.holds().test(item))));
        List<Integer> order =
                found.stream().map(item -> ModelTable.number(item, sort, 0)).toList();
        assertThat(order).isSortedAccordingTo(forward ? Comparator.naturalOrder() : Comparator.reverseOrder());
    }

    private void scan() {
        int segments = 1 + random.nextInt(3);
        ModelTable.Test filter = any(ModelTable.Test.ofValue(random.nextInt(10)));
        List<Map<String, AttributeValue>> found = new ArrayList<>();
        for (int segment = 0; segment < segments; segment++) {
            ScanRequest scan = ScanRequest.builder()
                    .tableName(TABLE)
                    .segment(segment)
                    .totalSegments(segments)
                    .filterExpression(filter.expression())
                    .expressionAttributeValues(values(filter, Map.of()))
                    .limit(1 + random.nextInt(5))
                    .build();
            dynamodb.scanPaginator(scan).items().forEach(found::add);
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(model.where(filter.holds()));
    }

    private void describe() {
        TableDescription table =
                dynamodb.describeTable(describe -> describe.tableName(TABLE)).table();
        assertThat(table.itemCount()).isEqualTo(model.all().size());
        assertThat(table.localSecondaryIndexes().get(0).itemCount())
                .isEqualTo(model.where(item -> item.containsKey("v")).size());
        assertThat(table.globalSecondaryIndexes().get(0).itemCount())
                .isEqualTo(model.where(item -> item.containsKey("v") && item.containsKey("g"))
                        .size());
    }

    private void assertTheStreamTellsTheSame() {
        DynamoDbStreamsClient streams = cloud.client(DynamoDbStreamsClient.builder());
        String arn = dynamodb.describeTable(describe -> describe.tableName(TABLE))
                .table()
                .latestStreamArn();
        String shard = streams.describeStream(describe -> describe.streamArn(arn))
                .streamDescription()
                .shards()
                .get(0)
                .shardId();
        String iterator = streams.getShardIterator(
                        get -> get.streamArn(arn).shardId(shard).shardIteratorType("TRIM_HORIZON"))
                .shardIterator();
        ModelTable told = new ModelTable();
        List<Record> records;
        do {
            String from = iterator;
            GetRecordsResponse page =
                    streams.getRecords(get -> get.shardIterator(from).limit(100));
            records = page.records();
            iterator = page.nextShardIterator();
            for (Record record : records) {
                ModelTable.Key key = ModelTable.Key.of(record.dynamodb().keys());
                assertThat(record.dynamodb().oldImage()).isEqualTo(told.get(key));
                told.set(key, record.dynamodb().newImage());
            }
        } while (!records.isEmpty());
        assertThat(told.all()).containsExactlyElementsOf(model.all());
    }
}
