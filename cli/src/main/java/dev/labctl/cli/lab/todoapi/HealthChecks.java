package dev.labctl.cli.lab.todoapi;

import dev.labctl.cli.cloud.Rds;
import dev.labctl.cli.lab.check.JsonValue;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Findings;
import dev.labctl.cli.verify.Verification;
import dev.labctl.wire.todoapi.Todo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Checks of what the API says of itself, and does, when a database is down. */
final class HealthChecks {
    private static final String RDS = "rds";
    private static final String DYNAMODB = "dynamodb";

    private HealthChecks() {}

    static List<Check> all() {
        return List.of(
                new Check("healthy", "the API says that it and both databases are well", HealthChecks::healthy),
                new Check(
                        "one-database-down",
                        "while PostgreSQL is down, the routes of todos answer, the others say what is down, and all come"
                                + " back by themselves",
                        HealthChecks::oneDown));
    }

    private static CheckResult healthy(Verification run) {
        Answer answer = Calls.of(run).get("/health");
        Findings findings = new Findings();
        findings.compared(health(answer, 200, "healthy", "healthy"));
        if (answer.json().at("timestamp").text().isEmpty()) {
            findings.problem("%s answered %s, without a timestamp".formatted(answer.call(), answer.seen()));
        }
        findings.evidence(answer.seen());
        return findings.result();
    }

    private static Optional<String> health(Answer answer, int status, String rds, String dynamoDb) {
        JsonValue checks = answer.json().at("checks");
        boolean isAsWanted = answer.status() == status
                && checks.at(RDS).text().equals(rds)
                && checks.at(DYNAMODB).text().equals(dynamoDb)
                && answer.json().at("status").text().equals(status == 200 ? "healthy" : "unhealthy");
        return isAsWanted
                ? Optional.empty()
                : Optional.of("%s answered %s, not %d with rds %s and dynamodb %s"
                        .formatted(answer.call(), answer.seen(), status, rds, dynamoDb));
    }

    private static CheckResult oneDown(Verification run) throws InterruptedException {
        if (!run.cloud().hasMovableClock()) {
            return CheckResult.passed("not tried: an instance of AWS takes a quarter of an hour to stop and start,"
                    + " and its users would notice; labctl verify --target local tries it");
        }
        Calls calls = Calls.of(run);
        UUID user = calls.newUser().id();
        Todo todo = calls.newTodo(user, Map.of(Todo.TITLE, "needs no PostgreSQL"));
        Rds rds = run.cloud().rds();
        String instance = run.deployment().output(TodoApiLab.DATABASE);
        Findings findings = new Findings();
        rds.stop(instance);
        try {
            run.until(instance + " to stop", () -> status(rds, instance), "stopped"::equals);
            whileDown(calls, user, todo, findings);
        } finally {
            rds.start(instance);
            run.until(instance + " to start", () -> status(rds, instance), "available"::equals);
        }
        boolean isBack = run.settled(() -> calls.get("/health").status() == 200);
        findings.compared(
                isBack ? Optional.empty() : Optional.of("PostgreSQL is back, and the API still says it is not"));
        findings.compared(calls.get("/users/" + user).unless(200));
        return findings.result();
    }

    private static void whileDown(Calls calls, UUID user, Todo todo, Findings findings) throws InterruptedException {
        String path = "/todos/" + todo.id();
        findings.compared(calls.get(path).unless(200));
        findings.compared(calls.put(path, Map.of(Todo.TITLE, "still")).unless(200));
        findings.compared(calls.get("/users/%s/todos".formatted(user)).unless(200));
        // Each waits for a connection for as long as the API does: together, not one after the other.
        List<Answer> answers = Calls.atOnce(List.of(
                () -> calls.get("/health"),
                () -> calls.get("/users"),
                () -> calls.get("/users/" + user),
                () -> calls.post("/users", calls.newcomer()),
                () -> calls.get("/dashboard/" + user),
                () -> calls.post("/users/%s/todos".formatted(user), Map.of(Todo.TITLE, "of whom?")),
                () -> calls.delete("/users/" + user)));
        Answer health = answers.get(0);
        findings.compared(health(health, 503, "unhealthy", "healthy"));
        findings.evidence("%s: %s".formatted(health.call(), health.seen()));
        for (Answer answer : answers.subList(1, answers.size())) {
            findings.compared(answer.unless(503, "Service unavailable"));
            findings.compared(
                    answer.json().at("checks").at(RDS).text().equals("unhealthy")
                            ? Optional.empty()
                            : Optional.of("%s answered %s, without saying what is down"
                                    .formatted(answer.call(), answer.seen())));
        }
        findings.compared(calls.delete(path).unless(204));
    }

    private static String status(Rds rds, String instance) {
        return rds.instance(instance).map(Rds.Instance::status).orElse("gone");
    }
}
