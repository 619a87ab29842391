package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.service.dynamodb.expression.Projection;
import dev.labctl.localcloud.service.dynamodb.value.Values;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** BatchGetItem and BatchWriteItem: many items of many tables, each on its own. */
final class BatchOperations {
    private static final int MAX_READS = 100;
    private static final int MAX_WRITES = 25;
    private static final int MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

    private final TableCatalog catalog;
    private final ItemStore items;
    private final ItemWrites writes;

    BatchOperations(TableCatalog catalog, ItemStore items, ItemWrites writes) {
        this.catalog = catalog;
        this.items = items;
        this.writes = writes;
    }

    BatchGetItemResponse get(BatchGetItemRequest request, Call call) {
        new Constraints()
                .required("requestItems", request.hasRequestItems() ? request.requestItems() : null)
                .notEmpty("requestItems", request.requestItems().isEmpty() ? List.of() : null)
                .check();
        int count = request.requestItems().values().stream()
                .mapToInt(keys -> keys.keys().size())
                .sum();
        if (count > MAX_READS) {
            throw AwsError.validation("Too many items requested for the BatchGetItem call");
        }
        List<TableRead> reads = new ArrayList<>();
        request.requestItems().forEach((table, keys) -> reads.add(tableRead(table, keys, call.region())));
        Map<String, List<Map<String, AttributeValue>>> responses = new LinkedHashMap<>();
        Map<String, KeysAndAttributes> unprocessed = new LinkedHashMap<>();
        List<ConsumedCapacity> consumed = new ArrayList<>();
        long bytes = 0;
        for (TableRead read : reads) {
            List<Map<String, AttributeValue>> found = new ArrayList<>();
            List<Map<String, AttributeValue>> left = new ArrayList<>();
            Capacity capacity = new Capacity(read.table.row().name());
            for (Map<String, AttributeValue> key : read.keys) {
                if (bytes > MAX_RESPONSE_BYTES) {
                    left.add(key);
                    continue;
                }
                Map<String, AttributeValue> item =
                        items.get(read.table, read.table.row().key().encode(key));
                int size = item == null ? 0 : Values.size(item);
                bytes += size;
                capacity.read(Capacity.readUnits(size, read.isConsistent));
                if (item != null) {
                    found.add(read.projection == null ? item : read.projection.of(item));
                }
            }
            responses.put(read.name, found);
            if (!left.isEmpty()) {
                unprocessed.put(read.name, read.request.toBuilder().keys(left).build());
            }
            ConsumedCapacity shown = capacity.show(request.returnConsumedCapacity());
            if (shown != null) {
                consumed.add(shown);
            }
        }
        return BatchGetItemResponse.builder()
                .responses(responses)
                .unprocessedKeys(unprocessed)
                .consumedCapacity(consumed.isEmpty() ? null : consumed)
                .build();
    }

    private record TableRead(
            String name,
            KeysAndAttributes request,
            LiveTable table,
            List<Map<String, AttributeValue>> keys,
            @Nullable Projection projection,
            boolean isConsistent) {}

    private TableRead tableRead(String name, KeysAndAttributes request, String region) {
        new Constraints()
                .notEmpty("requestItems." + name + ".member.keys", request.keys())
                .check();
        Expressions expressions = new Expressions(
                        request.hasExpressionAttributeNames() ? request.expressionAttributeNames() : null, null)
                .legacy("AttributesToGet", request.hasAttributesToGet());
        Projection projection = expressions.projection(request.projectionExpression());
        expressions.finish();
        if (request.hasAttributesToGet()) {
            projection = LegacyParameters.attributes(request.attributesToGet());
        }
        LiveTable table = catalog.forItems(region, name);
        List<Map<String, AttributeValue>> keys = request.keys().stream()
                .map(key -> ItemRules.key(table.row(), key))
                .toList();
        if (new HashSet<>(keys).size() < keys.size()) {
            throw AwsError.validation("Provided list of item keys contains duplicates");
        }
        return new TableRead(name, request, table, keys, projection, Boolean.TRUE.equals(request.consistentRead()));
    }

    BatchWriteItemResponse write(BatchWriteItemRequest request, Call call) {
        requireWriteLimits(request);
        List<ItemWrite> all = new ArrayList<>();
        request.requestItems()
                .forEach((table, requests) -> requests.forEach(write -> all.add(prepare(table, write, call.region()))));
        Set<ItemStore.Ref> seen = new HashSet<>();
        for (ItemWrite write : all) {
            if (!seen.add(write.ref())) {
                throw AwsError.validation("Provided list of item keys contains duplicates");
            }
        }
        Map<String, Capacity> capacities = new LinkedHashMap<>();
        Map<String, List<ItemCollectionMetrics>> metrics = new LinkedHashMap<>();
        for (ItemWrite write : all) {
            ItemWrite.Outcome outcome = items.change(List.of(write.ref()), () -> write.run(items));
            TableRow table = write.table().row();
            capacities.computeIfAbsent(table.name(), Capacity::new).write(table, outcome.written());
            Map<String, AttributeValue> item = outcome.item();
            ItemCollectionMetrics collection = item == null ? null : ItemOperations.metrics(table, item);
            if (collection != null && request.returnItemCollectionMetrics() == ReturnItemCollectionMetrics.SIZE) {
                metrics.computeIfAbsent(table.name(), name -> new ArrayList<>()).add(collection);
            }
        }
        List<ConsumedCapacity> consumed = capacities.values().stream()
                .map(capacity -> capacity.show(request.returnConsumedCapacity()))
                .filter(Objects::nonNull)
                .toList();
        return BatchWriteItemResponse.builder()
                .unprocessedItems(Map.of())
                .consumedCapacity(consumed.isEmpty() ? null : consumed)
                .itemCollectionMetrics(metrics.isEmpty() ? null : metrics)
                .build();
    }

    private static void requireWriteLimits(BatchWriteItemRequest request) {
        new Constraints()
                .required("requestItems", request.hasRequestItems() ? request.requestItems() : null)
                .notEmpty("requestItems", request.requestItems().isEmpty() ? List.of() : null)
                .check();
        for (List<WriteRequest> requests : request.requestItems().values()) {
            if (requests.isEmpty() || requests.size() > MAX_WRITES) {
                throw AwsError.validation("1 validation error detected: Value '" + request.requestItems()
                        + "' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: "
                        + "[Member must have length less than or equal to " + MAX_WRITES
                        + ", Member must have length greater than or equal to 1]");
            }
        }
        if (request.requestItems().values().stream().mapToInt(List::size).sum() > MAX_WRITES) {
            throw AwsError.validation("Too many items requested for the BatchWriteItem call");
        }
    }

    private ItemWrite prepare(String table, WriteRequest write, String region) {
        if ((write.putRequest() == null) == (write.deleteRequest() == null)) {
            throw AwsError.validation(
                    "Supplied AttributeValue has more than one datatypes set, must contain exactly one "
                            + "of the supported datatypes");
        }
        if (write.deleteRequest() != null) {
            return writes.delete(
                    DeleteItemRequest.builder()
                            .tableName(table)
                            .key(write.deleteRequest().key())
                            .build(),
                    region);
        }
        Map<String, AttributeValue> item = write.putRequest().item();
        if (!catalog.forItems(region, table).row().key().isComplete(item)) {
            throw ItemRules.keyMismatch();
        }
        return writes.put(PutItemRequest.builder().tableName(table).item(item).build(), region);
    }
}
