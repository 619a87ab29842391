package dev.labctl.localcloud.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The properties of a resource, or one object among them, after intrinsics were resolved and scalars typed by the
 * schema: strings, longs, doubles, booleans, lists, maps. A property set to {@code AWS::NoValue} is absent.
 *
 * @param values the members by name
 */
public record Properties(Map<String, Object> values) {
    public static final Properties EMPTY = new Properties(Map.of());

    public Properties {
        values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public Optional<String> string(String name) {
        return Optional.ofNullable(values.get(name)).map(String::valueOf);
    }

    /** A property the schema requires. */
    public String requiredString(String name) {
        return string(name).orElseThrow(() -> new IllegalStateException("schema let " + name + " be absent"));
    }

    public Optional<Integer> integer(String name) {
        return number(name).map(Number::intValue);
    }

    public Optional<Number> number(String name) {
        return Optional.ofNullable(values.get(name)).map(Number.class::cast);
    }

    public Optional<Boolean> bool(String name) {
        return Optional.ofNullable(values.get(name)).map(Boolean.class::cast);
    }

    /** A nested object; empty when absent. */
    public Optional<Properties> object(String name) {
        return Optional.ofNullable(values.get(name)).map(Properties::ofMap);
    }

    /** A list of objects; an empty list when absent. */
    public List<Properties> objects(String name) {
        return list(name).stream().map(Properties::ofMap).toList();
    }

    /** A list of strings; an empty list when absent. */
    public List<String> strings(String name) {
        return list(name).stream().map(String::valueOf).toList();
    }

    /** {@code Tags}, which most types have as a list of {@code Key} and {@code Value} and some as a map; may be empty. */
    public Map<String, String> tags() {
        Map<String, String> tags = new LinkedHashMap<>();
        Object written = values.get("Tags");
        if (written instanceof Map<?, ?> map) {
            map.forEach((key, value) -> tags.put(String.valueOf(key), String.valueOf(value)));
        } else {
            objects("Tags")
                    .forEach(tag -> tags.put(
                            tag.requiredString("Key"), tag.string("Value").orElse("")));
        }
        return tags;
    }

    /** The raw value, for instance a policy document; empty when absent. */
    public Optional<Object> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    private List<?> list(String name) {
        return Optional.ofNullable(values.get(name))
                .map(value -> (List<?>) value)
                .orElse(List.of());
    }

    private static Properties ofMap(Object value) {
        Map<String, Object> members = new LinkedHashMap<>();
        ((Map<?, ?>) value).forEach((name, member) -> members.put(String.valueOf(name), member));
        return new Properties(members);
    }
}
