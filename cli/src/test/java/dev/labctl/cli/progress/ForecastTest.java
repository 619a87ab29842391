package dev.labctl.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.progress.Forecast.Job;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ForecastTest {
    private static Job waiting(String name, int seconds, String... after) {
        return new Job(name, Set.of(after), Duration.ofSeconds(seconds), null);
    }

    private static Job running(String name, @Nullable Duration expected, int elapsed) {
        return new Job(name, Set.of(), expected, Duration.ofSeconds(elapsed));
    }

    @Test
    void theLongestChainDecides() {
        assertThat(Forecast.left(
                        List.of(
                                running("vpc", Duration.ofSeconds(10), 4),
                                waiting("subnet", 5, "vpc"),
                                waiting("database", 300, "subnet"),
                                waiting("bucket", 100),
                                waiting("function", 20, "bucket", "subnet")),
                        Integer.MAX_VALUE))
                .contains(Duration.ofSeconds(6 + 5 + 300));
    }

    @Test
    void whatCannotBeDoneAtOnceIsDoneInTurn() {
        List<Job> checks = List.of(waiting("a", 10), waiting("b", 20), waiting("c", 30));
        assertThat(Forecast.left(checks, 1)).contains(Duration.ofSeconds(60));
        assertThat(Forecast.left(checks, 2)).contains(Duration.ofSeconds(40));
    }

    @Test
    void theUnknownIsTakenToBeAsTheOthersUnlessMostOfItIsUnknown() {
        Job unknown = new Job("x", Set.of(), null, null);
        assertThat(Forecast.left(List.of(waiting("a", 10), unknown), 1)).contains(Duration.ofSeconds(20));
        assertThat(Forecast.left(List.of(waiting("a", 10), unknown, unknown), 1))
                .isEmpty();
        assertThat(Forecast.left(List.of(), 1)).isEmpty();
    }

    @Test
    void whatTakesLongerThanEverIsTakenToBeNearlyDone() {
        assertThat(Forecast.left(List.of(running("a", Duration.ofSeconds(3), 9), waiting("b", 2, "a")), 9))
                .contains(Duration.ofSeconds(2));
    }

    @Test
    void aCircleEndsNothing() {
        assertThat(Forecast.left(List.of(waiting("a", 1, "b"), waiting("b", 1, "a")), 9))
                .contains(Duration.ZERO);
    }
}
