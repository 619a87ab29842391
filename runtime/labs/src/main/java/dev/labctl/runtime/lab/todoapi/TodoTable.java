package dev.labctl.runtime.lab.todoapi;

import dev.labctl.wire.todoapi.Todo;
import dev.labctl.wire.todoapi.TodoStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * The table of todos. A todo is found by its id as it was last written; a user's todos are found through the index, which
 * may be a moment behind.
 *
 * <p>Every method throws {@link StoreUnavailableException} when DynamoDB cannot be reached, or does not let the function in.
 */
final class TodoTable {
    private static final String INDEX = "UserTodosIndex";
    private static final String VALIDATION = "ValidationException";
    private static final int BATCH = 25;

    private final DynamoDbClient client;
    private final String table;

    TodoTable(DynamoDbClient client, String table) {
        this.client = client;
        this.table = table;
    }

    /**
     * A part of a listing.
     *
     * @param next where the next part begins; null when this was the last
     */
    record Page(List<Todo> todos, @Nullable PageToken next) {}

    /** Writes a todo, whether it is there or not. */
    void put(Todo todo) {
        reached(() -> client.putItem(request -> request.tableName(table).item(TodoItem.of(todo))));
    }

    /** The todo with this id; empty when there is none. */
    Optional<Todo> find(UUID id) {
        Map<String, AttributeValue> item = reached(() -> client.getItem(request ->
                        request.tableName(table).key(TodoItem.key(id)).consistentRead(true)))
                .item();
        return item.isEmpty() ? Optional.empty() : Optional.of(TodoItem.read(item));
    }

    /**
     * Changes some members of a todo.
     *
     * @return the todo as it is now; empty when there is none
     */
    Optional<Todo> update(UUID id, TodoChanges changes) {
        TodoChanges.Expression update = changes.expression();
        try {
            return Optional.of(TodoItem.read(reached(() -> client.updateItem(request -> request.tableName(table)
                            .key(TodoItem.key(id))
                            .updateExpression(update.text())
                            .conditionExpression("attribute_exists(id)")
                            .expressionAttributeNames(update.names())
                            .expressionAttributeValues(update.values())
                            .returnValues(ReturnValue.ALL_NEW)))
                    .attributes()));
        } catch (ConditionalCheckFailedException e) {
            return Optional.empty();
        }
    }

    /** Deletes a todo; false when there is none. */
    boolean delete(UUID id) {
        return reached(() -> client.deleteItem(request ->
                        request.tableName(table).key(TodoItem.key(id)).returnValues(ReturnValue.ALL_OLD)))
                .hasAttributes();
    }

    /**
     * A part of a user's todos, by status.
     *
     * @param status only those; null for all
     * @param from where the part begins; null for the first
     */
    Page page(UUID user, @Nullable TodoStatus status, int limit, @Nullable PageToken from) {
        QueryRequest request = ofUser(user, status)
                .limit(limit)
                .exclusiveStartKey(from == null ? null : from.key(user))
                .build();
        QueryResponse response = reached(() -> client.query(request));
        List<Todo> todos = response.items().stream().map(TodoItem::read).toList();
        return new Page(todos, response.hasLastEvaluatedKey() ? PageToken.of(response.lastEvaluatedKey()) : null);
    }

    /** All todos of a user, one after the other. */
    void forEachOf(UUID user, Consumer<Todo> each) {
        PageToken from = null;
        do {
            Page page = page(user, null, 1000, from);
            page.todos().forEach(each);
            from = page.next();
        } while (from != null);
    }

    /** Deletes all todos of a user; those, too, that the index shows only after it was first asked. */
    void deleteAllOf(UUID user) {
        Set<String> deleted = new HashSet<>();
        List<String> left = undeleted(user, deleted);
        while (!left.isEmpty()) {
            for (int from = 0; from < left.size(); from += BATCH) {
                deleteAll(left.subList(from, Math.min(from + BATCH, left.size())));
            }
            deleted.addAll(left);
            left = undeleted(user, deleted);
        }
    }

    private List<String> undeleted(UUID user, Set<String> deleted) {
        List<String> left = new ArrayList<>();
        QueryRequest request = ofUser(user, null).projectionExpression(Todo.ID).build();
        reached(() -> {
            client.queryPaginator(request).items().forEach(item -> left.add(TodoItem.string(item, Todo.ID)));
            return left;
        });
        left.removeAll(deleted);
        return left;
    }

    private void deleteAll(List<String> ids) {
        List<WriteRequest> requests = ids.stream()
                .map(id -> WriteRequest.builder()
                        .deleteRequest(delete -> delete.key(Map.of(Todo.ID, AttributeValue.fromS(id))))
                        .build())
                .toList();
        while (!requests.isEmpty()) {
            Map<String, List<WriteRequest>> batch = Map.of(table, requests);
            requests = reached(() -> client.batchWriteItem(request -> request.requestItems(batch)))
                    .unprocessedItems()
                    .getOrDefault(table, List.of());
        }
    }

    private QueryRequest.Builder ofUser(UUID user, @Nullable TodoStatus status) {
        Map<String, String> names = new HashMap<>(Map.of("#user", Todo.USER_ID));
        Map<String, AttributeValue> values = new HashMap<>(Map.of(":user", AttributeValue.fromS(user.toString())));
        if (status != null) {
            names.put("#status", Todo.STATUS);
            values.put(":status", AttributeValue.fromS(status.word()));
        }
        return QueryRequest.builder()
                .tableName(table)
                .indexName(INDEX)
                .keyConditionExpression("#user = :user" + (status == null ? "" : " AND #status = :status"))
                .expressionAttributeNames(names)
                .expressionAttributeValues(values);
    }

    private static <T> T reached(Supplier<T> call) {
        try {
            return call.get();
        } catch (ConditionalCheckFailedException e) {
            throw e;
        } catch (DynamoDbException e) {
            if (VALIDATION.equals(e.awsErrorDetails().errorCode())) {
                throw e;
            }
            throw new StoreUnavailableException(Store.DYNAMODB, e);
        } catch (SdkException e) {
            throw new StoreUnavailableException(Store.DYNAMODB, e);
        }
    }
}
