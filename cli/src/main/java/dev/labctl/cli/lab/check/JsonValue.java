package dev.labctl.cli.lab.check;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value in a JSON document, or its absence: looking for members of what is not there finds nothing and is no error.
 *
 * @param value Map, List, String, Number or Boolean; null when there is nothing
 */
public record JsonValue(@Nullable Object value) {
    /**
     * Parses a document.
     *
     * @throws IllegalArgumentException when it is no JSON
     */
    public static JsonValue read(String text) {
        try {
            return new JsonValue(JSON.std.anyFrom(text));
        } catch (IOException e) {
            throw new IllegalArgumentException("no JSON: " + text, e);
        }
    }

    /** The member of that name. */
    public JsonValue at(String member) {
        return new JsonValue(value instanceof Map<?, ?> members ? members.get(member) : null);
    }

    /** The value as text; empty when there is none. */
    public String text() {
        return value == null ? "" : String.valueOf(value);
    }

    /** The value as a whole number, or {@code otherwise} when it is none. */
    public int integer(int otherwise) {
        return value instanceof Number number ? number.intValue() : otherwise;
    }

    /** The items of a list; a single value is a list of itself, as IAM writes them. */
    public List<JsonValue> items() {
        if (value instanceof List<?> items) {
            return items.stream().map(item -> new JsonValue(item)).toList();
        }
        return value == null ? List.of() : List.of(this);
    }

    List<String> texts() {
        return items().stream().map(JsonValue::text).toList();
    }
}
