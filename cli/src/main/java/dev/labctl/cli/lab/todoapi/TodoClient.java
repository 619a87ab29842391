package dev.labctl.cli.lab.todoapi;

import dev.labctl.cli.cloud.ApiRequest;
import dev.labctl.cli.cloud.ApiResponse;
import dev.labctl.cli.cloud.SignedHttp;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.ApiFailure;
import dev.labctl.cli.lab.ServesApi.Api;
import dev.labctl.cli.output.Json;
import dev.labctl.wire.todoapi.Todo;
import dev.labctl.wire.todoapi.TodoStatus;
import dev.labctl.wire.todoapi.User;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The todo API, called with signed requests. Listings are followed to their end. What the API refuses is an {@link
 * ApiFailure}: exit code 2 for what was asked wrongly, 4 for who asked, 5 for the rest.
 */
public final class TodoClient {
    private static final int USERS_PAGE = 100;
    private static final int TODOS_PAGE = 1_000;

    private final SignedHttp http;
    private final Api api;

    /** A client; makes no request. */
    public TodoClient(SignedHttp http, Api api) {
        this.http = http;
        this.api = api;
    }

    /** How the API and what it stands on are, as it says itself. */
    public Map<String, Object> health() {
        ApiRequest request = request("GET", "/health", null);
        ApiResponse response = http.send(request);
        if (!response.isSuccess() && response.status() != 503) {
            throw ApiFailure.of(request, response);
        }
        return object(request, response);
    }

    /** All users in the order in which they were made; pages are fetched while the stream is read. */
    public Stream<User> users() {
        return Stream.iterate(0, offset -> offset + USERS_PAGE)
                .map(this::usersFrom)
                .takeWhile(page -> !page.isEmpty())
                .flatMap(List::stream);
    }

    private List<User> usersFrom(int offset) {
        Map<String, Object> page = call("GET", "/users?limit=%d&offset=%d".formatted(USERS_PAGE, offset), null, "");
        return list(page, "users").stream().map(User::from).toList();
    }

    /** The user of that id. */
    public User user(UUID id) {
        return User.from(
                member(call("GET", "/users/" + id, null, "labctl todo users list shows who is there"), "user"));
    }

    /**
     * The user of that id or e-mail address, whatever its case.
     *
     * @throws LabctlException exit code 2, when there is none
     */
    public User user(String idOrEmail) {
        Optional<UUID> id = id(idOrEmail);
        if (id.isPresent()) {
            return user(id.get());
        }
        try (Stream<User> users = users()) {
            return users.filter(user -> user.email().equalsIgnoreCase(idOrEmail))
                    .findFirst()
                    .orElseThrow(() -> LabctlException.usage(
                            "there is no user with the id or e-mail address '" + idOrEmail + "'",
                            "labctl todo users list shows who is there"));
        }
    }

    /** The UUID that this is, if it is one. */
    public static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(text)).filter(id -> id.toString().equalsIgnoreCase(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Makes a user of these members, by the names that JSON has for them. */
    public User addUser(Map<String, ?> members) {
        return User.from(member(
                call("POST", "/users", members, "correct what it names; an e-mail address belongs to one user"),
                "user"));
    }

    /** Deletes a user with all todos. */
    public void deleteUser(UUID id) {
        call("DELETE", "/users/" + id, null, "labctl todo users list shows who is there");
    }

    /** The user, when that is the password. */
    public User logIn(UUID id, String password) {
        return User.from(member(
                call(
                        "POST",
                        "/users/%s/authenticate".formatted(id),
                        Map.of("password", password),
                        "give the password that the user was added with"),
                "user"));
    }

    /** A user's todos, or those of one status. */
    public List<Todo> todos(UUID user, Optional<TodoStatus> status) {
        List<Todo> all = new ArrayList<>();
        String query = "?limit=" + TODOS_PAGE
                + status.map(only -> "&status=" + only.word()).orElse("");
        String more = "";
        do {
            Map<String, Object> page = call("GET", "/users/%s/todos%s%s".formatted(user, query, more), null, "");
            list(page, "todos").forEach(todo -> all.add(Todo.from(todo)));
            more = page.get("nextToken") instanceof String token
                    ? "&nextToken=" + URLEncoder.encode(token, StandardCharsets.UTF_8)
                    : "";
        } while (!more.isEmpty());
        return all;
    }

    /** Makes a todo of these members, by the names that JSON has for them. */
    public Todo addTodo(UUID user, Map<String, ?> members) {
        return todoIn(call(
                "POST",
                "/users/%s/todos".formatted(user),
                members,
                "correct what it names; labctl todo users list shows who there is"));
    }

    /** The todo of that id. */
    public Todo todo(UUID id) {
        return todoIn(call("GET", "/todos/" + id, null, "labctl todo list USER shows what is there"));
    }

    /** Changes these members of a todo; null clears one. */
    public Todo edit(UUID id, Map<String, ? extends @Nullable Object> members) {
        return todoIn(call(
                "PUT", "/todos/" + id, members, "correct what it names; labctl todo list USER shows what is there"));
    }

    /** Deletes a todo. */
    public void deleteTodo(UUID id) {
        call("DELETE", "/todos/" + id, null, "labctl todo list USER shows what is there");
    }

    /** How many todos of each status a user has, and the newest, as the API says it. */
    public Map<String, Object> dashboard(UUID user) {
        return call("GET", "/dashboard/" + user, null, "labctl todo users list shows who is there");
    }

    private Map<String, Object> call(String method, String path, @Nullable Object body, String fix) {
        ApiRequest request = request(method, path, body);
        ApiResponse response = http.send(request);
        if (!response.isSuccess()) {
            throw ApiFailure.of(request, response, fix);
        }
        return response.status() == 204 ? Map.of() : object(request, response);
    }

    private ApiRequest request(String method, String path, @Nullable Object body) {
        ApiRequest request = ApiRequest.of(method, api.at(path));
        return body == null ? request : request.json(Json.line(body));
    }

    private static Map<String, Object> object(ApiRequest request, ApiResponse response) {
        try {
            return Json.object(response.text());
        } catch (UncheckedIOException e) {
            throw new LabctlException(
                    Failure.CLOUD,
                    "%s answered %d and no JSON object".formatted(request, response.status()),
                    "labctl api shows the whole answer",
                    e);
        }
    }

    private static Todo todoIn(Map<String, Object> answer) {
        return Todo.from(member(answer, "todo"));
    }

    @SuppressWarnings("unchecked") // names in JSON are texts
    private static Map<String, Object> member(Map<String, Object> answer, String name) {
        if (answer.get(name) instanceof Map<?, ?> member) {
            return (Map<String, Object>) member;
        }
        throw new LabctlException(
                Failure.CLOUD, "the API's answer has no " + name + ": " + answer, "labctl api shows the whole answer");
    }

    private static List<Map<String, Object>> list(Map<String, Object> answer, String name) {
        List<Map<String, Object>> members = new ArrayList<>();
        if (answer.get(name) instanceof List<?> list) {
            list.forEach(each -> members.add(member(Map.of(name, each), name)));
            return members;
        }
        throw new LabctlException(
                Failure.CLOUD, "the API's answer has no " + name + ": " + answer, "labctl api shows the whole answer");
    }
}
