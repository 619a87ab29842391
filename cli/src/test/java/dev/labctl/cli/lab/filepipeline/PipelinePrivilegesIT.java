package dev.labctl.cli.lab.filepipeline;

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
 * The template permits no more than launcher, workers and pipe need: without any one piece of its policies, one of them
 * cannot do what the piece is for. Each is tried with an exercise of its own, in which all that it has permissions for
 * happens, as a verification of the whole lab for each piece would take an hour.
 */
@Tag("long")
@Execution(ExecutionMode.CONCURRENT)
final class PipelinePrivilegesIT {
    /** The local cloud has no key pairs: a lab that names one cannot launch there, with or without the permission. */
    private static final String KEY_PAIR = "LauncherRole LaunchWithWhatWorkersHave, of HasKey"
            + " arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:key-pair/${KeyName} AWS::NoValue";

    /**
     * EventBridge asks for it of every pipe from a stream ("DynamoDB stream permissions" in its user guide); the local
     * cloud's pipes find a stream by its ARN alone.
     */
    private static final String LIST_STREAMS = "PipeRole FindStream";

    @Test
    void theLauncherNeedsAllThatItMay(TestReporter reporter) {
        assertThat(PermissionTrials.survivors(
                        "file-pipeline", LauncherExercise::new, PipelinePrivilegesIT::isLaunchers, reporter))
                .containsExactly(KEY_PAIR);
    }

    @Test
    void workersNeedAllThatTheyMay(TestReporter reporter) {
        assertThat(PermissionTrials.survivors(
                        "file-pipeline", WorkerExercise::new, PipelinePrivilegesIT::isWorkers, reporter))
                .isEmpty();
    }

    @Test
    void pipeAndBucketNeedAllThatTheyMay(TestReporter reporter) {
        assertThat(PermissionTrials.survivors(
                        "file-pipeline", PipeExercise::new, PipelinePrivilegesIT::isOthers, reporter))
                .containsExactly(LIST_STREAMS);
    }

    private static boolean isLaunchers(Mutation mutation) {
        return Set.of("LauncherRole", "SchedulePermission").contains(mutation.resource());
    }

    private static boolean isWorkers(Mutation mutation) {
        return mutation.resource().equals("WorkerRole");
    }

    private static boolean isOthers(Mutation mutation) {
        return !isLaunchers(mutation) && !isWorkers(mutation);
    }
}
