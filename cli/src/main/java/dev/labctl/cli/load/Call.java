package dev.labctl.cli.load;

import java.util.Set;
import java.util.function.Consumer;

/**
 * A call that a virtual user makes.
 *
 * @param route what its latency is counted under: {@code GET /todos/{id}}
 * @param repeatable whether doing it twice is as good as doing it once, so that it is sent again when its answer was lost
 * @param expected the statuses that are no error
 * @param expectedAgain those that are none either once an answer was lost: the first attempt may have done it
 * @param then told how it ended, by the user's thread
 */
public record Call(
        String route,
        boolean repeatable,
        Set<Integer> expected,
        Set<Integer> expectedAgain,
        Attempt attempt,
        Consumer<Outcome> then) {
    public Call {
        expected = Set.copyOf(expected);
        expectedAgain = Set.copyOf(expectedAgain);
    }

    /** A call for which only one status is no error. */
    public static Call of(String route, boolean repeatable, int expected, Attempt attempt, Consumer<Outcome> then) {
        return new Call(route, repeatable, Set.of(expected), Set.of(), attempt, then);
    }

    boolean expects(int status, boolean attemptLost) {
        return expected.contains(status) || (attemptLost && expectedAgain.contains(status));
    }
}
