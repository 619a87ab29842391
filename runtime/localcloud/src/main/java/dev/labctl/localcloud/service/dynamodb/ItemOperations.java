package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.service.dynamodb.expression.Projection;
import dev.labctl.localcloud.service.dynamodb.value.Values;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** PutItem, GetItem, UpdateItem and DeleteItem. */
final class ItemOperations {
    private static final String RETURN_VALUES = "ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW";

    private final TableCatalog catalog;
    private final ItemStore items;
    private final ItemWrites writes;

    ItemOperations(TableCatalog catalog, ItemStore items, ItemWrites writes) {
        this.catalog = catalog;
        this.items = items;
        this.writes = writes;
    }

    PutItemResponse put(PutItemRequest request, Call call) {
        requireNoneOrOld(request.returnValues(), request.returnValuesAsString());
        ItemWrite write = writes.put(request, call.region());
        ItemWrite.Outcome outcome = run(write);
        return PutItemResponse.builder()
                .attributes(old(outcome, request.returnValues()))
                .consumedCapacity(capacity(write, outcome, request.returnConsumedCapacity()))
                .itemCollectionMetrics(metrics(write, outcome, request.returnItemCollectionMetrics()))
                .build();
    }

    DeleteItemResponse delete(DeleteItemRequest request, Call call) {
        requireNoneOrOld(request.returnValues(), request.returnValuesAsString());
        ItemWrite write = writes.delete(request, call.region());
        ItemWrite.Outcome outcome = run(write);
        return DeleteItemResponse.builder()
                .attributes(old(outcome, request.returnValues()))
                .consumedCapacity(capacity(write, outcome, request.returnConsumedCapacity()))
                .itemCollectionMetrics(metrics(write, outcome, request.returnItemCollectionMetrics()))
                .build();
    }

    UpdateItemResponse update(UpdateItemRequest request, Call call) {
        new Constraints()
                .oneOf("returnValues", request.returnValues(), request.returnValuesAsString(), RETURN_VALUES)
                .check();
        ItemWrite write = writes.update(request, call.region());
        ItemWrite.Outcome outcome = run(write);
        return UpdateItemResponse.builder()
                .attributes(updated(write, outcome, request.returnValues()))
                .consumedCapacity(capacity(write, outcome, request.returnConsumedCapacity()))
                .itemCollectionMetrics(metrics(write, outcome, request.returnItemCollectionMetrics()))
                .build();
    }

    private ItemWrite.Outcome run(ItemWrite write) {
        return items.change(List.of(write.ref()), () -> write.run(items));
    }

    private static void requireNoneOrOld(@Nullable ReturnValue asked, @Nullable String text) {
        new Constraints().oneOf("returnValues", asked, text, RETURN_VALUES).check();
        if (asked != null && asked != ReturnValue.NONE && asked != ReturnValue.ALL_OLD) {
            throw AwsError.validation("ReturnValues can only be ALL_OLD or NONE");
        }
    }

    private static @Nullable Map<String, AttributeValue> old(ItemWrite.Outcome outcome, @Nullable ReturnValue asked) {
        return asked == ReturnValue.ALL_OLD ? outcome.before() : null;
    }

    private static @Nullable Map<String, AttributeValue> updated(
            ItemWrite write, ItemWrite.Outcome outcome, @Nullable ReturnValue asked) {
        if (asked == null) {
            return null;
        }
        return switch (asked) {
            case ALL_OLD -> outcome.before();
            case ALL_NEW -> outcome.after();
            case UPDATED_OLD -> touched(write, outcome.before());
            case UPDATED_NEW -> touched(write, outcome.after());
            case NONE, UNKNOWN_TO_SDK_VERSION -> null;
        };
    }

    private static @Nullable Map<String, AttributeValue> touched(
            ItemWrite write, @Nullable Map<String, AttributeValue> item) {
        Projection touched = write.touched();
        Map<String, AttributeValue> parts = touched == null || item == null ? Map.of() : touched.of(item);
        return parts.isEmpty() ? null : parts;
    }

    private static @Nullable ConsumedCapacity capacity(
            ItemWrite write, ItemWrite.Outcome outcome, @Nullable ReturnConsumedCapacity asked) {
        TableRow table = write.table().row();
        Capacity capacity = new Capacity(table.name());
        capacity.write(table, outcome.written());
        return capacity.show(asked);
    }

    private static @Nullable ItemCollectionMetrics metrics(
            ItemWrite write, ItemWrite.Outcome outcome, @Nullable ReturnItemCollectionMetrics asked) {
        Map<String, AttributeValue> item = outcome.item();
        return asked == ReturnItemCollectionMetrics.SIZE && item != null
                ? metrics(write.table().row(), item)
                : null;
    }

    /** The estimate of an item collection's size; null for a table without local indexes. */
    static @Nullable ItemCollectionMetrics metrics(TableRow table, Map<String, AttributeValue> item) {
        String hash = table.key().hash().name();
        AttributeValue value = item.get(hash);
        return value == null || !table.hasLocalIndexes()
                ? null
                : ItemCollectionMetrics.builder()
                        .itemCollectionKey(Map.of(hash, value))
                        .sizeEstimateRangeGB(0.0, 1.0)
                        .build();
    }

    GetItemResponse get(GetItemRequest request, Call call) {
        new Constraints()
                .table(request.tableName())
                .required("key", request.hasKey() ? request.key() : null)
                .check();
        Expressions expressions = new Expressions(
                        request.hasExpressionAttributeNames() ? request.expressionAttributeNames() : null, null)
                .legacy("AttributesToGet", request.hasAttributesToGet());
        Projection projection = expressions.projection(request.projectionExpression());
        expressions.finish();
        if (request.hasAttributesToGet()) {
            projection = LegacyParameters.attributes(request.attributesToGet());
        }
        LiveTable table = catalog.forItems(call.region(), request.tableName());
        Map<String, AttributeValue> key = ItemRules.key(table.row(), request.key());
        Map<String, AttributeValue> item = items.get(table, table.row().key().encode(key));
        Capacity capacity = new Capacity(table.row().name());
        capacity.read(Capacity.readUnits(
                item == null ? 0 : Values.size(item), Boolean.TRUE.equals(request.consistentRead())));
        return GetItemResponse.builder()
                .item(item == null || projection == null ? item : projection.of(item))
                .consumedCapacity(capacity.show(request.returnConsumedCapacity()))
                .build();
    }
}
