package dev.labctl.runtime.lab.todoapi;

import dev.labctl.wire.todoapi.Todo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What is to be changed in a todo: members and their values, null for those that are to be empty. */
final class TodoChanges {
    private final Map<String, @Nullable String> values = new LinkedHashMap<>();

    /** None yet, but the time of the change. */
    TodoChanges(Instant now) {
        values.put(Todo.UPDATED_AT, now.toString());
    }

    void set(String member, @Nullable String value) {
        values.put(member, value);
    }

    /** An update expression and what it names. */
    record Expression(String text, Map<String, String> names, Map<String, AttributeValue> values) {}

    Expression expression() {
        List<String> set = new ArrayList<>();
        List<String> remove = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        Map<String, AttributeValue> given = new HashMap<>();
        values.forEach((member, value) -> {
            names.put("#" + member, member);
            if (value == null) {
                remove.add("#" + member);
            } else {
                set.add("#%1$s = :%1$s".formatted(member));
                given.put(":" + member, AttributeValue.fromS(value));
            }
        });
        String removal = remove.isEmpty() ? "" : " REMOVE " + String.join(", ", remove);
        return new Expression("SET " + String.join(", ", set) + removal, names, given);
    }
}
