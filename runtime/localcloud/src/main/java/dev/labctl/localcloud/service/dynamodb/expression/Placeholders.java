package dev.labctl.localcloud.service.dynamodb.expression;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.service.dynamodb.value.Canonical;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A request's ExpressionAttributeNames and ExpressionAttributeValues, and which of them its expressions used. */
public final class Placeholders {
    private static final Pattern NAME = Pattern.compile("#[a-zA-Z0-9_]+");
    private static final Pattern VALUE = Pattern.compile(":[a-zA-Z0-9_]+");

    private final Map<String, String> names;
    private final Map<String, AttributeValue> values;
    private final Set<String> unusedNames;
    private final Set<String> unusedValues;

    /**
     * Takes a request's placeholders; null where the request has none.
     *
     * @throws AwsError ValidationException for an empty map, a malformed key or a value DynamoDB does not take
     */
    public Placeholders(@Nullable Map<String, String> names, @Nullable Map<String, AttributeValue> values) {
        this.names = names == null ? Map.of() : names;
        this.values = new LinkedHashMap<>();
        if (names != null) {
            checkKeys("ExpressionAttributeNames", names.keySet(), NAME);
        }
        if (values != null) {
            checkKeys("ExpressionAttributeValues", values.keySet(), VALUE);
            values.forEach((key, value) -> this.values.put(key, canonical(key, value)));
        }
        this.unusedNames = new LinkedHashSet<>(this.names.keySet());
        this.unusedValues = new LinkedHashSet<>(this.values.keySet());
    }

    private static void checkKeys(String parameter, Set<String> keys, Pattern pattern) {
        if (keys.isEmpty()) {
            throw AwsError.validation(parameter + " must not be empty");
        }
        for (String key : keys) {
            if (!pattern.matcher(key).matches()) {
                throw AwsError.validation(parameter + " contains invalid key: Syntax error; key: \"" + key + "\"");
            }
        }
    }

    private static AttributeValue canonical(String key, AttributeValue value) {
        try {
            return Canonical.of(value);
        } catch (AwsError e) {
            throw AwsError.validation(
                    "ExpressionAttributeValues contains invalid value: " + e.message() + " for key " + key);
        }
    }

    String name(ExpressionKind kind, String placeholder) {
        String name = names.get(placeholder);
        if (name == null) {
            throw kind.invalid("An expression attribute name used in the document path is not defined; attribute name: "
                    + placeholder);
        }
        unusedNames.remove(placeholder);
        return name;
    }

    AttributeValue value(ExpressionKind kind, String placeholder) {
        AttributeValue value = values.get(placeholder);
        if (value == null) {
            throw kind.invalid(
                    "An expression attribute value used in expression is not defined; attribute value: " + placeholder);
        }
        unusedValues.remove(placeholder);
        return value;
    }

    /**
     * Complains about placeholders that no expression used, once all were parsed.
     *
     * @throws AwsError ValidationException naming them
     */
    public void requireAllUsed() {
        requireUsed("ExpressionAttributeNames", unusedNames);
        requireUsed("ExpressionAttributeValues", unusedValues);
    }

    private static void requireUsed(String parameter, Set<String> unused) {
        if (!unused.isEmpty()) {
            throw AwsError.validation("Value provided in " + parameter + " unused in expressions: keys: {"
                    + String.join(", ", unused) + "}");
        }
    }
}
