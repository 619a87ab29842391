package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.service.dynamodb.value.KeyCodec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The key of a table or an index.
 *
 * @param hash the partition key
 * @param range the sort key; null when there is none
 */
record KeyDefinition(Attribute hash, @Nullable Attribute range) {
    /**
     * A key attribute.
     *
     * @param name the attribute's name
     * @param type {@code S}, {@code N} or {@code B}
     */
    record Attribute(String name, String type) {
        boolean matches(@Nullable AttributeValue value) {
            return value != null && value.type().name().equals(type);
        }
    }

    /** Partition key, then sort key. */
    List<Attribute> attributes() {
        return range == null ? List.of(hash) : List.of(hash, range);
    }

    boolean contains(String name) {
        return hash.name().equals(name) || (range != null && range.name().equals(name));
    }

    /** Whether the item has all key attributes in their types: only then is it in an index. */
    boolean isComplete(Map<String, AttributeValue> item) {
        return hash.matches(item.get(hash.name())) && (range == null || range.matches(item.get(range.name())));
    }

    /** The ordered form of a complete key. */
    String encode(Map<String, AttributeValue> item) {
        String partition = KeyCodec.partition(required(item, hash));
        return range == null ? partition : partition + KeyCodec.part(required(item, range));
    }

    private static AttributeValue required(Map<String, AttributeValue> item, Attribute attribute) {
        AttributeValue value = item.get(attribute.name());
        if (value == null) {
            throw new IllegalStateException("an item was taken without its key " + attribute.name());
        }
        return value;
    }

    /** The key attributes of an item. */
    Map<String, AttributeValue> of(Map<String, AttributeValue> item) {
        Map<String, AttributeValue> key = new LinkedHashMap<>();
        attributes().forEach(attribute -> key.put(attribute.name(), required(item, attribute)));
        return key;
    }

    /** The names of the key attributes. */
    Stream<String> names() {
        return attributes().stream().map(Attribute::name);
    }
}
