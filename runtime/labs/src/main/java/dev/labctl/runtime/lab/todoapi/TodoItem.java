package dev.labctl.runtime.lab.todoapi;

import dev.labctl.wire.todoapi.Todo;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A todo as an item of the table: every member is a string, what is null is left out. */
final class TodoItem {
    private TodoItem() {}

    static Map<String, AttributeValue> of(Todo todo) {
        Map<String, AttributeValue> item = new HashMap<>();
        todo.json().forEach((name, value) -> {
            if (value != null) {
                item.put(name, AttributeValue.fromS(value.toString()));
            }
        });
        return item;
    }

    static Map<String, AttributeValue> key(UUID id) {
        return Map.of(Todo.ID, AttributeValue.fromS(id.toString()));
    }

    /** A string that every item has, as the keys of the table and its index. */
    static String string(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        if (value == null || value.s() == null) {
            throw new IllegalStateException("an item has no string '%s': %s".formatted(name, item));
        }
        return value.s();
    }

    static Todo read(Map<String, AttributeValue> item) {
        return Todo.from(item.entrySet().stream()
                .filter(attribute -> attribute.getValue().s() != null)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, attribute -> attribute.getValue().s())));
    }
}
