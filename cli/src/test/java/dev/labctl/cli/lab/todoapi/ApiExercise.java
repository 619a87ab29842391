package dev.labctl.cli.lab.todoapi;

import dev.labctl.cli.lab.DeployedLab;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** All that the API and its callers have permissions for: called by the role that may, in a container that is new. */
final class ApiExercise implements Supplier<Optional<String>> {
    /** Idle containers end after some minutes, and their knowledge of the secret with them. */
    private static final Duration LONGER_THAN_CONTAINERS_LAST = Duration.ofMinutes(10);

    private final DeployedLab lab;
    private final VerifiedChecks checks;
    private Duration patience = Duration.ofSeconds(90);

    ApiExercise(DeployedLab lab) {
        this.lab = lab;
        this.checks = new VerifiedChecks(
                lab,
                List.of(
                        "caller-role-limited",
                        "users-created-and-read",
                        "users-deleted-with-todos",
                        "todos-created-and-read",
                        "todos-updated",
                        "todos-deleted",
                        "logs-written"));
    }

    @Override
    public Optional<String> get() {
        lab.commandLine().admin().advance(LONGER_THAN_CONTAINERS_LAST);
        long begun = System.nanoTime();
        Optional<String> failure = checks.failure(patience);
        if (failure.isEmpty()) {
            // What never comes is waited for about as long as all that came took.
            patience = Duration.ofSeconds(4).plusNanos(System.nanoTime() - begun);
        }
        return failure;
    }
}
