package dev.labctl.cli.lab.todoapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.load.Judgement;
import dev.labctl.wire.todoapi.Todo;
import dev.labctl.wire.todoapi.TodoPriority;
import dev.labctl.wire.todoapi.TodoStatus;
import dev.labctl.wire.todoapi.User;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the oracle makes of items, beside what one virtual user was told. */
class TodoOracleTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final User USER = new User(UUID.randomUUID(), "Load User", "l@load.example", null, NOW, NOW);

    private final LoadMemory memory = new LoadMemory();
    private final Marker marker = new Marker("abc", 0, 1);
    private final Todo todo = todo(marker);
    private final KnownTodo known;

    TodoOracleTest() {
        memory.made(USER);
        known = memory.made(marker, todo);
    }

    private static Todo todo(Marker marker) {
        return new Todo(
                UUID.randomUUID(),
                USER.id(),
                marker.title("buy milk"),
                null,
                TodoStatus.PENDING,
                TodoPriority.MEDIUM,
                null,
                NOW,
                NOW);
    }

    /** As the table has it. */
    private static Map<String, Object> item(Todo todo) {
        Map<String, Object> item = new HashMap<>();
        todo.json().forEach((name, value) -> {
            if (value != null) {
                item.put(name, value);
            }
        });
        return item;
    }

    private static Map<String, Object> with(Map<String, Object> item, String name, Object value) {
        Map<String, Object> other = new HashMap<>(item);
        other.put(name, value);
        return other;
    }

    @SafeVarargs
    private Judgement.Kind judged(Map<String, Object>... items) {
        TodoOracle oracle = new TodoOracle("abc", List.of(memory), new Examples());
        for (Map<String, Object> item : items) {
            oracle.see(item);
        }
        return oracle.judge();
    }

    @Test
    void whatIsAsItWasAcknowledgedIsClean() {
        assertThat(judged(item(todo)).isClean()).isTrue();
    }

    @Test
    void whatIsNotThereIsLost() {
        assertThat(judged().lost()).isEqualTo(1);
    }

    @Test
    void whatDiffersInAnyMemberIsWrong() {
        assertThat(judged(with(item(todo), Todo.STATUS, "completed")).wrong()).isEqualTo(1);
        assertThat(judged(with(item(todo), Todo.DESCRIPTION, "what?")).wrong()).isEqualTo(1);
        assertThat(judged(with(item(todo), Todo.UPDATED_AT, "2026-11-22T10:00:01Z"))
                        .wrong())
                .isEqualTo(1);
        assertThat(judged(with(item(todo), Todo.PRIORITY, "whatever")).wrong()).isEqualTo(1);
    }

    @Test
    void aSecondItemOfOneRequestIsADuplicate() {
        assertThat(judged(item(todo), item(todo(marker))).duplicated()).isEqualTo(1);
    }

    @Test
    void whatNobodyAskedForIsWrong() {
        assertThat(judged(item(todo), item(todo(new Marker("abc", 0, 99)))).wrong())
                .isEqualTo(1);
    }

    @Test
    void itemsOfOthersAreNotLookedAt() {
        Map<String, Object> other = with(item(todo(new Marker("def", 0, 1))), Todo.USER_ID, "somebody");
        assertThat(judged(item(todo), other, Map.of("id", "x")).isClean()).isTrue();
    }

    @Test
    void whatWasDeletedAndIsThereIsResurrected() {
        known.deleted();

        assertThat(judged().isClean()).isTrue();
        assertThat(judged(item(todo)).resurrected()).isEqualTo(1);
    }

    @Test
    void aDeletionWhoseAnswerWasLostMayHaveBeenDoneOrNot() {
        known.maybeDeleted();

        assertThat(judged().isClean()).isTrue();
        assertThat(judged(item(todo)).isClean()).isTrue();
    }

    @Test
    void aChangeWhoseAnswerWasLostMayHaveBeenDoneOrNot() {
        known.maybeChanged(Map.of(Todo.STATUS, "completed"));

        assertThat(judged(item(todo)).isClean()).isTrue();
        assertThat(judged(with(item(todo), Todo.STATUS, "completed")).isClean()).isTrue();
        assertThat(judged(with(item(todo), Todo.STATUS, "cancelled")).wrong()).isEqualTo(1);
    }

    @Test
    void aTodoWhoseAnswerWasLostIsThereOnceOrNotAtAll() {
        Marker lost = new Marker("abc", 0, 2);
        memory.maybeMade(lost, Map.of(Todo.TITLE, lost.title("buy milk")));

        assertThat(judged(item(todo)))
                .matches(Judgement.Kind::isClean)
                .extracting(Judgement.Kind::unknown, Judgement.Kind::unknownThere)
                .containsExactly(1L, 0L);
        assertThat(judged(item(todo), item(todo(lost))))
                .matches(Judgement.Kind::isClean)
                .extracting(Judgement.Kind::unknownThere)
                .isEqualTo(1L);
        assertThat(judged(item(todo), item(todo(lost)), item(todo(lost))).duplicated())
                .isEqualTo(1);
        assertThat(judged(item(todo), with(item(todo(lost)), Todo.TITLE, lost.title("eat")))
                        .wrong())
                .isEqualTo(1);
    }
}
