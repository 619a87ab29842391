package dev.labctl.cli.lab;

import org.junit.jupiter.api.Test;

/**
 * Breaks a deployed lab whose function S3 events invoke: besides what its own tests do, in what all such labs promise.
 */
public abstract class EventFunctionChecksContract extends BucketChecksContract {
    private final Parts parts;

    /**
     * The lab's parts that the common checks are about.
     *
     * @param role the logical id of the function's role
     * @param policy the name of its inline policy
     * @param function the stack output with the function's name
     * @param bucketVariable the function's environment variable with the bucket whose events it takes
     * @param bucket the stack output with that bucket's name
     * @param errorsAlarm the logical id of the alarm on the function's errors
     */
    public record Parts(
            String slug,
            String role,
            String policy,
            String function,
            String bucketVariable,
            String bucket,
            String errorsAlarm) {}

    protected EventFunctionChecksContract(Parts parts) {
        super(parts.slug(), parts.bucket());
        this.parts = parts;
    }

    protected final void withoutStatement(String sid, Runnable test) {
        lab().sabotage().withoutStatement(lab().physicalId(parts.role()), parts.policy(), sid, test);
    }

    @Test
    void aRoleThatMayNotLogLeavesNoLogs() {
        withoutStatement("WriteLogs", () -> assertFails("logs-written", "REPORT"));
    }

    @Test
    void aFunctionOfAnotherBucketDoesNotRefuseItsEvents() {
        lab().sabotage()
                .withEnvironment(
                        lab().output(parts.function()),
                        parts.bucketVariable(),
                        "labctl-verify-foreign-bucket",
                        () -> assertFails("foreign-bucket-refused", "was accepted"));
        lab().assertPasses("foreign-bucket-refused");
    }

    @Test
    void withoutAnOnFailureDestinationFailedEventsAreLost() {
        lab().sabotage()
                .withoutOnFailureDestination(
                        lab().output(parts.function()), () -> assertFails("failed-events-kept", "on-failure queue"));
        lab().assertPasses("failed-events-kept");
    }

    @Test
    void aDisarmedAlarmIsNamed() {
        String alarm = lab().physicalId("FailedEventsAlarm");
        lab().sabotage().withoutAlarmActions(alarm, () -> assertFails("alarms-armed", alarm));
        lab().assertPasses("alarms-armed");
    }

    @Test
    void anAlarmThatNeverGoesOffIsNamed() {
        String alarm = lab().physicalId(parts.errorsAlarm());
        lab().sabotage().withThreshold(alarm, 1_000_000, () -> assertFails("errors-raise-alarm", alarm));
        lab().assertPasses("errors-raise-alarm");
    }

    @Test
    void aRoleThatMayTooMuchIsNamed() {
        String tooMuch = """
                {"Version": "2012-10-17",
                 "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::%s/*"}]}
                """.formatted(bucket().name());
        lab().sabotage()
                .withPolicy(
                        lab().physicalId(parts.role()), tooMuch, () -> assertFails("least-privilege", "s3:PutObject"));
        lab().assertPasses("least-privilege");
    }
}
