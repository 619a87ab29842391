package dev.labctl.cli.lab.todoapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.labctl.cli.lab.CommandLineFixture.Run;
import dev.labctl.cli.lab.DeployedLab;
import dev.labctl.cli.load.Judgement;
import dev.labctl.cli.load.LoadEngine;
import dev.labctl.cli.load.LoadFigures;
import dev.labctl.cli.load.LoadPlan;
import dev.labctl.wire.todoapi.Todo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Loads of the deployed API, whole and broken. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TodoLoadIT {
    private static final int ENDED_BY_SIGTERM = 143;
    private static final int DELETED_BEHIND_THE_API = 3;

    @SuppressWarnings("NullAway.Init") // deploy sets it before any test
    private DeployedLab lab;

    @BeforeAll
    void deploy() {
        lab = new DeployedLab("todo-api");
    }

    @AfterAll
    void destroy() {
        lab.close();
    }

    @AfterEach
    void nothingIsLeftInTheTable() {
        assertThat(items()).isEmpty();
    }

    private List<Map<String, Object>> items() {
        try (Stream<Map<String, Object>> items = lab.cloud().dynamoDb().scanConsistently(lab.output("TableName"))) {
            return items.toList();
        }
    }

    private void put(Map<String, Object> item) {
        lab.cloud().dynamoDb().put(lab.output("TableName"), item);
    }

    private void delete(Map<String, Object> item) {
        lab.cloud().dynamoDb().delete(lab.output("TableName"), Map.of(Todo.ID, String.valueOf(item.get(Todo.ID))));
    }

    @Test
    void aLoadOfAHealthyApiLosesNothingAndIsReported() throws Exception {
        Path html = lab.commandLine().home().resolve("reports/load.html");
        Path json = lab.commandLine().home().resolve("reports/load.json");
        Run run = lab.commandLine()
                .labctl(
                        "load",
                        "todo-api",
                        "--users",
                        "4",
                        "--duration",
                        "6s",
                        "--warm-up",
                        "8s",
                        "-o",
                        "json",
                        "--report",
                        "html=" + html,
                        "--report",
                        "json=" + json);

        assertThat(run.json()).containsEntry("passed", true).containsEntry("lab", "todo-api");
        assertThat(number(run.json().get("all"), "calls")).isPositive();
        assertThat(kind(run.json(), "users")).containsEntry("acknowledged", 4);
        assertThat(number(kind(run.json(), "todos"), "acknowledged")).isPositive();
        assertThat(JSON.std.mapFrom(Files.readString(json))).isEqualTo(run.json());
        assertThat(Files.readString(html)).contains("Passed", "GET /todos/{id}", "PUT /todos/{id}");
        assertThat(run.err()).contains("comparing what was acknowledged", "removing the load's users");
    }

    @Test
    void aLoadAtARateMakesTheCallsThatWereDue() {
        Run run = lab.commandLine()
                .labctl(
                        "load",
                        "todo-api",
                        "--users",
                        "4",
                        "--duration",
                        "5s",
                        "--rate",
                        "4",
                        "--warm-up",
                        "15s",
                        "--max-errors",
                        "20",
                        "-o",
                        "json");

        assertThat(number(run.json().get("all"), "calls")).isEqualTo(20);
    }

    @Test
    void aLoadThatIsEndedEarlyIsJudgedToldAndCleanedUp() throws Exception {
        Run run = lab.commandLine()
                .endedAfter(" calls/s", "load", "todo-api", "--users", "2", "--duration", "1h", "-o", "json");

        assertThat(run.exitCode()).isEqualTo(ENDED_BY_SIGTERM);
        assertThat(run.err()).contains("labctl: interrupted; the load ends, is judged and cleaned up");
        assertThat(run.json()).containsEntry("interrupted", true).containsEntry("passed", true);
    }

    @Test
    void aLoadFailsWhenTodosVanishWhileItRuns() throws Exception {
        CompletableFuture<Run> running = CompletableFuture.supplyAsync(
                () -> lab.commandLine().tryLabctl("load", "todo-api", "--users", "2", "--duration", "15s"));
        Set<Object> vanished = new HashSet<>();
        while (vanished.size() < DELETED_BEHIND_THE_API && !running.isDone()) {
            items().stream().limit(1).forEach(item -> {
                delete(item);
                vanished.add(item.get(Todo.ID));
            });
            Thread.sleep(300);
        }
        Run run = running.join();

        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(1);
        assertThat(run.out()).containsPattern("todos: \\d+ lost").contains("was acknowledged and is not there");
    }

    @Test
    void theOracleNamesWhatWasBrokenBehindTheApi() throws Exception {
        TodoLoad load = new TodoLoad(lab.deployment());
        try {
            Map<String, Map<String, Object>> seen = loaded(load);
            assertThat(load.judge().isClean()).as("before anything is broken").isTrue();
            List<Map<String, Object>> there = items();
            Set<Object> ids = new HashSet<>();
            there.forEach(item -> ids.add(item.get(Todo.ID)));
            Map<String, Object> deleted = seen.values().stream()
                    .filter(item -> !ids.contains(item.get(Todo.ID)))
                    .findFirst()
                    .orElseThrow();
            delete(there.get(0));
            Map<String, Object> changed = new HashMap<>(there.get(1));
            changed.put(Todo.PRIORITY, "urgent".equals(changed.get(Todo.PRIORITY)) ? "low" : "urgent");
            put(changed);
            Map<String, Object> twin = new HashMap<>(there.get(2));
            twin.put(Todo.ID, UUID.randomUUID().toString());
            put(twin);
            put(deleted);
            execute("UPDATE users SET department = 'Elsewhere' WHERE email LIKE 'Load-%-0-%'");
            execute("DELETE FROM users WHERE email LIKE 'Load-%-1-%'");
            execute("DROP INDEX users_email_whatever_case");
            execute("ALTER TABLE users DROP CONSTRAINT users_email_key");
            execute("INSERT INTO users SELECT gen_random_uuid(), name, email, department, password_hash, created_at,"
                    + " updated_at FROM users WHERE email LIKE 'Load-%-2-%'");

            Judgement judgement = load.judge();
            Judgement.Kind users = judgement.kinds().get(0);
            Judgement.Kind todos = judgement.kinds().get(1);
            assertThat(List.of(todos.lost(), todos.wrong(), todos.duplicated(), todos.resurrected()))
                    .as("%s", judgement)
                    .containsExactly(1L, 1L, 1L, 1L);
            assertThat(List.of(users.lost(), users.wrong(), users.duplicated()))
                    .as("%s", judgement)
                    .containsExactly(1L, 1L, 1L);
            assertThat(String.join("\n", judgement.examples()))
                    .contains("todo " + there.get(0).get(Todo.ID))
                    .contains("todo %s: priority is".formatted(changed.get(Todo.ID)))
                    .contains("todo " + twin.get(Todo.ID))
                    .contains("todo " + deleted.get(Todo.ID))
                    .contains("Elsewhere");
        } finally {
            execute("DELETE FROM users");
            execute("ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE (email)");
            execute("CREATE UNIQUE INDEX IF NOT EXISTS users_email_whatever_case ON users (lower(email))");
            // The users are gone behind the API's back, which therefore leaves their todos.
            assertThat(load.cleanUp()).singleElement().asString().contains("todos of the load's users");
            items().forEach(this::delete);
        }
    }

    /** Runs a load until some of its todos were deleted; all items that were seen meanwhile. */
    private Map<String, Map<String, Object>> loaded(TodoLoad load) throws Exception {
        LoadPlan plan = new LoadPlan(3, Duration.ofMinutes(3), Duration.ZERO, null, 1);
        LoadEngine engine = new LoadEngine(plan);
        CompletableFuture<LoadFigures> running = CompletableFuture.supplyAsync(() -> {
            try {
                return engine.run(load);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Map<String, Map<String, Object>> seen = new HashMap<>();
        List<Map<String, Object>> now = new ArrayList<>();
        while (!running.isDone() && (now.size() < 10 || seen.size() < now.size() + 3)) {
            now = items();
            now.forEach(item -> seen.put(String.valueOf(item.get(Todo.ID)), item));
        }
        engine.stop();
        assertThat(running.join().all().errors()).isZero();
        return seen;
    }

    private void execute(String sql) throws Exception {
        try (RdsClient rds = lab.commandLine().client(RdsClient.builder());
                SecretsManagerClient secrets = lab.commandLine().client(SecretsManagerClient.builder())) {
            DBInstance instance = rds.describeDBInstances(
                            request -> request.dbInstanceIdentifier(lab.output("DatabaseInstanceId")))
                    .dbInstances()
                    .get(0);
            Map<String, Object> login =
                    JSON.std.mapFrom(secrets.getSecretValue(request -> request.secretId(lab.output("SecretArn")))
                            .secretString());
            String url = "jdbc:postgresql://%s:%d/%s?sslmode=require"
                    .formatted(
                            instance.endpoint().address(), instance.endpoint().port(), lab.output("DatabaseName"));
            try (Connection connection = DriverManager.getConnection(
                            url, String.valueOf(login.get("username")), String.valueOf(login.get("password")));
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    private static Map<String, Object> kind(Map<String, Object> report, String what) {
        if (report.get("oracle") instanceof Map<?, ?> oracle && oracle.get("kinds") instanceof List<?> kinds) {
            for (Object each : kinds) {
                if (each instanceof Map<?, ?> kind && what.equals(kind.get("what"))) {
                    Map<String, Object> found = new HashMap<>();
                    kind.forEach((name, value) -> found.put(String.valueOf(name), value));
                    return found;
                }
            }
        }
        throw new AssertionError("no %s in %s".formatted(what, report));
    }

    private static long number(@Nullable Object object, String name) {
        if (object instanceof Map<?, ?> map && map.get(name) instanceof Number number) {
            return number.longValue();
        }
        throw new AssertionError("no number %s in %s".formatted(name, object));
    }
}
