package dev.labctl.cli.lab.todoapi;

import dev.labctl.cli.lab.check.JsonValue;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Findings;
import dev.labctl.cli.verify.Verification;
import dev.labctl.wire.todoapi.Todo;
import dev.labctl.wire.todoapi.TodoStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/** Checks of what lists many at once. */
final class ListingChecks {
    private static final String INVALID = "Invalid query";

    private ListingChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "users-listed-in-pages",
                        "pages of users, of whatever size, show each of them once, in the order of their making",
                        ListingChecks::usersListed),
                new Check(
                        "todos-filtered-by-status",
                        "a user's todos can be listed by status, and nobody else's are among them",
                        ListingChecks::todosFiltered),
                new Check(
                        "dashboard-counts",
                        "the dashboard counts a user's todos by status, the overdue ones, and shows the five changed last",
                        ListingChecks::dashboardCounts),
                new Check(
                        "todos-paged",
                        "of more than 1,000 todos, made many at once, every page together shows each once",
                        ManyTodos::paged));
    }

    private static CheckResult usersListed(Verification run) {
        Calls calls = Calls.of(run);
        List<String> made = IntStream.range(0, 7)
                .mapToObj(i -> calls.newUser().id().toString())
                .toList();
        Findings findings = new Findings();
        List<String> seen = new ArrayList<>();
        int offset = 0;
        Answer page;
        do {
            page = calls.get("/users?limit=3&offset=" + offset);
            findings.compared(page.unless(200));
            page.json()
                    .at("users")
                    .items()
                    .forEach(user -> seen.add(user.at("id").text()));
            offset += 3;
        } while (findings.areGood() && !page.json().at("users").items().isEmpty());
        // Others may be made and deleted meanwhile: only this run's are certain.
        List<String> own = seen.stream().filter(made::contains).toList();
        if (!own.equals(made)) {
            findings.problem("of the users %s, in that order, the pages show %s".formatted(made, own));
        }
        Answer first = calls.get("/users");
        if (first.json().at("limit").integer(-1) != 10
                || first.json().at("offset").integer(-1) != 0) {
            findings.problem("%s answered %s, not a page of 10 from 0".formatted(first.call(), first.seen()));
        }
        for (String bad : List.of("limit=0", "limit=101", "limit=x", "offset=-1", "offset=", "page=2")) {
            findings.compared(calls.get("/users?" + bad).unlessRefused(INVALID, bad.substring(0, bad.indexOf('='))));
        }
        findings.evidence("%d users on pages of three".formatted(seen.size()));
        return findings.result();
    }

    private static CheckResult todosFiltered(Verification run) {
        Calls calls = Calls.of(run);
        UUID user = calls.newUser().id();
        UUID other = calls.newUser().id();
        Map<String, Set<String>> wanted = new LinkedHashMap<>();
        wanted.put("", new HashSet<>());
        for (TodoStatus status : TodoStatus.values()) {
            calls.newTodo(other, todo("of somebody else", status));
            String id = calls.newTodo(user, todo("one", status)).id().toString();
            wanted.put("?status=" + status.word(), Set.of(id));
            wanted.getOrDefault("", Set.of()).add(id);
        }
        Findings findings = new Findings();
        String path = "/users/%s/todos".formatted(user);
        wanted.forEach((query, ids) -> {
            // The listing reads an index, which may lag behind the table.
            run.settled(() -> ids(calls.get(path + query)).equals(ids));
            Answer answer = calls.get(path + query);
            findings.compared(
                    ids(answer).equals(ids)
                            ? Optional.empty()
                            : Optional.of(
                                    "%s answered %s, not the todos %s".formatted(answer.call(), answer.seen(), ids)));
        });
        for (String bad : List.of("status=done", "limit=0", "limit=1001", "nextToken=nonsense", "page=2")) {
            findings.compared(calls.get(path + "?" + bad).unlessRefused(INVALID, bad.substring(0, bad.indexOf('='))));
        }
        findings.evidence("%s: %s".formatted(path, wanted));
        return findings.result();
    }

    private static Set<String> ids(Answer answer) {
        Set<String> ids = new HashSet<>();
        answer.json()
                .at("todos")
                .items()
                .forEach(todo -> ids.add(todo.at(Todo.ID).text()));
        return ids;
    }

    private static Map<String, Object> todo(String title, TodoStatus status) {
        return Map.of(Todo.TITLE, title, Todo.STATUS, status.word());
    }

    private static CheckResult dashboardCounts(Verification run) {
        Calls calls = Calls.of(run);
        UUID user = calls.newUser().id();
        String due = Instant.now().minusSeconds(3_600).toString();
        List<String> ids = new ArrayList<>();
        for (TodoStatus status : TodoStatus.values()) {
            Map<String, Object> late = new LinkedHashMap<>(todo("late", status));
            late.put(Todo.DUE_DATE, due);
            ids.add(0, calls.newTodo(user, late).id().toString());
            ids.add(0, calls.newTodo(user, todo("some time", status)).id().toString());
        }
        // The first becomes the one that was changed last.
        String changed = ids.remove(ids.size() - 1);
        Findings findings = new Findings();
        findings.compared(calls.put("/todos/" + changed, Map.of(Todo.TITLE, "changed last"))
                .unless(200));
        ids.add(0, changed);
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put("total", 2 * TodoStatus.values().length);
        TodoStatus.words().forEach(word -> counts.put(word, 2));
        counts.put("overdue", 2);
        String path = "/dashboard/" + user;
        run.settled(() -> isDashboard(calls.get(path), counts, ids));
        Answer answer = calls.get(path);
        findings.compared(answer.unless(200));
        if (!isDashboard(answer, counts, ids)) {
            findings.problem("%s answered %s, not %s and the todos %s"
                    .formatted(path, answer.response().text(), counts, ids.subList(0, 5)));
        }
        findings.evidence("%s: %s".formatted(path, answer.json().at("todoStats").text()));
        return findings.result();
    }

    private static boolean isDashboard(Answer answer, Map<String, Integer> counts, List<String> newest) {
        JsonValue stats = answer.json().at("todoStats");
        return counts.entrySet().stream()
                        .allMatch(count -> stats.at(count.getKey()).integer(-1) == count.getValue())
                && !answer.json().at("generatedAt").text().isEmpty()
                && answer.json().at("recentTodos").items().stream()
                        .map(todo -> todo.at(Todo.ID).text())
                        .toList()
                        .equals(newest.subList(0, 5));
    }
}
