package dev.labctl.runtime.lab.todoapi;

import dev.labctl.wire.todoapi.Todo;
import dev.labctl.wire.todoapi.TodoStatus;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Where a listing goes on: after this todo. A token is good for the question it answered, and for no other. */
record PageToken(String id, TodoStatus status) {
    private static final int PARTS = 4;

    /** The token for a query's {@code LastEvaluatedKey}. */
    static PageToken of(Map<String, AttributeValue> lastEvaluatedKey) {
        String status = TodoItem.string(lastEvaluatedKey, Todo.STATUS);
        return new PageToken(
                TodoItem.string(lastEvaluatedKey, Todo.ID),
                TodoStatus.of(status).orElseThrow(() -> new IllegalStateException("a todo is " + status)));
    }

    /** Reads what {@link #text} has written for the same question; empty when it is anything else. */
    static Optional<PageToken> parse(String text, UUID user, @Nullable TodoStatus filter) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", -1);
            if (parts.length != PARTS) {
                return Optional.empty();
            }
            String id = UUID.fromString(parts[PARTS - 1]).toString();
            return TodoStatus.of(parts[PARTS - 2])
                    .map(status -> new PageToken(id, status))
                    .filter(token -> token.text(user, filter).equals(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * The token as clients get it: letters, digits, dash and underscore.
     *
     * @param user whose todos are listed
     * @param filter the status of those that are; null for all
     */
    String text(UUID user, @Nullable TodoStatus filter) {
        String text = "%s %s %s %s".formatted(user, filter == null ? "all" : filter.word(), status.word(), id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The {@code ExclusiveStartKey} in the index. */
    Map<String, AttributeValue> key(UUID user) {
        return Map.of(
                Todo.ID, AttributeValue.fromS(id),
                Todo.USER_ID, AttributeValue.fromS(user.toString()),
                Todo.STATUS, AttributeValue.fromS(status.word()));
    }
}
