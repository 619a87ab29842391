package dev.labctl.cli.lab.todoapi;

import dev.labctl.cli.lab.check.JsonValue;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Findings;
import dev.labctl.cli.verify.Verification;
import dev.labctl.wire.todoapi.Todo;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** More todos of one user than a page may have, made by several at once. */
final class ManyTodos {
    private static final int MANY = 1_050;
    private static final int AT_ONCE = 8;
    private static final int PAGE = 400;

    private ManyTodos() {}

    static CheckResult paged(Verification run) throws InterruptedException {
        Calls calls = Calls.of(run);
        UUID user = calls.newUser().id();
        Findings findings = new Findings();
        Set<String> made = made(calls, user, findings);
        String path = "/users/%s/todos".formatted(user);
        // The listing reads an index, which may lag behind the table.
        run.settled(() -> new TreeSet<>(listed(calls, path, PAGE, new Findings())).equals(made));
        List<String> listed = listed(calls, path, PAGE, findings);
        if (!new TreeSet<>(listed).equals(made)) {
            Set<String> lost = new TreeSet<>(made);
            listed.forEach(lost::remove);
            findings.problem("of %d todos, %d are on no page: %s".formatted(made.size(), lost.size(), few(lost)));
        }
        if (listed.size() != Set.copyOf(listed).size()) {
            findings.problem("%d todos are on pages twice"
                    .formatted(listed.size() - Set.copyOf(listed).size()));
        }
        findings.evidence(
                "%d todos on pages of at most %d, made by %d at once".formatted(listed.size(), PAGE, AT_ONCE));
        return findings.result();
    }

    private static Set<String> few(Set<String> ids) {
        return new TreeSet<>(ids.stream().limit(3).toList());
    }

    private static Set<String> made(Calls calls, UUID user, Findings findings) throws InterruptedException {
        ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<Todo>> todos = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                Map<String, String> todo = Map.of(Todo.TITLE, "number " + i);
                todos.add(workers.submit(() -> calls.newTodo(user, todo)));
            }
            Set<String> ids = new TreeSet<>();
            for (Future<Todo> todo : todos) {
                try {
                    ids.add(todo.get().id().toString());
                } catch (ExecutionException e) {
                    findings.problem("a todo could not be made: " + e.getCause());
                }
            }
            return ids;
        } finally {
            workers.shutdownNow();
        }
    }

    /** The ids on all pages, in the order in which they are shown. */
    private static List<String> listed(Calls calls, String path, int limit, Findings findings) {
        List<String> ids = new ArrayList<>();
        String more = "";
        do {
            Answer page = calls.get("%s?limit=%d%s".formatted(path, limit, more));
            List<JsonValue> todos = page.json().at("todos").items();
            findings.compared(page.unless(200));
            if (todos.size() > limit || page.json().at("count").integer(-1) != todos.size()) {
                findings.problem("%s answered %d todos, and the count %s"
                        .formatted(
                                page.call(),
                                todos.size(),
                                page.json().at("count").text()));
            }
            todos.forEach(todo -> ids.add(todo.at(Todo.ID).text()));
            String token = page.json().at("nextToken").text();
            more = token.isEmpty() ? "" : "&nextToken=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
        } while (!more.isEmpty() && ids.size() <= 2 * MANY);
        return ids;
    }
}
