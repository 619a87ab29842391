package dev.labctl.cli.lab.todoapi;

import dev.labctl.cli.cloud.ApiRequest;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Findings;
import dev.labctl.cli.verify.Verification;
import dev.labctl.wire.todoapi.Todo;
import dev.labctl.wire.todoapi.User;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Checks of requests that cannot be answered as they are meant, and of those that mean harm. */
final class RefusalChecks {
    private static final int LARGEST_BODY = 65_536;
    private static final List<String> HOSTILE = List.of(
            "'; DROP TABLE users; --",
            "Robert'); DELETE FROM users WHERE ('1'='1",
            "' OR '1'='1",
            "${jndi:ldap://127.0.0.1/x} {{7*7}} %s %n \\",
            "<script>alert(1)</script>",
            "#title = :x, attribute_not_exists(id)",
            "Ünïcödé 漢字 עברית 🎉 e\u0301 \u202Eabc");

    private RefusalChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "unknown-routes-refused",
                        "a path that is no route is not found, and a route's other methods are not allowed",
                        RefusalChecks::routes),
                new Check(
                        "unknown-ids-refused",
                        "the id of nobody and nothing is not found, and what is no id at all is refused",
                        RefusalChecks::ids),
                new Check(
                        "bad-bodies-refused",
                        "a body that is no JSON object, or too large, is refused before anything is done",
                        RefusalChecks::bodies),
                new Check(
                        "hostile-text-kept-as-text",
                        "texts that mean something to SQL, to expressions or to browsers are kept to the character",
                        RefusalChecks::hostile));
    }

    private static CheckResult routes(Verification run) {
        Calls calls = Calls.of(run);
        String id = UUID.randomUUID().toString();
        Findings findings = new Findings();
        for (String path : List.of("/", "/nothing", "/users/%s/nothing".formatted(id), "/todos", "/health/x")) {
            findings.compared(calls.get(path).unless(404, "Route not found"));
        }
        Map<String, String> refused = new LinkedHashMap<>();
        refused.put("/health", "POST");
        refused.put("/users", "DELETE");
        refused.put("/users/" + id, "PUT");
        refused.put("/users/%s/authenticate".formatted(id), "GET");
        refused.put("/users/%s/todos".formatted(id), "PATCH");
        refused.put("/todos/" + id, "POST");
        refused.put("/dashboard/" + id, "DELETE");
        refused.forEach((path, method) -> {
            Answer answer = calls.send(calls.request(method, path));
            findings.compared(answer.unless(405, "Method not allowed"));
            String allow = answer.response().header("Allow").orElse("");
            if (allow.isEmpty() || allow.contains(method)) {
                findings.problem("%s answered with the header Allow '%s'".formatted(answer.call(), allow));
            }
        });
        findings.evidence("%d requests were refused".formatted(findings.compared()));
        return findings.result();
    }

    private static CheckResult ids(Verification run) {
        Calls calls = Calls.of(run);
        String id = UUID.randomUUID().toString();
        Map<String, Object> title = Map.of(Todo.TITLE, "of nobody");
        Findings findings = new Findings();
        for (Answer answer : List.of(
                calls.get("/users/" + id),
                calls.delete("/users/" + id),
                calls.get("/users/%s/todos".formatted(id)),
                calls.post("/users/%s/todos".formatted(id), title),
                calls.get("/dashboard/" + id))) {
            findings.compared(answer.unless(404, "User not found"));
        }
        for (Answer answer :
                List.of(calls.get("/todos/" + id), calls.put("/todos/" + id, title), calls.delete("/todos/" + id))) {
            findings.compared(answer.unless(404, "Todo not found"));
        }
        for (String wrong : List.of("1", "me", id + "0", "%27%20OR%201%3D1")) {
            findings.compared(calls.get("/users/" + wrong).unlessRefused("Invalid user id"));
            findings.compared(calls.get("/dashboard/" + wrong).unlessRefused("Invalid user id"));
            findings.compared(calls.get("/todos/" + wrong).unlessRefused("Invalid todo id"));
        }
        findings.evidence("%d requests were refused".formatted(findings.compared()));
        return findings.result();
    }

    private static CheckResult bodies(Verification run) {
        Calls calls = Calls.of(run);
        UUID user = calls.newUser().id();
        String todo =
                "/todos/" + calls.newTodo(user, Map.of(Todo.TITLE, "as it was")).id();
        Findings findings = new Findings();
        Map<String, String> routes = new LinkedHashMap<>();
        routes.put("/users", "POST");
        routes.put("/users/%s/todos".formatted(user), "POST");
        routes.put("/users/%s/authenticate".formatted(user), "POST");
        routes.put(todo, "PUT");
        routes.forEach((path, method) -> {
            ApiRequest request = calls.request(method, path).header("Content-Type", "application/json");
            for (String bad : List.of("", "{", "{\"title\": \"x\"", "[]", "7", "null", "{} {}", "title=x")) {
                findings.compared(calls.send(request.body(bad.getBytes(StandardCharsets.UTF_8)))
                        .unlessRefused("Malformed JSON"));
            }
            findings.compared(calls.send(request.body("{\"title\": \"ä\"}".getBytes(StandardCharsets.ISO_8859_1)))
                    .unlessRefused("Malformed JSON"));
            Answer large = calls.send(request.json("{\"title\": \"%s\"}".formatted("x".repeat(LARGEST_BODY))));
            findings.compared(large.unless(413, "Request body too large"));
        });
        Answer after = calls.get(todo);
        if (!after.json().at("todo").at(Todo.TITLE).text().equals("as it was")) {
            findings.problem("a refused request changed %s: %s".formatted(todo, after.seen()));
        }
        findings.evidence("%d bodies were refused".formatted(findings.compared()));
        return findings.result();
    }

    private static CheckResult hostile(Verification run) {
        Calls calls = Calls.of(run);
        Findings findings = new Findings();
        for (String text : HOSTILE) {
            Map<String, @Nullable Object> given = calls.newcomer();
            given.put("name", text);
            given.put("department", text);
            Answer made = calls.post("/users", given);
            findings.compared(made.unless(201));
            String user = made.json().at("user").at("id").text();
            Answer read = calls.get("/users/" + user);
            findings.compared(
                    differs(text, read, read.json().at("user").at("name").text()));
            findings.compared(
                    differs(text, read, read.json().at("user").at("department").text()));
            Answer todo = calls.post(
                    "/users/%s/todos".formatted(user),
                    Map.of(Todo.TITLE, text, Todo.DESCRIPTION, text + "\n\t" + text));
            findings.compared(todo.unless(201));
            Answer kept =
                    calls.get("/todos/" + todo.json().at("todo").at(Todo.ID).text());
            findings.compared(
                    differs(text, kept, kept.json().at("todo").at(Todo.TITLE).text()));
            findings.compared(differs(
                    text + "\n\t" + text,
                    kept,
                    kept.json().at("todo").at(Todo.DESCRIPTION).text()));
        }
        User still = calls.newUser();
        findings.compared(calls.get("/users/" + still.id()).unless(200));
        findings.evidence("%d texts were read again as they were written".formatted(HOSTILE.size()));
        return findings.result();
    }

    private static Optional<String> differs(String written, Answer read, String found) {
        return written.equals(found)
                ? Optional.empty()
                : Optional.of("'%s' was read again as %s".formatted(written, read.seen()));
    }
}
