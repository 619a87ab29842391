package dev.labctl.runtime.lab.todoapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.runtime.lab.todoapi.Api.Answer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random calls, most of them valid, against a model of a few maps. The seed is in the message of what fails. */
final class TodoApiModelTest {
    private static final int CALLS = 2000;

    private final Map<String, Map<String, @Nullable Object>> users = new LinkedHashMap<>();
    private final Map<String, String> passwords = new TreeMap<>();
    private final Map<String, Map<String, @Nullable Object>> todos = new LinkedHashMap<>();
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private Random random = new Random(0);
    private String call = "";

    @Test
    void answersEverySequenceOfCallsAsTheModelDoes() throws Exception {
        long seed = Long.getLong("labctl.seed", System.nanoTime());
        random = new Random(seed);
        try (TodoApiFixture fixture = new TodoApiFixture()) {
            // Two containers, as Lambda would have them: neither may know what only it was told.
            List<Api> containers = List.of(fixture.api(), fixture.api());
            for (int i = 0; i < CALLS; i++) {
                step(containers.get(random.nextInt(2)), "call %d with -Dlabctl.seed=%d".formatted(i, seed));
            }
            assertThat(fixture.rows("SELECT id FROM users ORDER BY created_at"))
                    .as("users in PostgreSQL, seed %d", seed)
                    .containsExactlyElementsOf(users.keySet());
            assertThat(fixture.ownersOfTodos())
                    .as("todos in DynamoDB, seed %d", seed)
                    .hasSize(todos.size());
            assertThat(statuses.keySet())
                    .as("statuses that were met, seed %d", seed)
                    .contains(200, 201, 204, 400, 401, 404, 409);
        }
    }

    private void step(Api api, String name) {
        call = name;
        switch (random.nextInt(15)) {
            case 0, 1 -> createUser(api);
            case 2 -> listUsers(api);
            case 3 -> showUser(api);
            case 4 -> {
                if (random.nextInt(3) == 0) {
                    deleteUser(api);
                }
            }
            case 5 -> {
                if (random.nextInt(4) == 0) {
                    authenticate(api);
                }
            }
            case 6, 7, 8 -> createTodo(api);
            case 9 -> listTodos(api);
            case 10 -> showTodo(api);
            case 11, 12 -> updateTodo(api);
            case 13 -> deleteTodo(api);
            default -> dashboard(api);
        }
    }

    private void createUser(Api api) {
        String email = "user%d@example.org".formatted(random.nextInt(60));
        Sent sent = Sent.user(random, random.nextBoolean() ? email : email.toUpperCase(Locale.ROOT));
        boolean isTaken = users.values().stream().anyMatch(user -> String.valueOf(user.get("email"))
                .equalsIgnoreCase(String.valueOf(sent.get("email"))));
        Answer answer = api.post("/users", sent.body());
        if (isRefused(answer, sent) || !is(answer, isTaken ? 409 : 201) || isTaken) {
            return;
        }
        Map<String, @Nullable Object> user = new LinkedHashMap<>();
        user.put("id", answer.id("user"));
        user.put("name", sent.get("name"));
        user.put("email", sent.get("email"));
        user.put("department", sent.get("department"));
        same(answer.object("user"), user);
        users.put(answer.id("user"), user);
        if (sent.get("password") != null) {
            passwords.put(answer.id("user"), String.valueOf(sent.get("password")));
        }
    }

    private void listUsers(Api api) {
        int limit = 1 + random.nextInt(20);
        int offset = random.nextInt(users.size() + 2);
        Answer answer = api.get("/users?limit=%d&offset=%d".formatted(limit, offset));
        is(answer, 200);
        assertThat(answer.objects("users").stream().map(user -> user.get("id")).toList())
                .as(call)
                .isEqualTo(users.keySet().stream().skip(offset).limit(limit).toList());
    }

    private void showUser(Api api) {
        String id = any(users);
        Answer answer = api.get("/users/" + id);
        if (found(answer, users.containsKey(id), 200)) {
            same(answer.object("user"), users.getOrDefault(id, Map.of()));
        }
    }

    private void deleteUser(Api api) {
        String id = any(users);
        if (found(api.delete("/users/" + id), users.containsKey(id), 204)) {
            users.remove(id);
            passwords.remove(id);
            todos.values().removeIf(todo -> id.equals(todo.get("user_id")));
        }
    }

    private void authenticate(Api api) {
        String id = any(users);
        String kept = passwords.get(id);
        boolean isRight = kept != null && random.nextBoolean();
        Answer answer = api.post("/users/%s/authenticate".formatted(id), Map.of("password", isRight ? kept : "other"));
        is(answer, isRight ? 200 : 401);
    }

    private void createTodo(Api api) {
        String user = any(users);
        Sent sent = Sent.todo(random);
        Answer answer = api.post("/users/%s/todos".formatted(user), sent.body());
        if (isRefused(answer, sent) || !found(answer, users.containsKey(user), 201)) {
            return;
        }
        Map<String, @Nullable Object> todo = new LinkedHashMap<>();
        todo.put("id", answer.id("todo"));
        todo.put("user_id", user);
        todo.put("title", sent.get("title"));
        todo.put("description", sent.get("description"));
        todo.put("status", sent.has("status") ? sent.get("status") : "pending");
        todo.put("priority", sent.has("priority") ? sent.get("priority") : "medium");
        todo.put("due_date", sent.get("due_date"));
        same(answer.object("todo"), todo);
        todos.put(answer.id("todo"), todo);
    }

    private void listTodos(Api api) {
        String user = any(users);
        String status = random.nextBoolean() ? "" : "pending";
        List<Object> listed = new ArrayList<>();
        String token = "";
        do {
            Answer answer = api.get("/users/%s/todos?limit=%d%s%s"
                    .formatted(user, 1 + random.nextInt(5), status.isEmpty() ? "" : "&status=" + status, token));
            if (!found(answer, users.containsKey(user), 200)) {
                return;
            }
            answer.objects("todos").forEach(todo -> {
                same(todo, todos.getOrDefault(String.valueOf(todo.get("id")), Map.of()));
                listed.add(todo.get("id"));
            });
            Object next = answer.body().get("nextToken");
            token = next == null ? "" : "&nextToken=" + next;
        } while (!token.isEmpty());
        assertThat(listed)
                .as(call)
                .containsExactlyInAnyOrderElementsOf(todosOf(user).stream()
                        .filter(todo -> status.isEmpty() || status.equals(todo.get("status")))
                        .map(todo -> todo.get("id"))
                        .toList());
    }

    private void showTodo(Api api) {
        String id = any(todos);
        Answer answer = api.get("/todos/" + id);
        if (found(answer, todos.containsKey(id), 200)) {
            same(answer.object("todo"), todos.getOrDefault(id, Map.of()));
        }
    }

    private void updateTodo(Api api) {
        String id = any(todos);
        Sent sent = Sent.changes(random);
        Answer answer = api.put("/todos/" + id, sent.body());
        if (isRefused(answer, sent) || !found(answer, todos.containsKey(id), 200)) {
            return;
        }
        Map<String, @Nullable Object> todo = todos.getOrDefault(id, new LinkedHashMap<>());
        todo.putAll(sent.body());
        same(answer.object("todo"), todo);
    }

    private void deleteTodo(Api api) {
        String id = any(todos);
        if (found(api.delete("/todos/" + id), todos.containsKey(id), 204)) {
            todos.remove(id);
        }
    }

    private void dashboard(Api api) {
        String user = any(users);
        Answer answer = api.get("/dashboard/" + user);
        if (!found(answer, users.containsKey(user), 200)) {
            return;
        }
        Map<String, Object> stats = answer.object("todoStats");
        List<Map<String, @Nullable Object>> there = todosOf(user);
        assertThat(stats.get("total")).as(call).isEqualTo(there.size());
        for (String status : List.of("pending", "in_progress", "completed", "cancelled")) {
            long count = there.stream()
                    .filter(todo -> status.equals(todo.get("status")))
                    .count();
            assertThat(stats.get(status)).as("%s: %s", call, status).isEqualTo((int) count);
        }
        String now = String.valueOf(answer.body().get("generatedAt"));
        long overdue = there.stream()
                .filter(todo -> List.of("pending", "in_progress").contains(String.valueOf(todo.get("status"))))
                .filter(todo -> todo.get("due_date") != null
                        && String.valueOf(todo.get("due_date")).compareTo(now) < 0)
                .count();
        assertThat(stats.get("overdue")).as("%s: overdue", call).isEqualTo((int) overdue);
        assertThat(answer.objects("recentTodos")).as(call).hasSize(Math.min(5, there.size()));
    }

    private List<Map<String, @Nullable Object>> todosOf(String user) {
        return todos.values().stream()
                .filter(todo -> user.equals(todo.get("user_id")))
                .toList();
    }

    /** One that is there, or now and then one that is not. */
    private String any(Map<String, ?> known) {
        if (known.isEmpty() || random.nextInt(10) == 0) {
            return new UUID(random.nextLong(), random.nextLong()).toString();
        }
        return List.copyOf(known.keySet()).get(random.nextInt(known.size()));
    }

    /** Whether what was sent is wrong, as the answer then has to say. */
    private boolean isRefused(Answer answer, Sent sent) {
        if (sent.wrong().isEmpty()) {
            return false;
        }
        is(answer, 400);
        List<?> details = (List<?>) answer.body().getOrDefault("details", List.of());
        assertThat(details.stream()
                        .map(detail -> String.valueOf(detail).split(" ", 2)[0])
                        .distinct()
                        .toList())
                .as("%s: %s", call, TodoApiFixture.json(sent.body()))
                .containsExactlyInAnyOrderElementsOf(sent.wrong());
        return true;
    }

    private boolean found(Answer answer, boolean isThere, int status) {
        return is(answer, isThere ? status : 404) && isThere;
    }

    private boolean is(Answer answer, int status) {
        statuses.merge(answer.status(), 1, Integer::sum);
        assertThat(answer.status())
                .as("%s: %s", call, TodoApiFixture.json(answer.body()))
                .isEqualTo(status);
        return true;
    }

    private void same(Map<String, ?> shown, Map<String, @Nullable Object> modelled) {
        assertThat(shown.get("created_at")).as(call).isNotNull();
        Map<String, @Nullable Object> told = new LinkedHashMap<>(shown);
        told.keySet().retainAll(modelled.keySet());
        assertThat(told).as(call).isEqualTo(modelled);
        assertThat(shown).as(call).hasSize(modelled.size() + 2);
    }
}
