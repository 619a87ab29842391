package dev.labctl.runtime.lab.todoapi;

import dev.labctl.wire.todoapi.Todo;
import dev.labctl.wire.todoapi.TodoStatus;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Where a listing goes on: after this todo. The user is the one whose todos are listed, so a token leads into nobody
 * else's.
 */
record PageToken(String id, TodoStatus status) {
    /** The token for a query's {@code LastEvaluatedKey}. */
    static PageToken of(Map<String, AttributeValue> lastEvaluatedKey) {
        String status = TodoItem.string(lastEvaluatedKey, Todo.STATUS);
        return new PageToken(
                TodoItem.string(lastEvaluatedKey, Todo.ID),
                TodoStatus.of(status).orElseThrow(() -> new IllegalStateException("a todo is " + status)));
    }

    /** Reads what {@link #text} has written; empty when it is anything else. */
    static Optional<PageToken> parse(String text) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", -1);
            if (parts.length != 2) {
                return Optional.empty();
            }
            String id = UUID.fromString(parts[1]).toString();
            return TodoStatus.of(parts[0]).map(status -> new PageToken(id, status));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The token as clients get it: letters, digits, dash and underscore. */
    String text() {
        byte[] text = "%s %s".formatted(status.word(), id).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    }

    /** The {@code ExclusiveStartKey} in the index. */
    Map<String, AttributeValue> key(UUID user) {
        return Map.of(
                Todo.ID, AttributeValue.fromS(id),
                Todo.USER_ID, AttributeValue.fromS(user.toString()),
                Todo.STATUS, AttributeValue.fromS(status.word()));
    }
}
