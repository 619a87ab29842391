package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.identity.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Which permissions requests need ("Actions, resources, and condition keys for Amazon DynamoDB"): on the table, on the
 * index for reads of an index, for each action of a transaction; {@code dynamodb:LeadingKeys} has the partition key.
 */
final class DynamoDbAccess {
    static final String LEADING_KEYS = "dynamodb:LeadingKeys";

    private final TableCatalog catalog;

    DynamoDbAccess(TableCatalog catalog) {
        this.catalog = catalog;
    }

    /** An action on the table that a member of the request names, by name or ARN. */
    <Q> AccessRule<Q> table(String action, Function<Q, @Nullable String> table) {
        return AccessRule.on("dynamodb:" + action, (request, call) -> TableNames.arn(table.apply(request), call));
    }

    /** An action on one item. */
    <Q> AccessRule<Q> item(
            String action, Function<Q, @Nullable String> table, Function<Q, Map<String, AttributeValue>> item) {
        return (request, call) -> List.of(item(action, table.apply(request), item.apply(request), call));
    }

    private Access item(String action, @Nullable String table, Map<String, AttributeValue> item, Call call) {
        Access access = Access.to("dynamodb:" + action, TableNames.arn(table, call));
        return leadingKey(table, item, call)
                .map(key -> access.with(LEADING_KEYS, List.of(key)))
                .orElse(access);
    }

    private Optional<String> leadingKey(@Nullable String table, Map<String, AttributeValue> item, Call call) {
        return table == null
                ? Optional.empty()
                : catalog.find(call.region(), table)
                        .flatMap(found -> Optional.ofNullable(
                                item.get(found.row().key().hash().name())))
                        .flatMap(DynamoDbAccess::text);
    }

    static Optional<String> text(AttributeValue value) {
        return Optional.ofNullable(value.s() != null ? value.s() : value.n());
    }

    List<Access> query(QueryRequest request, Call call) {
        Access access = withSelect(
                Access.to("dynamodb:Query", source(request.tableName(), request.indexName(), call)),
                request.selectAsString());
        return List.of(queriedKey(request, call)
                .map(key -> access.with(LEADING_KEYS, List.of(key)))
                .orElse(access));
    }

    private static Access withSelect(Access access, @Nullable String select) {
        return select == null ? access : access.with("dynamodb:Select", select);
    }

    /** The partition key's value; empty when the request's condition is no good, which the operation itself reports. */
    private Optional<String> queriedKey(QueryRequest request, Call call) {
        return catalog.find(
                        call.region(), Optional.ofNullable(request.tableName()).orElse(""))
                .flatMap(table -> QueriedKey.of(request, table.row()))
                .flatMap(DynamoDbAccess::text);
    }

    List<Access> scan(ScanRequest request, Call call) {
        return List.of(withSelect(
                Access.to("dynamodb:Scan", source(request.tableName(), request.indexName(), call)),
                request.selectAsString()));
    }

    private static String source(@Nullable String table, @Nullable String index, Call call) {
        String arn = TableNames.arn(table, call);
        return index == null ? arn : arn + "/index/" + index;
    }

    List<Access> batchGet(BatchGetItemRequest request, Call call) {
        List<Access> all = new ArrayList<>();
        request.requestItems()
                .forEach((table, keys) -> keys.keys().forEach(key -> all.add(item("BatchGetItem", table, key, call))));
        return all.isEmpty() ? List.of(Access.to("dynamodb:BatchGetItem", "*")) : distinct(all);
    }

    List<Access> batchWrite(BatchWriteItemRequest request, Call call) {
        List<Access> all = new ArrayList<>();
        request.requestItems()
                .forEach((table, writes) ->
                        writes.forEach(write -> all.add(item("BatchWriteItem", table, item(write), call))));
        return all.isEmpty() ? List.of(Access.to("dynamodb:BatchWriteItem", "*")) : distinct(all);
    }

    private static Map<String, AttributeValue> item(WriteRequest write) {
        if (write.putRequest() != null) {
            return write.putRequest().item();
        }
        return write.deleteRequest() == null ? Map.of() : write.deleteRequest().key();
    }

    List<Access> transactGet(TransactGetItemsRequest request, Call call) {
        List<Access> all = new ArrayList<>();
        for (TransactGetItem each : request.transactItems()) {
            if (each.get() != null) {
                all.add(item("GetItem", each.get().tableName(), each.get().key(), call));
            }
        }
        return distinct(all);
    }

    List<Access> transactWrite(TransactWriteItemsRequest request, Call call) {
        List<Access> all = new ArrayList<>();
        for (TransactWriteItem each : request.transactItems()) {
            if (each.put() != null) {
                all.add(item("PutItem", each.put().tableName(), each.put().item(), call));
            }
            if (each.update() != null) {
                all.add(item(
                        "UpdateItem", each.update().tableName(), each.update().key(), call));
            }
            if (each.delete() != null) {
                all.add(item(
                        "DeleteItem", each.delete().tableName(), each.delete().key(), call));
            }
            if (each.conditionCheck() != null) {
                all.add(item(
                        "ConditionCheckItem",
                        each.conditionCheck().tableName(),
                        each.conditionCheck().key(),
                        call));
            }
        }
        return distinct(all);
    }

    private static List<Access> distinct(List<Access> all) {
        return all.stream().distinct().toList();
    }
}
