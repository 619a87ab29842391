package dev.labctl.cli.lab.todoapi;

import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Findings;
import dev.labctl.cli.verify.Verification;
import dev.labctl.wire.todoapi.Todo;
import dev.labctl.wire.todoapi.TodoPriority;
import dev.labctl.wire.todoapi.TodoStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Checks of what becomes of todos. */
final class TodoChecks {
    private static final String INVALID = "Invalid todo data";
    private static final String DUE = "2031-05-04T03:02:01Z";

    private TodoChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "todos-created-and-read",
                        "a todo that was made is read again as it was given, with defaults for what was not",
                        TodoChecks::createdAndRead),
                new Check(
                        "todos-validated",
                        "a todo that breaks a rule is refused, made or changed, and the rule is named",
                        TodoChecks::validated),
                new Check(
                        "todos-updated",
                        "each member of a todo can be changed, alone, and the two that may be missing taken away",
                        TodoChecks::updated),
                new Check("todos-deleted", "a deleted todo is gone, and no other", TodoChecks::deleted));
    }

    private static CheckResult createdAndRead(Verification run) {
        Calls calls = Calls.of(run);
        UUID user = calls.newUser().id();
        Findings findings = new Findings();
        Map<String, Object> full = Map.of(
                Todo.TITLE,
                "Read me again",
                Todo.DESCRIPTION,
                "all of it",
                Todo.STATUS,
                TodoStatus.IN_PROGRESS.word(),
                Todo.PRIORITY,
                TodoPriority.URGENT.word(),
                Todo.DUE_DATE,
                DUE);
        asGiven(calls, user, full, full, findings);
        Map<String, Object> defaults = new LinkedHashMap<>();
        defaults.put(Todo.TITLE, "x");
        defaults.put(Todo.STATUS, TodoStatus.PENDING.word());
        defaults.put(Todo.PRIORITY, TodoPriority.MEDIUM.word());
        defaults.put(Todo.DESCRIPTION, "");
        defaults.put(Todo.DUE_DATE, "");
        asGiven(calls, user, Map.of(Todo.TITLE, "x"), defaults, findings);
        return findings.result();
    }

    private static void asGiven(
            Calls calls, UUID user, Map<String, Object> given, Map<String, Object> wanted, Findings findings) {
        Answer made = calls.post("/users/%s/todos".formatted(user), given);
        findings.compared(made.unless(201));
        String path = "/todos/" + made.json().at("todo").at(Todo.ID).text();
        findings.compared(
                differs("Location", path, made.response().header("Location").orElse("")));
        Answer read = calls.get(path);
        findings.compared(read.unless(200));
        wanted.forEach((name, value) -> findings.compared(
                differs(name, value.toString(), read.json().at("todo").at(name).text())));
        findings.compared(differs(
                Todo.USER_ID,
                user.toString(),
                read.json().at("todo").at(Todo.USER_ID).text()));
        findings.evidence("%s: %s".formatted(path, read.seen()));
    }

    private static Optional<String> differs(String what, String wanted, String found) {
        return wanted.equals(found)
                ? Optional.empty()
                : Optional.of("%s of a todo is '%s', not '%s'".formatted(what, found, wanted));
    }

    private static CheckResult validated(Verification run) {
        Calls calls = Calls.of(run);
        UUID user = calls.newUser().id();
        String all = "/users/%s/todos".formatted(user);
        String one = "/todos/"
                + calls.newTodo(user, Map.of(Todo.TITLE, "stays as it is")).id();
        Findings findings = new Findings();
        broken().forEach((name, wrong) -> wrong.forEach(value -> {
            Map<String, Object> given = new HashMap<>(Map.of(Todo.TITLE, "title"));
            given.put(name, value);
            findings.compared(calls.post(all, given).unlessRefused(INVALID, name));
            findings.compared(calls.put(one, Map.of(name, value)).unlessRefused(INVALID, name));
        }));
        findings.compared(calls.post(all, Map.of()).unlessRefused(INVALID, Todo.TITLE));
        findings.compared(calls.put(one, Map.of()).unlessRefused(INVALID));
        findings.compared(differs(
                Todo.TITLE,
                "stays as it is",
                calls.get(one).json().at("todo").at(Todo.TITLE).text()));
        findings.compared(calls.post(all, Map.of(Todo.TITLE, "x".repeat(255), Todo.DESCRIPTION, "x".repeat(1000)))
                .unless(201));
        findings.evidence("%d requests were tried".formatted(findings.compared()));
        return findings.result();
    }

    private static Map<String, List<Object>> broken() {
        Map<String, List<Object>> broken = new HashMap<>();
        broken.put(Todo.TITLE, List.of("", "x".repeat(256), 7, Optional.empty()));
        broken.put(Todo.DESCRIPTION, List.of("x".repeat(1001), 7));
        broken.put(Todo.STATUS, List.of("done", "PENDING", "", 7, Optional.empty()));
        broken.put(Todo.PRIORITY, List.of("highest", 1, Optional.empty()));
        broken.put(Todo.DUE_DATE, List.of("tomorrow", "2031-05-04", "2031-02-30T00:00:00Z", 7));
        broken.put("colour", List.of("blue"));
        broken.put(Todo.ID, List.of(UUID.randomUUID().toString()));
        broken.put(Todo.USER_ID, List.of(UUID.randomUUID().toString()));
        return broken;
    }

    private static CheckResult updated(Verification run) {
        Calls calls = Calls.of(run);
        Todo before = calls.newTodo(calls.newUser().id(), Map.of(Todo.TITLE, "before"));
        String path = "/todos/" + before.id();
        Findings findings = new Findings();
        Map<String, String> wanted = new LinkedHashMap<>();
        wanted.put(Todo.TITLE, "after");
        wanted.put(Todo.DESCRIPTION, "what was not there");
        wanted.put(Todo.STATUS, TodoStatus.COMPLETED.word());
        wanted.put(Todo.PRIORITY, TodoPriority.LOW.word());
        wanted.put(Todo.DUE_DATE, DUE);
        wanted.forEach((name, value) ->
                findings.compared(calls.put(path, Map.of(name, value)).unless(200)));
        Answer changed = calls.get(path);
        wanted.forEach((name, value) -> findings.compared(
                differs(name, value, changed.json().at("todo").at(name).text())));
        findings.compared(differs(
                Todo.CREATED_AT,
                before.createdAt().toString(),
                changed.json().at("todo").at(Todo.CREATED_AT).text()));
        String updatedAt = changed.json().at("todo").at(Todo.UPDATED_AT).text();
        if (updatedAt.isEmpty() || !Instant.parse(updatedAt).isAfter(before.updatedAt())) {
            findings.problem("%s was changed, and says it was last at '%s'".formatted(path, updatedAt));
        }
        for (String name : List.of(Todo.DESCRIPTION, Todo.DUE_DATE)) {
            findings.compared(calls.put(path, Map.of(name, Optional.empty())).unless(200));
            findings.compared(
                    differs(name, "", calls.get(path).json().at("todo").at(name).text()));
        }
        findings.evidence("%s: %s".formatted(path, changed.seen()));
        return findings.result();
    }

    private static CheckResult deleted(Verification run) {
        Calls calls = Calls.of(run);
        UUID user = calls.newUser().id();
        String path =
                "/todos/" + calls.newTodo(user, Map.of(Todo.TITLE, "goes")).id();
        String other =
                "/todos/" + calls.newTodo(user, Map.of(Todo.TITLE, "stays")).id();
        Findings findings = new Findings();
        findings.compared(calls.delete(path).unless(204));
        findings.compared(calls.get(path).unless(404, "Todo not found"));
        findings.compared(calls.delete(path).unless(404, "Todo not found"));
        findings.compared(calls.put(path, Map.of(Todo.TITLE, "is back")).unless(404, "Todo not found"));
        findings.compared(calls.get(other).unless(200));
        findings.evidence("%s is gone, %s is not".formatted(path, other));
        return findings.result();
    }
}
