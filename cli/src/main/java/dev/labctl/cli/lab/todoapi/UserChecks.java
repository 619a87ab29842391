package dev.labctl.cli.lab.todoapi;

import dev.labctl.cli.lab.check.JsonValue;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Findings;
import dev.labctl.cli.verify.Verification;
import dev.labctl.wire.todoapi.User;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Checks of what becomes of users. */
final class UserChecks {
    private static final String INVALID = "Invalid user data";
    private static final String PASSWORD = "correct horse battery staple";

    private UserChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "users-created-and-read",
                        "a user that was made is read again as it was given",
                        UserChecks::createdAndRead),
                new Check(
                        "users-validated",
                        "a user that breaks a rule is refused, and the rule is named",
                        UserChecks::validated),
                new Check(
                        "user-emails-unique",
                        "an e-mail address is taken once, whatever its case",
                        UserChecks::emailsUnique),
                new Check(
                        "passwords-checked",
                        "the right password is let in and no other, and no answer shows one",
                        UserChecks::passwordsChecked),
                new Check(
                        "users-deleted-with-todos",
                        "a deleted user is gone, and so are the todos",
                        UserChecks::deletedWithTodos));
    }

    private static CheckResult createdAndRead(Verification run) {
        Calls calls = Calls.of(run);
        Findings findings = new Findings();
        Map<String, @Nullable Object> given = calls.newcomer();
        given.put("department", "Research & Development");
        Answer made = calls.post("/users", given);
        findings.compared(made.unless(201));
        JsonValue user = made.json().at("user");
        String path = "/users/" + user.at("id").text();
        findings.compared(
                differs("Location", path, made.response().header("Location").orElse("")));
        findings.compared(differs(
                "message",
                "true",
                String.valueOf(!made.json().at("message").text().isEmpty())));
        given.forEach((name, value) -> findings.compared(
                differs(name, String.valueOf(value), user.at(name).text())));
        Answer read = calls.get(path);
        findings.compared(read.unless(200));
        findings.compared(
                differs("what is read", user.text(), read.json().at("user").text()));
        findings.evidence("%s: %s".formatted(path, read.seen()));
        return findings.result();
    }

    private static Optional<String> differs(String what, String wanted, String found) {
        return wanted.equals(found)
                ? Optional.empty()
                : Optional.of("%s of a new user is '%s', not '%s'".formatted(what, found, wanted));
    }

    private static CheckResult validated(Verification run) {
        Calls calls = Calls.of(run);
        Findings findings = new Findings();
        broken(calls)
                .forEach((name, wrong) -> wrong.forEach(value -> {
                    Map<String, @Nullable Object> given = calls.newcomer();
                    given.put(name, value);
                    findings.compared(calls.post("/users", given).unlessRefused(INVALID, name));
                }));
        findings.compared(calls.post("/users", Map.of()).unlessRefused(INVALID, "name", "email"));
        Map<String, @Nullable Object> unknown = calls.newcomer();
        unknown.put("shoe_size", 43);
        findings.compared(calls.post("/users", unknown).unlessRefused(INVALID, "shoe_size"));
        for (Map<String, Object> edge : edges(calls)) {
            Map<String, @Nullable Object> given = calls.newcomer();
            given.putAll(edge);
            findings.compared(calls.post("/users", given).unless(201));
        }
        findings.evidence("%d users were tried".formatted(findings.compared()));
        return findings.result();
    }

    private static Map<String, List<Object>> broken(Calls calls) {
        String email = calls.newEmail();
        Map<String, List<Object>> broken = new HashMap<>();
        broken.put("name", List.of("", "x", "x".repeat(256), "  ", 7, Optional.empty()));
        broken.put(
                "email",
                List.of(
                        "",
                        "nobody",
                        "a@b",
                        "a b@c.d",
                        "a@b@c.d",
                        email.repeat(1) + "x".repeat(255),
                        7,
                        Optional.empty()));
        broken.put("department", List.of("x".repeat(101), 7));
        broken.put("password", List.of("", 7));
        return broken;
    }

    /** The shortest and the longest that are allowed. */
    private static List<Map<String, Object>> edges(Calls calls) {
        String email = calls.newEmail();
        return List.of(
                Map.of("name", "Xi"),
                Map.of("name", "x".repeat(255)),
                Map.of("email", "x".repeat(255 - email.length()) + email),
                Map.of("department", "x".repeat(100)),
                Map.of("department", Optional.empty()));
    }

    private static CheckResult emailsUnique(Verification run) {
        Calls calls = Calls.of(run);
        User user = calls.newUser();
        Findings findings = new Findings();
        for (String email : List.of(user.email(), user.email().toUpperCase(Locale.ROOT))) {
            Map<String, @Nullable Object> again = calls.newcomer();
            again.put("email", email);
            Answer answer = calls.post("/users", again);
            findings.compared(answer.unless(409, "User with this email already exists"));
            findings.evidence("%s once more: %s".formatted(email, answer.seen()));
        }
        return findings.result();
    }

    private static CheckResult passwordsChecked(Verification run) {
        Calls calls = Calls.of(run);
        Map<String, @Nullable Object> given = calls.newcomer();
        given.put("password", PASSWORD);
        Answer made = calls.post("/users", given);
        String id = made.json().at("user").at("id").text();
        Findings findings = new Findings();
        findings.compared(made.unless(201));
        Answer right = authenticate(calls, id, PASSWORD);
        findings.compared(right.unless(200));
        findings.compared(
                right.json().at("user").at("id").text().equals(id)
                        ? Optional.empty()
                        : Optional.of("the right password was answered %s, without its user".formatted(right.seen())));
        String nobody = UUID.randomUUID().toString();
        String without = calls.newUser().id().toString();
        findings.compared(refused(authenticate(calls, id, "wrong"), "a wrong password"));
        findings.compared(refused(authenticate(calls, nobody, PASSWORD), "an unknown user"));
        findings.compared(refused(authenticate(calls, without, PASSWORD), "a user without a password"));
        findings.compared(refused(authenticate(calls, without, ""), "a user without a password"));
        for (Answer each : List.of(made, right, calls.get("/users/" + id))) {
            String text = each.response().text();
            if (text.contains(PASSWORD) || text.contains("password_hash")) {
                findings.problem("%s shows what is kept of the password: %s".formatted(each.call(), each.seen()));
            }
        }
        findings.evidence("user %s was let in once and refused once".formatted(id));
        return findings.result();
    }

    private static Answer authenticate(Calls calls, String id, String password) {
        return calls.post("/users/%s/authenticate".formatted(id), Map.of("password", password));
    }

    private static Optional<String> refused(Answer answer, String who) {
        return answer.unless(401, "Invalid credentials").map(problem -> who + ": " + problem);
    }

    private static CheckResult deletedWithTodos(Verification run) {
        Calls calls = Calls.of(run);
        User user = calls.newUser();
        String todo = "/todos/"
                + calls.newTodo(user.id(), Map.of("title", "outlive nobody")).id();
        String path = "/users/" + user.id();
        Findings findings = new Findings();
        findings.compared(calls.delete(path).unless(204));
        findings.compared(calls.get(path).unless(404, "User not found"));
        // The index by which todos are found may lag behind the table; the cleaner looks again.
        if (!run.settled(() -> calls.get(todo).status() == 404)) {
            findings.problem("%s, of the deleted user, answers %s"
                    .formatted(todo, calls.get(todo).seen()));
        }
        findings.compared(calls.get(path + "/todos").unless(404, "User not found"));
        findings.compared(calls.get("/dashboard/" + user.id()).unless(404, "User not found"));
        findings.compared(
                calls.post(path + "/todos", Map.of("title", "too late")).unless(404, "User not found"));
        findings.compared(calls.delete(path).unless(404, "User not found"));
        findings.evidence("%s and %s are gone".formatted(path, todo));
        return findings.result();
    }
}
