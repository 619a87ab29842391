package dev.labctl.runtime.lab.todoapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of users and their todos when deleting them breaks, or somebody adds todos meanwhile. */
final class UserDeletionsTest {
    /** More than one batch of deletions. */
    private static final int TODOS = 30;

    private static TodoApiFixture fixture;
    private static Api api;

    @BeforeAll
    static void start() {
        fixture = new TodoApiFixture();
        api = fixture.api();
    }

    @AfterAll
    static void stop() throws IOException {
        fixture.close();
    }

    private static String userWithTodos() {
        String user = api.post("/users", Map.of("name", "Ada", "email", System.nanoTime() + "@example.org"))
                .id("user");
        for (int i = 0; i < TODOS; i++) {
            api.post("/users/%s/todos".formatted(user), Map.of("title", "todo " + i));
        }
        return user;
    }

    private static boolean hasTodos(String user) {
        return fixture.ownersOfTodos().contains(user);
    }

    private static LostCalls lost(boolean isAnswer, int call) {
        return isAnswer ? LostCalls.answer(call) : LostCalls.request(call);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDeletionThatBreaksAnywhereIsFinishedByDeletingAgain(boolean isAnswer) {
        int broken = 0;
        for (int call = 1; ; call++) {
            String user = userWithTodos();
            Api.Answer answer = new Api(fixture.stores(fixture.client(lost(isAnswer, call)))).delete("/users/" + user);
            if (answer.status() == 204) {
                break;
            }
            broken++;
            assertThat(answer.status()).isEqualTo(503);
            assertThat(api.get("/users/" + user).status()).isEqualTo(404);
            assertThat(api.post("/users/%s/todos".formatted(user), Map.of("title", "late"))
                            .status())
                    .isEqualTo(404);
            assertThat(api.delete("/users/" + user).status()).isEqualTo(204);
            assertThat(hasTodos(user)).isFalse();
            assertThat(api.delete("/users/" + user).status()).isEqualTo(404);
        }
        // Asking for the todos, two batches, asking again.
        assertThat(broken).isEqualTo(4);
    }

    @Test
    void theCleanerFinishesWhatNobodyRepeats() {
        String user = userWithTodos();
        new Api(fixture.stores(fixture.client(LostCalls.request(3)))).delete("/users/" + user);
        assertThat(hasTodos(user)).isTrue();
        assertThat(fixture.stores().deletions().finish()).as("too early").isZero();
        assertThat(hasTodos(user)).isTrue();

        fixture.sql("UPDATE user_deletions SET requested_at = now() - interval '2 minutes',"
                + " todos_removed_at = todos_removed_at - interval '2 minutes'");
        assertThat(fixture.stores().deletions().finish()).isPositive();

        assertThat(hasTodos(user)).isFalse();
        assertThat(fixture.rows("SELECT user_id FROM user_deletions")).isEmpty();
    }

    @Test
    void theCleanerRemovesTodosThatTheIndexHadNotShown() {
        String user = userWithTodos();
        api.delete("/users/" + user);
        // What a request could leave that began before the deletion and whose database crashed under it.
        fixture.stores().todos().put(TestTodos.of(user));
        fixture.sql("UPDATE user_deletions SET requested_at = now() - interval '2 minutes',"
                + " todos_removed_at = now() - interval '2 minutes'");

        fixture.stores().deletions().finish();

        assertThat(hasTodos(user)).isFalse();
    }

    @Test
    void nobodyAddsATodoToAUserWhoIsDeleted() throws Exception {
        ExecutorService containers = Executors.newFixedThreadPool(6);
        for (int round = 0; round < 5; round++) {
            String user = userWithTodos();
            List<Future<Integer>> adding = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                adding.add(containers.submit(() -> addUntilRefused(user)));
            }
            Future<Integer> deleting = containers.submit(
                    () -> fixture.api().delete("/users/" + user).status());
            assertThat(deleting.get()).isEqualTo(204);
            for (Future<Integer> each : adding) {
                assertThat(each.get()).as("the status that ended it").isEqualTo(404);
            }
            assertThat(hasTodos(user)).isFalse();
        }
        containers.shutdown();
    }

    private static int addUntilRefused(String user) {
        Api container = fixture.api();
        int status = 201;
        while (status == 201) {
            status = container
                    .post("/users/%s/todos".formatted(user), Map.of("title", "meanwhile"))
                    .status();
        }
        return status;
    }
}
