package dev.labctl.cli.load;

import java.util.Set;
import java.util.function.Consumer;

/**
 * A call that a virtual user makes.
 *
 * @param route what its latency is counted under: {@code GET /todos/{id}}
 * @param repeatable whether doing it twice is as good as doing it once, so that it is sent again when its answer was lost
 * @param expected the statuses that are no error
 * @param then told how it ended, by the user's thread
 */
public record Call(String route, boolean repeatable, Set<Integer> expected, Attempt attempt, Consumer<Outcome> then) {
    public Call {
        expected = Set.copyOf(expected);
    }
}
