package dev.labctl.runtime.lab.filepipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.wire.filepipeline.LaunchResult;
import dev.labctl.wire.filepipeline.LaunchResult.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.ec2.model.HttpTokensState;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.iam.model.AccessKey;

/** What the launcher makes of the queue and the instances that it finds. */
final class LauncherTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private LaunchFixture fixture;

    @BeforeEach
    void start() {
        fixture = new LaunchFixture();
    }

    @AfterEach
    void end() {
        fixture.close();
    }

    private static LaunchResult nothingDone(Status status) {
        return new LaunchResult(status, List.of());
    }

    /** The ids of the workers that were launched, of which there must be so many. */
    private static List<String> launched(LaunchResult result, int count) {
        assertThat(result.status()).isEqualTo(Status.EC2_LAUNCHED);
        assertThat(result.instanceIds()).hasSize(count).doesNotHaveDuplicates();
        return result.instanceIds();
    }

    @Test
    void anEmptyQueueLaunchesNothing() {
        assertThat(fixture.launcher().run(NOON)).isEqualTo(nothingDone(Status.NO_MESSAGES));
        assertThat(fixture.ec2().describeInstances().reservations()).isEmpty();
    }

    @Test
    void aMessageLaunchesAWorkerAsTheEnvironmentDescribesIt() {
        fixture.send(1);
        String id = launched(fixture.launcher().run(NOON), 1).get(0);
        Instance worker = fixture.instance(id);
        assertThat(worker.instanceTypeAsString()).isEqualTo("t3.micro");
        assertThat(worker.subnetId()).isEqualTo(fixture.subnetId(0));
        assertThat(worker.iamInstanceProfile().arn()).endsWith("/worker");
        assertThat(worker.metadataOptions().httpTokens()).isEqualTo(HttpTokensState.REQUIRED);
        assertThat(worker.tags())
                .contains(LaunchFixture.tag("Role", "rag-worker"), LaunchFixture.tag("Name", "rag-worker-instance"));
    }

    @Test
    void aMessageThatSomeoneHasInHandLaunchesAWorkerToo() {
        fixture.send(1);
        String url = fixture.pipeline().queueUrl();
        assertThat(fixture.pipeline()
                        .sqs()
                        .receiveMessage(request -> request.queueUrl(url).visibilityTimeout(600))
                        .messages())
                .hasSize(1);
        launched(fixture.launcher().run(NOON), 1);
    }

    @Test
    void aWorkerThatRunsIsEnough() {
        fixture.runWorker();
        fixture.send(1);
        assertThat(fixture.launcher().run(NOON)).isEqualTo(nothingDone(Status.EC2_RUNNING));
    }

    @ParameterizedTest
    @CsvSource({"2, 2", "4, 4"})
    void theBacklogAsksForAWorkerPerThousandMessagesAndTheLimitForNoMore(String most, int expected) {
        fixture.send(3 * Launcher.MESSAGES_PER_WORKER + 1);
        launched(fixture.launcher(Map.of("EC2_MAX_WORKERS", most)).run(NOON), expected);
    }

    @Test
    void onlyTheWorkersThatAreMissingAreLaunched() {
        fixture.runWorker();
        fixture.send(Launcher.MESSAGES_PER_WORKER + 1);
        launched(fixture.launcher(Map.of("EC2_MAX_WORKERS", "4")).run(NOON), 1);
    }

    @Test
    void aWorkerThatShutsDownIsNone() {
        String old = fixture.runWorker();
        fixture.send(1);
        fixture.ec2().terminateInstances(request -> request.instanceIds(old));
        assertThat(fixture.instance(old).state().nameAsString()).isEqualTo("shutting-down");
        assertThat(launched(fixture.launcher().run(NOON), 1)).doesNotContain(old);
    }

    @Test
    void aFirstZoneWithoutAddressesIsLeftForTheSecond() {
        fixture.fill(0);
        fixture.send(1);
        String id = launched(fixture.launcher().run(NOON), 1).get(0);
        assertThat(fixture.instance(id).subnetId()).isEqualTo(fixture.subnetId(1));
    }

    @Test
    void whereNoZoneHasRoomEc2sReasonIsThrown() {
        fixture.fill(0);
        fixture.fill(1);
        fixture.send(1);
        assertThatThrownBy(() -> fixture.launcher().run(NOON))
                .isInstanceOf(Ec2Requests.Refusal.class)
                .hasMessage("EC2 refuses RunInstances: InsufficientFreeAddressesInSubnet: The specified subnet does not"
                        + " have enough free addresses to satisfy the request.");
    }

    @Test
    void launchesOfOneMinuteAreOneLaunch() {
        fixture.send(1);
        String id = launched(fixture.launcher().run(NOON), 1).get(0);
        // As if it were not to be seen yet.
        fixture.ec2().createTags(request -> request.resources(id).tags(LaunchFixture.tag("Role", "hidden")));
        assertThat(launched(fixture.launcher().run(NOON.plusSeconds(59)), 1)).containsExactly(id);
        assertThat(launched(fixture.launcher().run(NOON.plusSeconds(60)), 1)).doesNotContain(id);
    }

    @Test
    void theKeyPairIsAskedFor() {
        fixture.send(1);
        assertThatThrownBy(() -> fixture.launcher(Map.of("EC2_KEY_NAME", "ops")).run(NOON))
                .isInstanceOf(Ec2Requests.Refusal.class)
                .hasMessage("EC2 refuses RunInstances: InvalidKeyPair.NotFound: The key pair 'ops' does not exist");
    }

    @Test
    void whatTheRoleMayNotIsThrownWithEc2sWords() {
        fixture.send(1);
        fixture.iam().createUser(request -> request.userName("nobody"));
        AccessKey key = fixture.iam()
                .createAccessKey(request -> request.userName("nobody"))
                .accessKey();
        Launcher launcher = fixture.launcher(
                fixture.settings(Map.of()),
                StaticCredentialsProvider.create(AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())));
        assertThatThrownBy(() -> launcher.run(NOON))
                .isInstanceOfSatisfying(Ec2Requests.Refusal.class, refusal -> assertThat(refusal.code())
                        .isEqualTo("UnauthorizedOperation"))
                .hasMessageStartingWith(
                        "EC2 refuses DescribeInstances: UnauthorizedOperation: You are not authorized to perform this"
                                + " operation. User: arn:aws:iam::123456789012:user/nobody is not authorized to perform:"
                                + " ec2:DescribeInstances");
    }
}
