package dev.labctl.runtime.lab.todoapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.runtime.lab.todoapi.Api.Answer;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/** What the API answers, and what it leaves, when a database is down, new, or lost in the middle. */
final class DatabaseDownTest {
    private static TodoApiFixture fixture;
    private static Api api;
    private static String user;
    private static String todo;

    @BeforeAll
    static void start() {
        fixture = new TodoApiFixture();
        api = fixture.api();
        user = api.post("/users", Map.of("name", "Ada", "email", "ada@example.org"))
                .id("user");
        todo = api.post("/users/%s/todos".formatted(user), Map.of("title", "one"))
                .id("todo");
    }

    @AfterAll
    static void stop() throws IOException {
        fixture.close();
    }

    private static Api withoutPostgres() {
        return new Api(TodoStores.of(
                () -> {
                    throw new SQLException("Connection to users:5432 refused", "08001");
                },
                fixture.client(new ExecutionInterceptor() {}),
                TodoApiFixture.TABLE));
    }

    @Test
    void withoutPostgresTodosAreServedAndUsersAreNot() {
        Api broken = withoutPostgres();
        assertThat(broken.get("/todos/" + todo).status()).isEqualTo(200);
        assertThat(broken.put("/todos/" + todo, Map.of("status", "completed")).status())
                .isEqualTo(200);
        assertThat(broken.get("/users/%s/todos".formatted(user)).objects("todos"))
                .isNotEmpty();
        assertThat(broken.get("/users/%s/todos".formatted(UUID.randomUUID())).status())
                .isEqualTo(200);
        assertThat(broken.delete("/todos/" + UUID.randomUUID()).status()).isEqualTo(404);

        Answer users = broken.get("/users");
        assertThat(users.status()).isEqualTo(503);
        assertThat(users.body())
                .containsEntry("status", "unhealthy")
                .containsEntry("checks", Map.of("rds", "unhealthy"))
                .containsEntry("requestId", "request-1");
        assertThat(broken.log()).last().asString().contains("\"level\":\"ERROR\"", "refused", "\"ServerErrors\":1");
        Answer health = broken.get("/health");
        assertThat(health.status()).isEqualTo(503);
        assertThat(health.object("checks")).containsEntry("rds", "unhealthy").containsEntry("dynamodb", "healthy");
    }

    @Test
    void withoutDynamoDbUsersAreServedAndTodosAreNot() {
        Api broken = new Api(fixture.stores(fixture.client(LostCalls.all())));
        assertThat(broken.get("/users/" + user).status()).isEqualTo(200);
        assertThat(broken.get("/users").status()).isEqualTo(200);
        Answer created = broken.post("/users", Map.of("name", "Bob", "email", "bob@example.org"));
        assertThat(created.status()).isEqualTo(201);
        Answer todos = broken.get("/todos/" + todo);
        assertThat(todos.status()).isEqualTo(503);
        assertThat(todos.object("checks")).containsEntry("dynamodb", "unhealthy");
        assertThat(broken.post("/users/%s/todos".formatted(user), Map.of("title", "lost"))
                        .status())
                .isEqualTo(503);
        assertThat(broken.get("/dashboard/" + user).status()).isEqualTo(503);
        assertThat(broken.get("/health").object("checks"))
                .containsEntry("rds", "healthy")
                .containsEntry("dynamodb", "unhealthy");
    }

    @Test
    void aConnectionThatIsLostWhileATodoIsWrittenLeavesATodoOfAUserWhoIsThere() {
        Api losing = new Api(fixture.stores(fixture.client(new ExecutionInterceptor() {
            @Override
            public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
                if (context.request() instanceof PutItemRequest) {
                    fixture.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE state = 'idle in transaction'");
                }
            }
        })));
        assertThat(losing.post("/users/%s/todos".formatted(user), Map.of("title", "half"))
                        .status())
                .isEqualTo(503);
        assertThat(losing.get("/users/" + user).status())
                .as("with a new connection")
                .isEqualTo(200);
        assertThat(api.get("/users/%s/todos".formatted(user)).objects("todos"))
                .anyMatch(each -> "half".equals(each.get("title")));
    }

    @Test
    void aServerThatComesBackIsConnectedToAgain() {
        Api container = fixture.api();
        assertThat(container.get("/users/" + user).status()).isEqualTo(200);
        fixture.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                + " AND backend_type = 'client backend'");
        int first = container.get("/users/" + user).status();
        assertThat(first).isIn(200, 503);
        assertThat(container.get("/users/" + user).status()).isEqualTo(200);
    }

    @Test
    void containersThatStartAtOnceMakeTheSchemaOnce() throws Exception {
        try (TodoApiFixture fresh = new TodoApiFixture()) {
            ExecutorService containers = Executors.newFixedThreadPool(12);
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                answers.add(containers.submit(() -> fresh.api().get("/users").status()));
            }
            for (Future<Integer> each : answers) {
                assertThat(each.get()).isEqualTo(200);
            }
            containers.shutdown();
            assertThat(fresh.rows("SELECT step FROM schema_steps")).containsExactly("1");
        }
    }

    @Test
    void anErrorOfTheApiItselfTellsNothingButTheRequestByWhichTheLogHasTheReason() throws Exception {
        try (TodoApiFixture damaged = new TodoApiFixture()) {
            Api container = damaged.api();
            container.get("/users");
            damaged.sql("ALTER TABLE users RENAME COLUMN department TO division");
            Answer answer = container.get("/users");
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body())
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of("error", "Internal server error", "requestId", "request-1"));
            assertThat(container.log()).last().asString().contains("request-1", "42703", "department");
        }
    }
}
