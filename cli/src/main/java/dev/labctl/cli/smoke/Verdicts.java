package dev.labctl.cli.smoke;

import dev.labctl.cli.error.Failure;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What went wrong in a run, and the one exit code that follows. Safe for use by many threads. */
final class Verdicts {
    /** What could not be tried comes before what was tried and does not hold, and that before what was left behind. */
    private static final List<Failure> WORST_FIRST = List.of(
            Failure.INTERNAL,
            Failure.CREDENTIALS,
            Failure.CLOUD,
            Failure.TIMED_OUT,
            Failure.NOT_DEPLOYED,
            Failure.USAGE,
            Failure.CHECKS_FAILED,
            Failure.LEFTOVERS);

    private final Set<Failure> seen = EnumSet.noneOf(Failure.class);

    synchronized void add(Failure failure) {
        seen.add(failure);
    }

    synchronized boolean isEmpty() {
        return seen.isEmpty();
    }

    /** 0, or the code of the worst. */
    synchronized int exitCode() {
        return WORST_FIRST.stream()
                .filter(seen::contains)
                .findFirst()
                .map(Failure::exitCode)
                .orElse(0);
    }
}
