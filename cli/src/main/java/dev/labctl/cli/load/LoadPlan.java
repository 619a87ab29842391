package dev.labctl.cli.load;

import dev.labctl.cli.error.LabctlException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much load, and for how long.
 *
 * @param users virtual users, and so calls at the same time
 * @param duration how long is measured
 * @param warmUp what goes before and is shown apart
 * @param rate calls a second that are sent on schedule, whatever the answers; null for users who call as fast as they are
 *     answered
 * @param seed of all that is random
 */
public record LoadPlan(
        int users,
        Duration duration,
        Duration warmUp,
        @Nullable Double rate,
        long seed) {
    private static final int MOST_USERS = 2000;
    private static final double HIGHEST_RATE = 100_000;

    /**
     * A plan.
     *
     * @throws LabctlException exit code 2, for numbers that make no load
     */
    public LoadPlan {
        if (users < 1 || users > MOST_USERS) {
            throw LabctlException.usage("--users must be 1 to %,d".formatted(MOST_USERS), "--users 50");
        }
        if (duration.isZero()) {
            throw LabctlException.usage("--duration must be longer than nothing", "--duration 30s");
        }
        if (rate != null && !(rate > 0 && rate <= HIGHEST_RATE)) {
            throw LabctlException.usage(
                    "--rate must be above 0 and at most %,.0f".formatted(HIGHEST_RATE), "--rate 100");
        }
    }

    /** From the first call to the last. */
    public Duration whole() {
        return warmUp.plus(duration);
    }
}
