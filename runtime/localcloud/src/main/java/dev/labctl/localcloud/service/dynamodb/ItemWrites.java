package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.service.dynamodb.expression.Condition;
import dev.labctl.localcloud.service.dynamodb.expression.ExpressionKind;
import dev.labctl.localcloud.service.dynamodb.expression.Path;
import dev.labctl.localcloud.service.dynamodb.expression.Projection;
import dev.labctl.localcloud.service.dynamodb.expression.Update;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalOperator;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ExpectedAttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Turns write requests into {@link ItemWrite}s: parses, finds the table, checks. Transactions and PartiQL come here too. */
final class ItemWrites {
    private static final Update NO_UPDATE = new Update(List.of());

    private final TableCatalog catalog;

    ItemWrites(TableCatalog catalog) {
        this.catalog = catalog;
    }

    ItemWrite put(PutItemRequest request, String region) {
        new Constraints()
                .table(request.tableName())
                .required("item", request.hasItem() ? request.item() : null)
                .check();
        Expressions expressions = expressions(
                request.hasExpressionAttributeNames() ? request.expressionAttributeNames() : null,
                request.hasExpressionAttributeValues() ? request.expressionAttributeValues() : null,
                request.hasExpected());
        Condition condition = condition(
                expressions,
                request.conditionExpression(),
                request.hasExpected() ? request.expected() : null,
                request.conditionalOperator());
        expressions.finish();
        LiveTable table = catalog.forItems(region, request.tableName());
        Map<String, AttributeValue> item = ItemRules.item(table.row(), request.item());
        return new ItemWrite(
                ref(table, item),
                condition,
                before -> item,
                shows(request.returnValuesOnConditionCheckFailure()),
                null);
    }

    ItemWrite delete(DeleteItemRequest request, String region) {
        new Constraints()
                .table(request.tableName())
                .required("key", request.hasKey() ? request.key() : null)
                .check();
        Expressions expressions = expressions(
                request.hasExpressionAttributeNames() ? request.expressionAttributeNames() : null,
                request.hasExpressionAttributeValues() ? request.expressionAttributeValues() : null,
                request.hasExpected());
        Condition condition = condition(
                expressions,
                request.conditionExpression(),
                request.hasExpected() ? request.expected() : null,
                request.conditionalOperator());
        expressions.finish();
        LiveTable table = catalog.forItems(region, request.tableName());
        Map<String, AttributeValue> key = ItemRules.key(table.row(), request.key());
        return new ItemWrite(
                ref(table, key), condition, before -> null, shows(request.returnValuesOnConditionCheckFailure()), null);
    }

    ItemWrite update(UpdateItemRequest request, String region) {
        new Constraints()
                .table(request.tableName())
                .required("key", request.hasKey() ? request.key() : null)
                .check();
        Expressions expressions = expressions(
                        request.hasExpressionAttributeNames() ? request.expressionAttributeNames() : null,
                        request.hasExpressionAttributeValues() ? request.expressionAttributeValues() : null,
                        request.hasExpected())
                .legacy("AttributeUpdates", request.hasAttributeUpdates());
        Update parsed = expressions.update(request.updateExpression());
        Condition condition = condition(
                expressions,
                request.conditionExpression(),
                request.hasExpected() ? request.expected() : null,
                request.conditionalOperator());
        expressions.finish();
        Update update = parsed != null
                ? parsed
                : request.hasAttributeUpdates() ? LegacyParameters.updates(request.attributeUpdates()) : NO_UPDATE;
        LiveTable table = catalog.forItems(region, request.tableName());
        Map<String, AttributeValue> key = ItemRules.key(table.row(), request.key());
        return update(table, key, update, condition, shows(request.returnValuesOnConditionCheckFailure()));
    }

    /** An update that was parsed already. */
    ItemWrite update(
            LiveTable table,
            Map<String, AttributeValue> key,
            Update update,
            Condition condition,
            boolean showsItemOnFailure) {
        ItemRules.keepsKey(table.row(), update.paths().stream().map(Path::root).toList());
        return new ItemWrite(
                ref(table, key),
                condition,
                before -> updated(table, update, key, before),
                showsItemOnFailure,
                new Projection(update.paths()));
    }

    private static Map<String, AttributeValue> updated(
            LiveTable table,
            Update update,
            Map<String, AttributeValue> key,
            @Nullable Map<String, AttributeValue> before) {
        Map<String, AttributeValue> after = new LinkedHashMap<>(update.applyTo(before == null ? key : before));
        ItemRules.updated(table.row(), after);
        return after;
    }

    static ItemStore.Ref ref(LiveTable table, Map<String, AttributeValue> key) {
        return new ItemStore.Ref(table, table.row().key().encode(key));
    }

    private static Expressions expressions(
            @Nullable Map<String, String> names, @Nullable Map<String, AttributeValue> values, boolean hasExpected) {
        return new Expressions(names, values).legacy("Expected", hasExpected);
    }

    private static Condition condition(
            Expressions expressions,
            @Nullable String expression,
            @Nullable Map<String, ExpectedAttributeValue> expected,
            @Nullable ConditionalOperator operator) {
        Condition condition = expressions.condition(ExpressionKind.CONDITION, expression);
        if (condition != null) {
            return condition;
        }
        return expected == null ? new Condition.Always() : LegacyParameters.expected(expected, operator);
    }

    private static boolean shows(@Nullable ReturnValuesOnConditionCheckFailure asked) {
        return asked == ReturnValuesOnConditionCheckFailure.ALL_OLD;
    }
}
