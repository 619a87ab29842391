package dev.labctl.runtime.lab.todoapi;

import dev.labctl.runtime.lab.todoapi.Router.Route;
import dev.labctl.wire.todoapi.Todo;
import dev.labctl.wire.todoapi.TodoPriority;
import dev.labctl.wire.todoapi.TodoStatus;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The routes of todos: those of a user, and each by its id. */
final class TodoRoutes {
    private static final int DESCRIPTION_LENGTH = 1000;
    private static final String INVALID = "Invalid todo data";
    private static final Set<String> MEMBERS =
            Set.of(Todo.TITLE, Todo.DESCRIPTION, Todo.STATUS, Todo.PRIORITY, Todo.DUE_DATE);

    private final UserTable users;
    private final TodoTable todos;
    private final Clock clock;

    TodoRoutes(UserTable users, TodoTable todos, Clock clock) {
        this.users = users;
        this.todos = todos;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                new Route("POST", "/users/{userId}/todos", this::create),
                new Route("GET", "/users/{userId}/todos", this::list),
                new Route("GET", "/todos/{todoId}", (request, id) -> show(id)),
                new Route("PUT", "/todos/{todoId}", this::update),
                new Route("DELETE", "/todos/{todoId}", (request, id) -> delete(id)));
    }

    private ApiResponse create(ApiRequest request, UUID userId) {
        Fields fields = new Fields(request.json(), MEMBERS);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Todo todo = new Todo(
                UUID.randomUUID(),
                userId,
                fields.text(Todo.TITLE, 1, 255),
                fields.optionalText(Todo.DESCRIPTION, 0, DESCRIPTION_LENGTH),
                status(fields),
                priority(fields),
                fields.optionalInstant(Todo.DUE_DATE),
                now,
                now);
        fields.check(INVALID);
        Optional<Todo> added = users.whileThere(userId, () -> {
            todos.put(todo);
            return todo;
        });
        return ApiResponse.created(
                "/todos/" + todo.id(), shown("Todo created", added.orElseThrow(() -> UserRoutes.unknown(userId))));
    }

    /** Asks PostgreSQL only when there are no todos: whether there is nobody, or nothing to do. */
    private ApiResponse list(ApiRequest request, UUID userId) {
        Query query = new Query(request, Set.of("status", "limit", "nextToken"));
        String word = query.text("status");
        TodoStatus status = query.known(
                "status",
                word == null ? Optional.empty() : TodoStatus.of(word),
                "one of " + String.join(", ", TodoStatus.words()));
        int limit = query.number("limit", 1, 1000, 100);
        String token = query.text("nextToken");
        PageToken from = query.known(
                "nextToken",
                token == null ? Optional.<PageToken>empty() : PageToken.parse(token, userId, status),
                "the nextToken of an answer to the same question");
        query.check();
        TodoTable.Page page = todos.page(userId, status, limit, from);
        if (page.todos().isEmpty() && from == null && isUnknown(userId)) {
            throw UserRoutes.unknown(userId);
        }
        return ApiResponse.ok(listing(userId, status, page));
    }

    /** Without PostgreSQL, a user without todos is taken for one who is there. */
    private boolean isUnknown(UUID userId) {
        try {
            return users.find(userId).isEmpty();
        } catch (StoreUnavailableException e) {
            return false;
        }
    }

    private static Map<String, Object> listing(UUID userId, @Nullable TodoStatus status, TodoTable.Page page) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("userId", userId.toString());
        body.put("todos", page.todos().stream().map(Todo::json).toList());
        body.put("count", page.todos().size());
        body.put("filter", status == null ? Map.of() : Map.of("status", status.word()));
        PageToken next = page.next();
        if (next != null) {
            body.put("nextToken", next.text(userId, status));
        }
        return body;
    }

    private ApiResponse show(UUID id) {
        return ApiResponse.ok(
                Map.of("todo", todos.find(id).orElseThrow(() -> unknown(id)).json()));
    }

    private ApiResponse update(ApiRequest request, UUID id) {
        Fields fields = new Fields(request.json(), MEMBERS);
        TodoChanges changes = new TodoChanges(clock.instant().truncatedTo(ChronoUnit.MICROS));
        if (fields.isEmpty()) {
            fields.problem("give at least one of title, description, status, priority, due_date");
        }
        if (fields.has(Todo.TITLE)) {
            changes.set(Todo.TITLE, fields.text(Todo.TITLE, 1, 255));
        }
        if (fields.has(Todo.DESCRIPTION)) {
            changes.set(Todo.DESCRIPTION, fields.optionalText(Todo.DESCRIPTION, 0, DESCRIPTION_LENGTH));
        }
        if (fields.has(Todo.STATUS)) {
            changes.set(Todo.STATUS, status(fields).word());
        }
        if (fields.has(Todo.PRIORITY)) {
            changes.set(Todo.PRIORITY, priority(fields).word());
        }
        if (fields.has(Todo.DUE_DATE)) {
            Instant due = fields.optionalInstant(Todo.DUE_DATE);
            changes.set(Todo.DUE_DATE, due == null ? null : due.toString());
        }
        fields.check(INVALID);
        return ApiResponse.ok(shown("Todo updated", todos.update(id, changes).orElseThrow(() -> unknown(id))));
    }

    private ApiResponse delete(UUID id) {
        if (!todos.delete(id)) {
            throw unknown(id);
        }
        return ApiResponse.noContent();
    }

    private static TodoStatus status(Fields fields) {
        return fields.word(Todo.STATUS, TodoStatus::of, TodoStatus.words(), TodoStatus.PENDING);
    }

    private static TodoPriority priority(Fields fields) {
        return fields.word(Todo.PRIORITY, TodoPriority::of, TodoPriority.words(), TodoPriority.MEDIUM);
    }

    private static ApiException unknown(UUID id) {
        return ApiException.notFound("Todo not found", "todoId", id);
    }

    private static Map<String, Object> shown(String message, Todo todo) {
        return ApiResponse.members("message", message, "todo", todo.json());
    }
}
