package dev.labctl.localcloud.service.dynamodb;

import static dev.labctl.localcloud.service.dynamodb.Tables.n;
import static dev.labctl.localcloud.service.dynamodb.Tables.s;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What a table should do, too simple to be wrong: a sorted map of items with the keys {@code p} (a string) and {@code k}
 * (a number). Expressions come in pairs: the text that DynamoDB gets, and Java that means the same.
 */
final class ModelTable {
    static final Comparator<Key> ORDER = Comparator.comparing(Key::p).thenComparing(Key::k);

    private final TreeMap<Key, Map<String, AttributeValue>> items = new TreeMap<>(ORDER);

    record Key(String p, int k) {
        Map<String, AttributeValue> attributes() {
            return Map.of("p", s(p), "k", n(k));
        }

        static Key of(Map<String, AttributeValue> item) {
            return new Key(
                    Tables.value(item, "p").s(),
                    Integer.parseInt(Tables.value(item, "k").n()));
        }
    }

    /** A condition or filter. */
    record Test(String expression, Map<String, AttributeValue> values, Predicate<Map<String, AttributeValue>> holds) {
        /** As a filter, which may not be about keys. */
        static List<Test> ofValue(int x) {
            return List.of(
                    new Test("v = :x", Map.of(":x", n(x)), item -> number(item, "v", x - 1) == x),
                    new Test("v < :x", Map.of(":x", n(x)), item -> number(item, "v", x) < x),
                    new Test(
                            "v >= :x OR attribute_not_exists(v)",
                            Map.of(":x", n(x)),
                            item -> number(item, "v", x) >= x),
                    new Test("NOT v BETWEEN :x AND :y", Map.of(":x", n(x), ":y", n(x + 3)), item -> {
                        int v = number(item, "v", x - 1);
                        return v < x || v > x + 3;
                    }),
                    new Test(
                            "attribute_exists(tags) AND contains(tags, :x)",
                            Map.of(":x", s("t" + x % 4)),
                            item -> item.containsKey("tags")
                                    && Tables.value(item, "tags").ss().contains("t" + x % 4)),
                    new Test(
                            "attribute_type(l, :x) AND size(l) > :y",
                            Map.of(":x", s("L"), ":y", n(x % 3)),
                            item -> item.containsKey("l")
                                    && Tables.value(item, "l").l().size() > x % 3),
                    new Test(
                            "g IN (:x, :y)",
                            Map.of(":x", s("g1"), ":y", s("g2")),
                            item -> item.containsKey("g")
                                    && List.of("g1", "g2")
                                            .contains(Tables.value(item, "g").s())));
        }

        static List<Test> all(int x) {
            List<Test> all = new ArrayList<>(ofValue(x));
            all.add(new Test("attribute_not_exists(p)", Map.of(), Map::isEmpty));
            all.add(new Test("attribute_exists(p)", Map.of(), item -> !item.isEmpty()));
            return all;
        }
    }

    /** An update. */
    record Change(
            String expression, Map<String, AttributeValue> values, UnaryOperator<Map<String, AttributeValue>> apply) {
        static List<Change> all(int x) {
            return List.of(
                    new Change("SET v = :u", Map.of(":u", n(x)), item -> with(item, "v", n(x))),
                    new Change(
                            "SET v = if_not_exists(v, :z) + :u",
                            Map.of(":u", n(x), ":z", n(0)),
                            item -> with(item, "v", n(number(item, "v", 0) + x))),
                    new Change("SET g = :u", Map.of(":u", s("g" + x % 4)), item -> with(item, "g", s("g" + x % 4))),
                    new Change("REMOVE g, l", Map.of(), item -> with(with(item, "g", null), "l", null)),
                    new Change(
                            "ADD acc :u", Map.of(":u", n(x)), item -> with(item, "acc", n(number(item, "acc", 0) + x))),
                    new Change("ADD tags :u", Map.of(":u", tags(Set.of("t" + x % 4))), item -> {
                        Set<String> tags = new LinkedHashSet<>(tagsOf(item));
                        tags.add("t" + x % 4);
                        return with(item, "tags", tags(tags));
                    }),
                    new Change(
                            "DELETE tags :u SET v = :w", Map.of(":u", tags(Set.of("t" + x % 4)), ":w", n(x)), item -> {
                                Set<String> tags = new LinkedHashSet<>(tagsOf(item));
                                tags.remove("t" + x % 4);
                                return with(with(item, "tags", tags.isEmpty() ? null : tags(tags)), "v", n(x));
                            }),
                    new Change(
                            "SET l = list_append(if_not_exists(l, :z), :u)",
                            Map.of(":z", AttributeValue.fromL(List.of()), ":u", AttributeValue.fromL(List.of(n(x)))),
                            item -> {
                                List<AttributeValue> list = new ArrayList<>(listOf(item));
                                list.add(n(x));
                                return with(item, "l", AttributeValue.fromL(list));
                            }));
        }
    }

    private static Map<String, AttributeValue> with(
            Map<String, AttributeValue> item, String name, @Nullable AttributeValue value) {
        Map<String, AttributeValue> changed = new HashMap<>(item);
        changed.remove(name);
        if (value != null) {
            changed.put(name, value);
        }
        return changed;
    }

    private static AttributeValue tags(Set<String> tags) {
        return AttributeValue.fromSs(tags.stream().sorted().toList());
    }

    private static List<String> tagsOf(Map<String, AttributeValue> item) {
        AttributeValue tags = item.get("tags");
        return tags == null ? List.of() : tags.ss();
    }

    private static List<AttributeValue> listOf(Map<String, AttributeValue> item) {
        AttributeValue list = item.get("l");
        return list == null ? List.of() : list.l();
    }

    static int number(Map<String, AttributeValue> item, String name, int otherwise) {
        AttributeValue value = item.get(name);
        return value == null ? otherwise : Integer.parseInt(value.n());
    }

    /** The item; empty when there is none. */
    Map<String, AttributeValue> get(Key key) {
        return items.getOrDefault(key, Map.of());
    }

    /** Makes the item this; an empty one goes away. */
    void set(Key key, Map<String, AttributeValue> item) {
        items.remove(key);
        if (!item.isEmpty()) {
            items.put(key, item);
        }
    }

    /** What an update makes of an item. */
    Map<String, AttributeValue> changed(Key key, Change change) {
        Map<String, AttributeValue> before = new HashMap<>(get(key));
        before.putAll(key.attributes());
        return change.apply().apply(before);
    }

    Collection<Map<String, AttributeValue>> all() {
        return items.values();
    }

    List<Map<String, AttributeValue>> where(Predicate<Map<String, AttributeValue>> test) {
        return items.values().stream().filter(test).toList();
    }
}
