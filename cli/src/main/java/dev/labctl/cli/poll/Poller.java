package dev.labctl.cli.poll;

import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Waits until something is so: asks again and again, at first quickly and then less often, until the goal is reached or
 * the deadline passes. A poller has no state and can be shared.
 */
public final class Poller {
    private static final double GROWTH = 1.5;

    private final Duration first;
    private final Duration longest;

    /**
     * Asks after {@code first}, then after ever longer pauses.
     *
     * @param longest the longest pause between two questions
     */
    public Poller(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
    }

    /** A poller for a cloud that answers at once: from 10 ms to 50 ms between questions. */
    public static Poller local() {
        return new Poller(Duration.ofMillis(10), Duration.ofMillis(50));
    }

    /** A poller for AWS, which throttles those who ask too often: from 1 s to 5 s between questions. */
    public static Poller remote() {
        return new Poller(Duration.ofSeconds(1), Duration.ofSeconds(5));
    }

    /**
     * Asks until the answer is good enough, and returns it.
     *
     * @param goal what is waited for, as it reads after "waiting for": {@code stack labctl-x to settle}
     * @throws LabctlException {@link Failure#TIMED_OUT} with the goal and the last answer, when the deadline passes
     */
    public <T> T until(String goal, Duration timeout, Supplier<? extends T> question, Predicate<? super T> enough) {
        long deadline = System.nanoTime() + timeout.toNanos();
        long pause = first.toNanos();
        while (true) {
            T answer = question.get();
            if (enough.test(answer)) {
                return answer;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new LabctlException(
                        Failure.TIMED_OUT,
                        "waited %s for %s; last seen: %s".formatted(readable(timeout), goal, seen(answer)),
                        "run the same command again to go on waiting, or give a longer --timeout");
            }
            sleep(Math.min(pause, left), goal);
            pause = Math.min((long) (pause * GROWTH), longest.toNanos());
        }
    }

    private static Object seen(Object answer) {
        return answer instanceof Optional<?> found
                ? found.map(Object.class::cast).orElse("nothing")
                : answer;
    }

    private static void sleep(long nanos, String goal) {
        try {
            Thread.sleep(nanos / 1_000_000, (int) (nanos % 1_000_000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabctlException(Failure.TIMED_OUT, "interrupted while waiting for " + goal, "", e);
        }
    }

    private static String readable(Duration duration) {
        return duration.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
    }
}
