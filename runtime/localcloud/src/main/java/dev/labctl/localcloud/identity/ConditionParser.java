package dev.labctl.localcloud.identity;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a statement's {@code Condition}: operators, their keys, and each key's values. */
final class ConditionParser {
    private static final String IF_EXISTS = "IfExists";

    private final PolicyKind kind;
    private final boolean hasVariables;

    ConditionParser(PolicyKind kind, boolean hasVariables) {
        this.kind = kind;
        this.hasVariables = hasVariables;
    }

    List<Condition> parse(@Nullable JsonNode block) {
        if (block == null) {
            return List.of();
        }
        if (!block.isObject()) {
            throw kind.syntax("Invalid policy syntax.");
        }
        List<Condition> conditions = new ArrayList<>();
        for (Map.Entry<String, JsonNode> operator : block.properties()) {
            if (!operator.getValue().isObject()) {
                throw kind.syntax("Invalid policy syntax.");
            }
            for (Map.Entry<String, JsonNode> key : operator.getValue().properties()) {
                conditions.add(condition(operator.getKey(), key.getKey(), key.getValue()));
            }
        }
        return conditions;
    }

    private Condition condition(String written, String key, JsonNode values) {
        Condition.Quantifier quantifier = Condition.Quantifier.SINGLE;
        String name = written;
        if (name.startsWith("ForAllValues:")) {
            quantifier = Condition.Quantifier.ALL;
            name = name.substring("ForAllValues:".length());
        } else if (name.startsWith("ForAnyValue:")) {
            quantifier = Condition.Quantifier.ANY;
            name = name.substring("ForAnyValue:".length());
        }
        boolean ifExists = name.endsWith(IF_EXISTS);
        if (ifExists) {
            name = name.substring(0, name.length() - IF_EXISTS.length());
        }
        ConditionOperator operator =
                ConditionOperator.named(name).orElseThrow(() -> kind.syntax("Invalid Condition type : " + written));
        if (ifExists && operator == ConditionOperator.NULL) {
            throw kind.syntax("Invalid Condition type : " + written);
        }
        List<String> texts = texts(values);
        texts.forEach(text -> checkOperand(operator, text));
        return new Condition(operator, quantifier, ifExists, key, texts, hasVariables);
    }

    /** The values as texts: policies write booleans and numbers with and without quotes. */
    private List<String> texts(JsonNode values) {
        List<String> texts = new ArrayList<>();
        Iterable<JsonNode> items = values.isArray() ? values : List.of(values);
        for (JsonNode item : items) {
            if (!item.isTextual() && !item.isBoolean() && !item.isNumber()) {
                throw kind.syntax("Invalid policy syntax.");
            }
            texts.add(item.asText());
        }
        return texts;
    }

    private void checkOperand(ConditionOperator operator, String text) {
        if (text.contains("${")) {
            return;
        }
        boolean isValid =
                switch (operator) {
                    case IP_ADDRESS, NOT_IP_ADDRESS -> IpRange.parse(text).isValid();
                    case DATE_EQUALS,
                            DATE_NOT_EQUALS,
                            DATE_LESS_THAN,
                            DATE_LESS_THAN_EQUALS,
                            DATE_GREATER_THAN,
                            DATE_GREATER_THAN_EQUALS ->
                        ConditionOperator.parseDate(text).isPresent();
                    case NUMERIC_EQUALS,
                            NUMERIC_NOT_EQUALS,
                            NUMERIC_LESS_THAN,
                            NUMERIC_LESS_THAN_EQUALS,
                            NUMERIC_GREATER_THAN,
                            NUMERIC_GREATER_THAN_EQUALS -> text.strip().matches("[-+]?\\d+(\\.\\d+)?");
                    case STRING_EQUALS,
                            STRING_NOT_EQUALS,
                            STRING_EQUALS_IGNORE_CASE,
                            STRING_NOT_EQUALS_IGNORE_CASE,
                            STRING_LIKE,
                            STRING_NOT_LIKE,
                            BOOL,
                            BINARY_EQUALS,
                            ARN_EQUALS,
                            ARN_LIKE,
                            ARN_NOT_EQUALS,
                            ARN_NOT_LIKE,
                            NULL -> true;
                };
        if (!isValid) {
            throw new MalformedPolicyException(
                    kind == PolicyKind.IDENTITY
                            ? "The policy failed legacy parsing"
                            : "Invalid value for condition operator");
        }
    }
}
