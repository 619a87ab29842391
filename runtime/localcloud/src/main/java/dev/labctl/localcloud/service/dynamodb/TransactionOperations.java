package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.service.dynamodb.expression.Projection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.Get;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** TransactWriteItems and TransactGetItems: all or nothing, across tables. */
final class TransactionOperations {
    private static final int MAX_ACTIONS = 100;

    private final TableCatalog catalog;
    private final ItemWrites writes;
    private final Transactions transactions;

    TransactionOperations(TableCatalog catalog, ItemWrites writes, Transactions transactions) {
        this.catalog = catalog;
        this.writes = writes;
        this.transactions = transactions;
    }

    TransactWriteItemsResponse write(TransactWriteItemsRequest request, Call call) {
        new Constraints()
                .required("transactItems", request.hasTransactItems() ? request.transactItems() : null)
                .notEmpty("transactItems", request.transactItems())
                .atMost("transactItems", request.transactItems(), MAX_ACTIONS)
                .check();
        List<ItemWrite> all = Transactions.prepare(request.transactItems(), action -> prepare(action, call.region()));
        String token = request.clientRequestToken();
        List<ItemWrite.Outcome> outcomes = transactions.write(
                all,
                token == null ? null : call.region() + "/" + token,
                ClientTokens.fingerprint(request.transactItems()));
        return TransactWriteItemsResponse.builder()
                .consumedCapacity(Transactions.capacity(all, outcomes, request.returnConsumedCapacity()))
                .itemCollectionMetrics(
                        request.returnItemCollectionMetrics() == ReturnItemCollectionMetrics.SIZE
                                ? Transactions.metrics(all, outcomes)
                                : null)
                .build();
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

    TransactGetItemsResponse get(TransactGetItemsRequest request, Call call) {
        new Constraints()
                .required("transactItems", request.hasTransactItems() ? request.transactItems() : null)
                .notEmpty("transactItems", request.transactItems())
                .atMost("transactItems", request.transactItems(), MAX_ACTIONS)
                .check();
        List<Transactions.Read> reads = new ArrayList<>();
        for (TransactGetItem item : request.transactItems()) {
            reads.add(read(item.get(), call.region()));
        }
        Map<String, Capacity> byTable = new LinkedHashMap<>();
        List<ItemResponse> responses = transactions.read(reads, byTable);
        return TransactGetItemsResponse.builder()
                .responses(responses)
                .consumedCapacity(Transactions.shown(byTable, request.returnConsumedCapacity()))
                .build();
    }

    private Transactions.Read read(@Nullable Get get, String region) {
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
        return Transactions.Read.of(ItemWrites.ref(table, ItemRules.key(table.row(), asked.key())), projection);
    }
}
