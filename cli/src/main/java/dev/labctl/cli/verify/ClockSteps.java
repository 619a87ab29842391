package dev.labctl.cli.verify;

import dev.labctl.cli.cloud.Cloud;
import java.time.Duration;

/**
 * Moves a cloud's clock on, step by step.
 *
 * <p>After each step the cloud is given time to do what became due. How much it needs is not known (a function may have to
 * start, on a machine that is busy), so the pauses grow: what is quick is seen at once, and what is slow still comes to
 * its turn before the clock has run away from it.
 */
final class ClockSteps {
    /** How the pauses between steps grow. */
    enum Pace {
        /** For what the cloud does by itself. */
        GENTLE(1.2),
        /** For programs that count their long polls: a step ends one poll of each, however long the step is. */
        STEADY(1.05);

        private final double growth;

        Pace(double growth) {
            this.growth = growth;
        }
    }

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final int STEPS_PER_DURATION = 10;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(150);

    private final Cloud cloud;
    private final Duration step;
    private final Pace pace;
    private double pause = FIRST_PAUSE.toNanos();
    private long last = System.nanoTime();

    /**
     * Steps for something that takes this long.
     *
     * @param duration of the cloud's time
     */
    ClockSteps(Cloud cloud, Duration duration, Pace pace) {
        Duration part = duration.dividedBy(STEPS_PER_DURATION);
        this.cloud = cloud;
        this.pace = pace;
        this.step = part.compareTo(SHORTEST) > 0 ? part : SHORTEST;
    }

    /** Moves the clock if the cloud has had its time since the last step. */
    void next() {
        if (System.nanoTime() - last < pause) {
            return;
        }
        cloud.advanceClock(step);
        pause *= pace.growth;
        last = System.nanoTime();
    }
}
