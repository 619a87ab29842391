package dev.labctl.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.cloud.Bucket;
import dev.labctl.cli.verify.Check;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * Breaks a deployed lab whose function S3 events invoke, in the way each check is about, and sees that check fail by name.
 * A lab adds the tests of its own checks; at the end every check must have been seen to fail.
 */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class LabChecksContract {
    private final Parts parts;
    private final Set<String> broken = new TreeSet<>();

    @SuppressWarnings("NullAway.Init") // deploy sets it before any test
    private DeployedLab lab;

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

    protected LabChecksContract(Parts parts) {
        this.parts = parts;
    }

    @BeforeAll
    void deploy() {
        lab = new DeployedLab(parts.slug());
        prepare();
    }

    @AfterAll
    void destroy() {
        lab.close();
        assertThat(broken)
                .as("checks that were seen to fail")
                .containsExactlyInAnyOrderElementsOf(Labs.named(parts.slug()).checks().stream()
                        .map(Check::name)
                        .toList());
    }

    /** Puts into the deployed lab what its tests break. */
    protected abstract void prepare();

    protected final DeployedLab lab() {
        return lab;
    }

    protected final void assertFails(String check, String reason) {
        broken.add(check);
        lab.assertFails(check, reason);
    }

    protected final void withoutStatement(String sid, Runnable test) {
        lab.sabotage().withoutStatement(lab.physicalId(parts.role()), parts.policy(), sid, test);
    }

    private Bucket bucket() {
        return lab.cloud().s3().bucket(lab.output(parts.bucket()));
    }

    @Test
    void allChecksPassOnAHealthyLab() {
        lab.commandLine().labctl("verify", parts.slug());
    }

    @Test
    void aRoleThatMayNotLogLeavesNoLogs() {
        withoutStatement("WriteLogs", () -> assertFails("logs-written", "REPORT"));
    }

    @Test
    void aFunctionOfAnotherBucketDoesNotRefuseItsEvents() {
        lab.sabotage()
                .withEnvironment(
                        lab.output(parts.function()),
                        parts.bucketVariable(),
                        "labctl-verify-foreign-bucket",
                        () -> assertFails("foreign-bucket-refused", "was accepted"));
        lab.assertPasses("foreign-bucket-refused");
    }

    @Test
    void withoutAnOnFailureDestinationFailedEventsAreLost() {
        lab.sabotage()
                .withoutOnFailureDestination(
                        lab.output(parts.function()), () -> assertFails("failed-events-kept", "on-failure queue"));
        lab.assertPasses("failed-events-kept");
    }

    @Test
    void aDisarmedAlarmIsNamed() {
        String alarm = lab.physicalId("FailedEventsAlarm");
        lab.sabotage().withoutAlarmActions(alarm, () -> assertFails("alarms-armed", alarm));
        lab.assertPasses("alarms-armed");
    }

    @Test
    void anAlarmThatNeverGoesOffIsNamed() {
        String alarm = lab.physicalId(parts.errorsAlarm());
        lab.sabotage().withThreshold(alarm, 1_000_000, () -> assertFails("errors-raise-alarm", alarm));
        lab.assertPasses("errors-raise-alarm");
    }

    @Test
    void aRoleThatMayTooMuchIsNamed() {
        String tooMuch = """
                {"Version": "2012-10-17",
                 "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::%s/*"}]}
                """.formatted(bucket().name());
        lab.sabotage()
                .withPolicy(
                        lab.physicalId(parts.role()), tooMuch, () -> assertFails("least-privilege", "s3:PutObject"));
        lab.assertPasses("least-privilege");
    }

    @Test
    void anOpenedBucketIsNamed() {
        bucket().blockPublicAccess(false);
        assertFails("buckets-private", bucket().name());
        bucket().blockPublicAccess(true);
        lab.assertPasses("buckets-private");
    }

    @Test
    void aBucketWithOtherEncryptionIsNamed() {
        String bucket = bucket().name();
        lab.sabotage()
                .withEncryption(bucket, ServerSideEncryption.AWS_KMS, () -> assertFails("buckets-encrypted", bucket));
        lab.assertPasses("buckets-encrypted");
    }

    @Test
    void aBucketThatAllowsPlainHttpIsNamed() {
        String policy = bucket().policy().orElseThrow();
        bucket().setPolicy(null);
        assertFails("buckets-tls-only", bucket().name());
        bucket().setPolicy(policy);
        lab.assertPasses("buckets-tls-only");
    }
}
