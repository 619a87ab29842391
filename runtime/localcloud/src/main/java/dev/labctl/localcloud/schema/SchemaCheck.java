package dev.labctl.localcloud.schema;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Types values by a schema and collects everything that does not fit, so that all mistakes are reported at once.
 *
 * <p>Scalars are converted as CloudFormation does: {@code "30"} for an integer, {@code true} for a string. A value that
 * {@code isUnknown} (known only once another resource exists) fits everywhere and stays as it is.
 */
public final class SchemaCheck {
    private final Predicate<Object> isUnknown;
    private final List<Violation> violations = new ArrayList<>();

    private SchemaCheck(Predicate<Object> isUnknown) {
        this.isUnknown = isUnknown;
    }

    /** Checks values that are all known. */
    public static Result check(ObjectSchema schema, Map<String, Object> values) {
        return check(schema, values, value -> false);
    }

    /** Checks values, some of which may be unknown yet. */
    public static Result check(ObjectSchema schema, Map<String, Object> values, Predicate<Object> isUnknown) {
        SchemaCheck check = new SchemaCheck(isUnknown);
        Map<String, Object> typed = check.members(schema, values, "");
        return new Result(new Properties(typed), List.copyOf(check.violations));
    }

    private Map<String, Object> members(ObjectSchema schema, Map<?, ?> values, String path) {
        Map<String, Object> typed = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            String name = String.valueOf(key);
            ObjectSchema.Property property = schema.properties().get(name);
            if (property == null && schema.isOpen()) {
                typed.put(name, value);
            } else if (property == null) {
                violations.add(new Violation(
                        Kind.UNSUPPORTED, path + "/" + name, "extraneous key [" + name + "] is not permitted"));
            } else {
                typed.put(name, value(property.schema(), value, path + "/" + name));
            }
        });
        schema.properties().forEach((name, property) -> {
            if (property.isRequired() && !values.containsKey(name)) {
                violations.add(new Violation(Kind.MISSING, path, "required key [" + name + "] not found"));
            }
        });
        return typed;
    }

    private Object value(Schema schema, Object value, String path) {
        if (isUnknown.test(value)) {
            return value;
        }
        if (schema instanceof Schema.Scalar scalar) {
            return scalar(scalar, value, path);
        }
        if (schema instanceof Schema.ListOf list) {
            return items(list, value, path);
        }
        if (schema instanceof Schema.MapOf map) {
            Map<String, Object> typed = new LinkedHashMap<>();
            if (value instanceof Map<?, ?> entries) {
                entries.forEach(
                        (key, item) -> typed.put(String.valueOf(key), value(map.value(), item, path + "/" + key)));
                return typed;
            }
            return mismatch("JSONObject", value, path);
        }
        if (schema instanceof ObjectSchema object) {
            return value instanceof Map<?, ?> entries
                    ? members(object, entries, path)
                    : mismatch("JSONObject", value, path);
        }
        return value;
    }

    private Object items(Schema.ListOf list, Object value, String path) {
        if (!(value instanceof List<?> items)) {
            return mismatch("JSONArray", value, path);
        }
        List<Object> typed = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            typed.add(value(list.item(), items.get(i), path + "/" + i));
        }
        return typed;
    }

    private Object scalar(Schema.Scalar scalar, Object value, String path) {
        if (value instanceof Map || value instanceof List) {
            return mismatch(expected(scalar), value, path);
        }
        String text = value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
        return switch (scalar) {
            case STRING -> text;
            case INTEGER -> text.matches("[+-]?\\d{1,18}") ? Long.valueOf(text) : mismatch("Integer", value, path);
            case NUMBER -> number(text, value, path);
            case BOOLEAN -> bool(text, value, path);
        };
    }

    private Object number(String text, Object value, String path) {
        if (text.matches("[+-]?\\d{1,18}")) {
            return Long.valueOf(text);
        }
        return text.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?")
                ? Double.valueOf(text)
                : mismatch("Number", value, path);
    }

    private Object bool(String text, Object value, String path) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> mismatch("Boolean", value, path);
        };
    }

    private static String expected(Schema.Scalar scalar) {
        return switch (scalar) {
            case STRING -> "String";
            case INTEGER -> "Integer";
            case NUMBER -> "Number";
            case BOOLEAN -> "Boolean";
        };
    }

    private Object mismatch(String expected, Object value, String path) {
        violations.add(
                new Violation(Kind.WRONG_TYPE, path, "expected type: " + expected + ", found: " + typeName(value)));
        return value;
    }

    private static String typeName(Object value) {
        if (value instanceof Map) {
            return "JSONObject";
        }
        if (value instanceof List) {
            return "JSONArray";
        }
        return value instanceof String ? "String" : value.getClass().getSimpleName();
    }

    /** What can be wrong with a property. */
    public enum Kind {
        UNSUPPORTED,
        MISSING,
        WRONG_TYPE
    }

    /**
     * One mistake.
     *
     * @param kind what is wrong
     * @param path where, from the resource's properties: {@code /Tags/0/Key}; empty for the properties themselves
     * @param message what is wrong, in the words of CloudFormation's model validation
     */
    public record Violation(Kind kind, String path, String message) {
        /** The sentence with its place, as CloudFormation writes it: {@code #/Tags/0: required key [Key] not found}. */
        public String text() {
            String place = kind == Kind.UNSUPPORTED ? path.substring(0, path.lastIndexOf('/')) : path;
            return "#" + place + ": " + message;
        }
    }

    /**
     * What came out.
     *
     * @param properties the values, typed; complete only when there are no violations
     * @param violations all mistakes, in the order of the schema
     */
    public record Result(Properties properties, List<Violation> violations) {}
}
