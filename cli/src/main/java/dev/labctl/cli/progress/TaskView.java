package dev.labctl.cli.progress;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task at one moment.
 *
 * @param figures how far it is: {@code 12 of 29 resources}; empty when it has no measure
 * @param left how long the rest takes, as far as one can know; null when one cannot; zero when it takes longer than it did
 * @param running the steps that are being worked on, those that began first, first
 */
record TaskView(
        String title,
        String figures,
        Duration elapsed,
        @Nullable Duration left,
        List<StepView> running) {
    /**
     * A step that is being worked on.
     *
     * @param expected how long it took in earlier runs; null when that is not known
     */
    record StepView(
            String name,
            String note,
            Duration elapsed,
            @Nullable Duration expected) {}

    TaskView {
        running = List.copyOf(running);
    }
}
