package dev.labctl.localcloud.service.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LanesTest {
    private final Deque<Runnable> threads = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private final Lanes lanes = new Lanes(threads::add, 2);

    private void runNext() {
        try {
            threads.remove().run();
        } catch (RuntimeException | Error e) {
            done.add(String.valueOf(e.getMessage()));
        }
    }

    @Test
    void aFullLaneWaitsAndNoOtherDoes() {
        for (String name : List.of("a1", "a2", "a3", "b1")) {
            lanes.run(name.substring(0, 1), () -> done.add(name));
        }
        assertThat(threads).hasSize(3);
        while (!threads.isEmpty()) {
            runNext();
        }
        assertThat(done).containsExactly("a1", "a2", "b1", "a3");
    }

    @Test
    void aTaskThatFailsGivesItsPlaceToTheNext() {
        for (int i = 0; i < 4; i++) {
            lanes.run("a", () -> {
                throw new IllegalStateException("failed");
            });
            lanes.run("a", () -> {
                throw new AssertionError("broken");
            });
        }
        lanes.run("a", () -> done.add("last"));
        while (!threads.isEmpty()) {
            runNext();
        }
        assertThat(done).hasSize(9).endsWith("last");
    }
}
