package dev.labctl.cli.lab.todoapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.lab.DeployedLab;
import dev.labctl.cli.lab.PermissionTrials;
import dev.labctl.cli.lab.PolicyMutations.Mutation;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
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
        assertThat(survivors(ApiExercise::new, mutation -> !isCleaners(mutation), reporter))
                .isEmpty();
    }

    @Test
    void theCleanerNeedsAllThatItMay(TestReporter reporter) {
        assertThat(survivors(CleanerExercise::new, TodoApiPrivilegesIT::isCleaners, reporter))
                .isEmpty();
    }

    private static boolean isCleaners(Mutation mutation) {
        return Set.of("CleanerRole", "SchedulePermission").contains(mutation.resource());
    }

    /** Tries an exercise without each piece, and before and after that with all of them. */
    private static List<String> survivors(
            Function<DeployedLab, Supplier<Optional<String>>> prepare,
            Predicate<Mutation> isChosen,
            TestReporter reporter) {
        try (DeployedLab lab = new DeployedLab("todo-api")) {
            Supplier<Optional<String>> exercise = prepare.apply(lab);
            assertThat(exercise.get()).isEmpty();
            List<String> survivors =
                    new PermissionTrials(lab, reporter).survivors(isChosen, mutation -> exercise.get());
            assertThat(exercise.get()).isEmpty();
            return survivors;
        }
    }
}
