package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.service.dynamodb.expression.Condition;
import dev.labctl.localcloud.service.dynamodb.expression.ConditionParser;
import dev.labctl.localcloud.service.dynamodb.expression.ExpressionKind;
import dev.labctl.localcloud.service.dynamodb.expression.Placeholders;
import dev.labctl.localcloud.service.dynamodb.expression.Projection;
import dev.labctl.localcloud.service.dynamodb.expression.Update;
import dev.labctl.localcloud.service.dynamodb.expression.UpdateParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The expressions of one request, read one after the other; {@link #finish} then complains about placeholders nobody
 * used. Legacy parameters are noted, so that mixing both is refused.
 */
final class Expressions {
    private final Placeholders placeholders;
    private final boolean hasNames;
    private final boolean hasValues;
    private final List<String> expressions = new ArrayList<>();
    private final List<String> absent = new ArrayList<>();
    private final List<String> legacy = new ArrayList<>();

    Expressions(@Nullable Map<String, String> names, @Nullable Map<String, AttributeValue> values) {
        hasNames = names != null;
        hasValues = values != null;
        placeholders = new Placeholders(names, values);
    }

    /** Notes that the request uses this legacy parameter, or not. */
    Expressions legacy(String parameter, boolean isUsed) {
        if (isUsed) {
            legacy.add(parameter);
        }
        return this;
    }

    @Nullable
    Condition condition(ExpressionKind kind, @Nullable String expression) {
        note(kind, expression);
        return expression == null ? null : ConditionParser.parse(kind, expression, placeholders);
    }

    @Nullable
    Update update(@Nullable String expression) {
        note(ExpressionKind.UPDATE, expression);
        return expression == null ? null : UpdateParser.parse(expression, placeholders);
    }

    @Nullable
    Projection projection(@Nullable String expression) {
        note(ExpressionKind.PROJECTION, expression);
        return expression == null ? null : Projection.parse(expression, placeholders);
    }

    private void note(ExpressionKind kind, @Nullable String expression) {
        (expression == null ? absent : expressions).add(kind.parameter());
        if (expression != null && !legacy.isEmpty()) {
            throw AwsError.validation("Can not use both expression and non-expression parameters in the same request: "
                    + "Non-expression parameters: {" + String.join(", ", legacy) + "} Expression parameters: {"
                    + kind.parameter() + "}");
        }
    }

    /**
     * Ends the reading.
     *
     * @throws AwsError ValidationException for placeholders that are not used
     */
    void finish() {
        if (expressions.isEmpty() && (hasNames || hasValues)) {
            String parameter = hasNames ? "ExpressionAttributeNames" : "ExpressionAttributeValues";
            throw AwsError.validation(parameter + " can only be specified when using expressions"
                    + (absent.isEmpty() || hasNames
                            ? ""
                            : ": " + String.join(" and ", absent) + (absent.size() == 1 ? " is null" : " are null")));
        }
        placeholders.requireAllUsed();
    }
}
