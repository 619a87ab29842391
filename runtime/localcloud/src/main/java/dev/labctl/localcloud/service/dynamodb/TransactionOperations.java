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
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.Get;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** TransactWriteItems and TransactGetItems: all or nothing, across tables. */
final class TransactionOperations {
    private static final int MAX_ACTIONS = 100;
    private static final int MAX_BYTES = 4 * 1024 * 1024;
    private static final CancellationReason NO_REASON =
            CancellationReason.builder().code("None").build();

    private final TableCatalog catalog;
    private final ItemStore items;
    private final ItemWrites writes;
    private final ClientTokens tokens;

    TransactionOperations(TableCatalog catalog, ItemStore items, ItemWrites writes, ClientTokens tokens) {
        this.catalog = catalog;
        this.items = items;
        this.writes = writes;
        this.tokens = tokens;
    }

    TransactWriteItemsResponse write(TransactWriteItemsRequest request, Call call) {
        new Constraints()
                .required("transactItems", request.hasTransactItems() ? request.transactItems() : null)
                .notEmpty("transactItems", request.transactItems())
                .atMost("transactItems", request.transactItems(), MAX_ACTIONS)
                .check();
        List<ItemWrite> all = prepare(request, call.region());
        List<ItemStore.Ref> refs = all.stream().map(ItemWrite::ref).toList();
        requireDistinct(refs);
        String fingerprint = request.toBuilder()
                .clientRequestToken(null)
                .returnConsumedCapacity((String) null)
                .returnItemCollectionMetrics((String) null)
                .build()
                .toString();
        String token = request.clientRequestToken();
        List<ItemWrite.Outcome> outcomes = token == null
                ? commit(all, refs, () -> {})
                : tokens.once(call.region() + "/" + token, fingerprint, note -> commit(all, refs, note));
        return TransactWriteItemsResponse.builder()
                .consumedCapacity(capacity(all, outcomes, request.returnConsumedCapacity()))
                .build();
    }

    private List<ItemWrite> prepare(TransactWriteItemsRequest request, String region) {
        List<ItemWrite> all = new ArrayList<>();
        List<@Nullable AwsError> problems = new ArrayList<>();
        for (TransactWriteItem action : request.transactItems()) {
            try {
                all.add(prepare(action, region));
                problems.add(null);
            } catch (AwsError e) {
                if (!isReportedAsReason(e)) {
                    throw e;
                }
                problems.add(e);
            }
        }
        if (problems.stream().anyMatch(Objects::nonNull)) {
            throw cancelled(problems);
        }
        return all;
    }

    /** What is wrong with an item, as opposed to the request, is told as the transaction's cancellation. */
    private static boolean isReportedAsReason(AwsError error) {
        return error.message().startsWith("One or more parameter values")
                || error.message().startsWith("Item size")
                || error.message().equals(ItemRules.keyMismatch().message());
    }

    private ItemWrite prepare(TransactWriteItem action, String region) {
        long given = java.util.stream.Stream.of(action.put(), action.update(), action.delete(), action.conditionCheck())
                .filter(Objects::nonNull)
                .count();
        if (given != 1) {
            throw AwsError.validation("TransactItems can only contain one of Check, Put, Update or Delete");
        }
        if (action.put() != null) {
            return writes.put(request(action.put()), region);
        }
        if (action.update() != null) {
            return writes.update(request(action.update()), region);
        }
        if (action.delete() != null) {
            return writes.delete(request(action.delete()), region);
        }
        ItemWrite check = writes.delete(request(Objects.requireNonNull(action.conditionCheck())), region);
        return new ItemWrite(check.ref(), check.condition(), before -> before, check.showsItemOnFailure(), null);
    }

    private static PutItemRequest request(Put put) {
        return PutItemRequest.builder()
                .tableName(put.tableName())
                .item(put.hasItem() ? put.item() : null)
                .conditionExpression(put.conditionExpression())
                .expressionAttributeNames(put.hasExpressionAttributeNames() ? put.expressionAttributeNames() : null)
                .expressionAttributeValues(put.hasExpressionAttributeValues() ? put.expressionAttributeValues() : null)
                .returnValuesOnConditionCheckFailure(put.returnValuesOnConditionCheckFailure())
                .build();
    }

    private static UpdateItemRequest request(Update update) {
        new Constraints()
                .required("updateExpression", update.updateExpression())
                .check();
        return UpdateItemRequest.builder()
                .tableName(update.tableName())
                .key(update.hasKey() ? update.key() : null)
                .updateExpression(update.updateExpression())
                .conditionExpression(update.conditionExpression())
                .expressionAttributeNames(
                        update.hasExpressionAttributeNames() ? update.expressionAttributeNames() : null)
                .expressionAttributeValues(
                        update.hasExpressionAttributeValues() ? update.expressionAttributeValues() : null)
                .returnValuesOnConditionCheckFailure(update.returnValuesOnConditionCheckFailure())
                .build();
    }

    private static DeleteItemRequest request(Delete delete) {
        return DeleteItemRequest.builder()
                .tableName(delete.tableName())
                .key(delete.hasKey() ? delete.key() : null)
                .conditionExpression(delete.conditionExpression())
                .expressionAttributeNames(
                        delete.hasExpressionAttributeNames() ? delete.expressionAttributeNames() : null)
                .expressionAttributeValues(
                        delete.hasExpressionAttributeValues() ? delete.expressionAttributeValues() : null)
                .returnValuesOnConditionCheckFailure(delete.returnValuesOnConditionCheckFailure())
                .build();
    }

    private static DeleteItemRequest request(ConditionCheck check) {
        new Constraints()
                .required("conditionExpression", check.conditionExpression())
                .check();
        return DeleteItemRequest.builder()
                .tableName(check.tableName())
                .key(check.hasKey() ? check.key() : null)
                .conditionExpression(check.conditionExpression())
                .expressionAttributeNames(check.hasExpressionAttributeNames() ? check.expressionAttributeNames() : null)
                .expressionAttributeValues(
                        check.hasExpressionAttributeValues() ? check.expressionAttributeValues() : null)
                .returnValuesOnConditionCheckFailure(check.returnValuesOnConditionCheckFailure())
                .build();
    }

    private static void requireDistinct(List<ItemStore.Ref> refs) {
        Set<ItemStore.Ref> seen = new HashSet<>();
        if (!refs.stream().allMatch(seen::add)) {
            throw AwsError.validation("Transaction request cannot include multiple operations on one item");
        }
    }

    /**
     * Runs all writes or none, and {@code alongside} with them.
     *
     * @throws AwsError TransactionCanceledException with a reason for each write
     */
    List<ItemWrite.Outcome> commit(List<ItemWrite> all, List<ItemStore.Ref> refs, Runnable alongside) {
        return items.change(refs, () -> {
            List<ItemWrite.Outcome> outcomes = new ArrayList<>();
            List<@Nullable AwsError> problems = new ArrayList<>();
            long bytes = 0;
            for (ItemWrite write : all) {
                try {
                    ItemWrite.Outcome outcome = write.run(items);
                    outcomes.add(outcome);
                    problems.add(null);
                    bytes += outcome.after() == null ? 0 : Values.size(outcome.after());
                } catch (AwsError e) {
                    problems.add(e);
                }
            }
            if (problems.stream().anyMatch(Objects::nonNull)) {
                throw cancelled(problems);
            }
            if (bytes > MAX_BYTES) {
                throw AwsError.validation("Transaction request size exceeded the maximum allowed: 4 MB");
            }
            alongside.run();
            return outcomes;
        });
    }

    private static AwsError cancelled(List<@Nullable AwsError> problems) {
        List<CancellationReason> reasons = problems.stream()
                .map(problem -> problem == null ? NO_REASON : reason(problem))
                .toList();
        String codes =
                String.join(", ", reasons.stream().map(CancellationReason::code).toList());
        return AwsError.of(
                        400,
                        "TransactionCanceledException",
                        "Transaction cancelled, please refer cancellation reasons for specific reasons [" + codes + "]")
                .with(TransactionCanceledException.builder()
                        .cancellationReasons(reasons)
                        .build());
    }

    private static CancellationReason reason(AwsError problem) {
        CancellationReason.Builder reason = CancellationReason.builder().message(problem.message());
        if (problem.details() instanceof ConditionalCheckFailedException failed && failed.hasItem()) {
            reason.item(failed.item());
        }
        return reason.code(
                        switch (problem.code()) {
                            case "ConditionalCheckFailedException" -> "ConditionalCheckFailed";
                            case "ValidationException" -> "ValidationError";
                            default -> problem.code();
                        })
                .build();
    }

    private static @Nullable List<ConsumedCapacity> capacity(
            List<ItemWrite> all, List<ItemWrite.Outcome> outcomes, @Nullable ReturnConsumedCapacity asked) {
        Map<String, Capacity> byTable = new LinkedHashMap<>();
        for (int i = 0; i < outcomes.size(); i++) {
            TableRow table = all.get(i).table().row();
            byTable.computeIfAbsent(table.name(), name -> new Capacity(name, true))
                    .write(table, outcomes.get(i).written());
        }
        return shown(byTable, asked);
    }

    private static @Nullable List<ConsumedCapacity> shown(
            Map<String, Capacity> byTable, @Nullable ReturnConsumedCapacity asked) {
        List<ConsumedCapacity> shown = byTable.values().stream()
                .map(capacity -> capacity.show(asked))
                .filter(Objects::nonNull)
                .toList();
        return shown.isEmpty() ? null : shown;
    }

    TransactGetItemsResponse get(TransactGetItemsRequest request, Call call) {
        new Constraints()
                .required("transactItems", request.hasTransactItems() ? request.transactItems() : null)
                .notEmpty("transactItems", request.transactItems())
                .atMost("transactItems", request.transactItems(), MAX_ACTIONS)
                .check();
        List<Read> reads = new ArrayList<>();
        for (TransactGetItem item : request.transactItems()) {
            reads.add(read(item.get(), call.region()));
        }
        List<ItemStore.Ref> refs = reads.stream().map(Read::ref).toList();
        requireDistinct(refs);
        Map<String, Capacity> byTable = new LinkedHashMap<>();
        List<ItemResponse> responses = items.change(
                refs, () -> reads.stream().map(read -> respond(read, byTable)).toList());
        return TransactGetItemsResponse.builder()
                .responses(responses)
                .consumedCapacity(shown(byTable, request.returnConsumedCapacity()))
                .build();
    }

    private record Read(ItemStore.Ref ref, @Nullable Projection projection) {}

    private Read read(@Nullable Get get, String region) {
        new Constraints().required("transactItems.1.member.get", get).check();
        Get asked = Objects.requireNonNull(get);
        new Constraints()
                .table(asked.tableName())
                .required("key", asked.hasKey() ? asked.key() : null)
                .check();
        Expressions expressions =
                new Expressions(asked.hasExpressionAttributeNames() ? asked.expressionAttributeNames() : null, null);
        Projection projection = expressions.projection(asked.projectionExpression());
        expressions.finish();
        LiveTable table = catalog.forItems(region, asked.tableName());
        return new Read(ItemWrites.ref(table, ItemRules.key(table.row(), asked.key())), projection);
    }

    private ItemResponse respond(Read read, Map<String, Capacity> byTable) {
        Map<String, AttributeValue> item = items.get(read.ref.table(), read.ref.key());
        byTable.computeIfAbsent(read.ref.table().row().name(), name -> new Capacity(name, true))
                .read(Capacity.readUnits(item == null ? 0 : Values.size(item), true));
        return ItemResponse.builder()
                .item(item == null || read.projection == null ? item : read.projection.of(item))
                .build();
    }
}
