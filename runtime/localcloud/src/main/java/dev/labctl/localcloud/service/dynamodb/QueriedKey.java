package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.service.dynamodb.expression.Condition;
import dev.labctl.localcloud.service.dynamodb.expression.ConditionParser;
import dev.labctl.localcloud.service.dynamodb.expression.ExpressionKind;
import dev.labctl.localcloud.service.dynamodb.expression.Operand;
import dev.labctl.localcloud.service.dynamodb.expression.Placeholders;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** The partition key's value that a query asks for. */
final class QueriedKey {
    private QueriedKey() {}

    /** Empty when the request has no valid key condition: the operation will say so. */
    static Optional<AttributeValue> of(QueryRequest request, TableRow table) {
        String indexName = request.indexName();
        KeyDefinition key = indexName == null
                ? table.key()
                : table.index(indexName).map(IndexDefinition::key).orElse(table.key());
        try {
            return equalTo(condition(request), key.hash().name());
        } catch (AwsError e) {
            return Optional.empty();
        }
    }

    private static Condition condition(QueryRequest request) {
        if (request.keyConditionExpression() == null) {
            return LegacyParameters.filter(request.keyConditions(), null);
        }
        Placeholders placeholders = new Placeholders(
                request.hasExpressionAttributeNames() ? request.expressionAttributeNames() : null,
                request.hasExpressionAttributeValues() ? request.expressionAttributeValues() : null);
        return ConditionParser.parse(ExpressionKind.KEY_CONDITION, request.keyConditionExpression(), placeholders);
    }

    private static Optional<AttributeValue> equalTo(Condition condition, String attribute) {
        if (condition instanceof Condition.And and) {
            return equalTo(and.first(), attribute).or(() -> equalTo(and.second(), attribute));
        }
        return condition instanceof Condition.Comparison comparison
                        && comparison.comparator() == Condition.Comparator.EQ
                        && comparison.left() instanceof Operand.Attribute left
                        && left.path().root().equals(attribute)
                        && comparison.right() instanceof Operand.Literal value
                ? Optional.of(value.value())
                : Optional.empty();
    }
}
