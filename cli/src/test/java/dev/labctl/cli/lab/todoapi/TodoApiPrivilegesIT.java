package dev.labctl.cli.lab.todoapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.lab.PermissionTrials;
import dev.labctl.cli.lab.PolicyMutations.Mutation;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The template permits no more than the API, its callers and the cleaner need: without any one piece of its policies, one
 * of them cannot do what the piece is for. Each is tried with an exercise of its own, in which all that it has permissions
 * for happens.
 */
@Tag("long")
@Execution(ExecutionMode.CONCURRENT)
final class TodoApiPrivilegesIT {
    @Test
    void theApiAndItsCallersNeedAllThatTheyMay(TestReporter reporter) {
        assertThat(PermissionTrials.survivors(
                        "todo-api", ApiExercise::new, mutation -> !isCleaners(mutation), reporter))
                .isEmpty();
    }

    @Test
    void theCleanerNeedsAllThatItMay(TestReporter reporter) {
        assertThat(PermissionTrials.survivors(
                        "todo-api", CleanerExercise::new, TodoApiPrivilegesIT::isCleaners, reporter))
                .isEmpty();
    }

    private static boolean isCleaners(Mutation mutation) {
        return Set.of("CleanerRole", "SchedulePermission").contains(mutation.resource());
    }
}
