package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.service.dynamodb.expression.Condition;
import dev.labctl.localcloud.service.dynamodb.expression.Operand;
import dev.labctl.localcloud.service.dynamodb.expression.Path;
import dev.labctl.localcloud.service.dynamodb.expression.Projection;
import dev.labctl.localcloud.service.dynamodb.expression.Update;
import dev.labctl.localcloud.service.dynamodb.value.Canonical;
import dev.labctl.localcloud.service.dynamodb.value.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeAction;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.AttributeValueUpdate;
import software.amazon.awssdk.services.dynamodb.model.ComparisonOperator;
import software.amazon.awssdk.services.dynamodb.model.ConditionalOperator;
import software.amazon.awssdk.services.dynamodb.model.ExpectedAttributeValue;

/**
 * The parameters that came before expressions ("Legacy conditional parameters", developer guide), as what expressions
 * are parsed into.
 */
final class LegacyParameters {
    private static final String INVALID = "One or more parameter values were invalid: ";

    private LegacyParameters() {}

    /** {@code KeyConditions}, {@code QueryFilter} and {@code ScanFilter}. */
    static Condition filter(
            Map<String, software.amazon.awssdk.services.dynamodb.model.Condition> conditions,
            @Nullable ConditionalOperator operator) {
        List<Condition> all = new ArrayList<>();
        conditions.forEach((name, condition) ->
                all.add(condition(name, condition.comparisonOperator(), condition.attributeValueList())));
        return join(all, operator);
    }

    /** {@code Expected}. */
    static Condition expected(Map<String, ExpectedAttributeValue> expected, @Nullable ConditionalOperator operator) {
        List<Condition> all = new ArrayList<>();
        expected.forEach((name, condition) -> all.add(expected(name, condition)));
        return join(all, operator);
    }

    private static Condition expected(String name, ExpectedAttributeValue expected) {
        if (expected.comparisonOperator() != null) {
            List<AttributeValue> values =
                    expected.value() == null ? expected.attributeValueList() : List.of(expected.value());
            return condition(name, expected.comparisonOperator(), values);
        }
        Condition exists = new Condition.Exists(Path.of(name));
        if (Boolean.FALSE.equals(expected.exists())) {
            if (expected.value() != null) {
                throw AwsError.validation(
                        INVALID + "Value cannot be used when Exists is set to false for Attribute: " + name);
            }
            return new Condition.Not(exists);
        }
        if (expected.value() == null) {
            throw AwsError.validation(INVALID + "Value must be provided when Exists is "
                    + (expected.exists() == null ? "null" : "set to true") + " for Attribute: " + name);
        }
        return condition(name, ComparisonOperator.EQ, List.of(expected.value()));
    }

    private static Condition join(List<Condition> conditions, @Nullable ConditionalOperator operator) {
        boolean any = operator == ConditionalOperator.OR;
        return conditions.stream()
                .reduce((a, b) -> any ? new Condition.Or(a, b) : new Condition.And(a, b))
                .orElse(new Condition.Always());
    }

    private static Condition condition(String name, @Nullable ComparisonOperator operator, List<AttributeValue> given) {
        if (operator == null) {
            throw AwsError.validation(
                    "1 validation error detected: Value null at 'comparisonOperator' failed to satisfy "
                            + "constraint: Member must not be null");
        }
        Path path = Path.of(name);
        Operand attribute = new Operand.Attribute(path);
        List<AttributeValue> values = given.stream().map(Canonical::of).toList();
        requireCount(operator, values);
        List<Operand> operands = new ArrayList<>();
        values.forEach(value -> operands.add(new Operand.Literal(value)));
        return switch (operator) {
            case EQ -> new Condition.Comparison(Condition.Comparator.EQ, attribute, operands.get(0));
            case NE -> new Condition.Comparison(Condition.Comparator.NE, attribute, operands.get(0));
            case LT -> ordered(operator, Condition.Comparator.LT, attribute, values.get(0));
            case LE -> ordered(operator, Condition.Comparator.LE, attribute, values.get(0));
            case GT -> ordered(operator, Condition.Comparator.GT, attribute, values.get(0));
            case GE -> ordered(operator, Condition.Comparator.GE, attribute, values.get(0));
            case BETWEEN -> new Condition.Between(attribute, operands.get(0), operands.get(1));
            case IN -> new Condition.In(attribute, operands);
            case NOT_NULL -> new Condition.Exists(path);
            case NULL -> new Condition.Not(new Condition.Exists(path));
            case CONTAINS -> new Condition.Contains(attribute, operands.get(0));
            case NOT_CONTAINS ->
                new Condition.And(
                        new Condition.Exists(path),
                        new Condition.Not(new Condition.Contains(attribute, operands.get(0))));
            case BEGINS_WITH -> new Condition.BeginsWith(attribute, operands.get(0));
            case UNKNOWN_TO_SDK_VERSION ->
                throw AwsError.validation(INVALID + "the comparison operator of " + name + " is unknown");
        };
    }

    private static Condition ordered(
            ComparisonOperator operator, Condition.Comparator comparator, Operand attribute, AttributeValue value) {
        if (!Values.areOrdered(value, value)) {
            throw AwsError.validation(INVALID + "ComparisonOperator " + operator + " is not valid for "
                    + Values.typeName(value) + " AttributeValue type");
        }
        return new Condition.Comparison(comparator, attribute, new Operand.Literal(value));
    }

    private static void requireCount(ComparisonOperator operator, List<AttributeValue> values) {
        boolean fits =
                switch (operator) {
                    case EQ, NE, LT, LE, GT, GE, CONTAINS, NOT_CONTAINS, BEGINS_WITH -> values.size() == 1;
                    case BETWEEN -> values.size() == 2;
                    case IN -> !values.isEmpty();
                    case NOT_NULL, NULL -> values.isEmpty();
                    case UNKNOWN_TO_SDK_VERSION -> true;
                };
        if (!fits) {
            throw AwsError.validation(
                    INVALID + "Invalid number of argument(s) for the " + operator + " ComparisonOperator");
        }
    }

    /** {@code AttributeUpdates}. */
    static Update updates(Map<String, AttributeValueUpdate> updates) {
        List<Update.Action> actions = new ArrayList<>();
        updates.forEach((name, update) -> actions.add(action(Path.of(name), update)));
        return new Update(actions);
    }

    private static Update.Action action(Path path, AttributeValueUpdate update) {
        AttributeAction action = update.action() == null ? AttributeAction.PUT : update.action();
        AttributeValue value = update.value() == null ? null : Canonical.of(update.value());
        if (value == null) {
            if (action == AttributeAction.DELETE) {
                return new Update.Action.Remove(path);
            }
            throw AwsError.validation(INVALID + "Only DELETE action is allowed when no attribute value is specified");
        }
        return switch (action) {
            case PUT -> new Update.Action.Set(path, new Operand.Literal(value));
            case DELETE -> new Update.Action.Delete(path, requireSet(action, value));
            case ADD ->
                value.type() == AttributeValue.Type.L
                        ? append(path, value)
                        : new Update.Action.Add(
                                path, value.type() == AttributeValue.Type.N ? value : requireSet(action, value));
            case UNKNOWN_TO_SDK_VERSION ->
                throw AwsError.validation(INVALID + "Unknown action " + update.actionAsString());
        };
    }

    private static Update.Action append(Path path, AttributeValue list) {
        Operand existing = new Operand.IfNotExists(path, new Operand.Literal(AttributeValue.fromL(List.of())));
        return new Update.Action.Set(path, new Operand.ListAppend(existing, new Operand.Literal(list)));
    }

    private static AttributeValue requireSet(AttributeAction action, AttributeValue value) {
        return switch (value.type()) {
            case SS, NS, BS -> value;
            case S, N, B, M, L, BOOL, NUL, UNKNOWN_TO_SDK_VERSION ->
                throw AwsError.validation(INVALID + (action == AttributeAction.ADD ? "ADD" : "DELETE")
                        + " action is not supported for the type " + Values.typeName(value));
        };
    }

    /** {@code AttributesToGet}. */
    static Projection attributes(List<String> names) {
        return new Projection(names.stream().map(Path::of).toList());
    }
}
