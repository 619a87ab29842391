package dev.labctl.localcloud.service.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.CloudFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateChange;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.InstanceStatus;
import software.amazon.awssdk.services.ec2.model.ShutdownBehavior;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;

/** Instances as what they are: processes that run user data, ask for metadata, and end. */
@SuppressWarnings("unchecked") // the SDK's builders take consumers in varargs
final class InstancesTest {
    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private Ec2Client ec2;
    private InstanceFixture instances;

    @BeforeEach
    void connect() {
        ec2 = cloud.client(Ec2Client.builder());
        instances = new InstanceFixture(cloud);
    }

    @Test
    void userDataRunsInAFileSystemOfItsOwnAndItsShutdownTerminatesTheInstance() {
        String id = instances.run(
                """
                cd /home/ubuntu
                echo "log of $(id -un) in $(hostname -f 2>/dev/null || cat /etc/hostname)" > /home/ubuntu/sqs_worker.logs
                cat /home/ubuntu/sqs_worker.logs
                grep PRETTY_NAME /etc/os-release
                touch /usr/bin/mine || echo "programs are read-only"
                [ -e %s ] || echo "the host is out of sight"
                apt-get update && apt-get install -y openjdk-17-jre-headless && sudo -u ubuntu java -version
                apt-get install -y no-such-package || echo "refused with $?"
                chown -R ubuntu:ubuntu /home/ubuntu && echo owned
                systemctl start worker || echo "no systemd"
                shutdown -h now
                echo "after the shutdown"
                """.formatted(cloud.directory()),
                request -> request.instanceInitiatedShutdownBehavior(ShutdownBehavior.TERMINATE));
        instances.awaitState(id, InstanceStateName.TERMINATED);
        assertThat(instances.console(id))
                .contains(
                        "log of root in ",
                        "Ubuntu 24.04",
                        "programs are read-only",
                        "the host is out of sight",
                        "openjdk-17-jre-headless: Java ",
                        "Unable to locate package no-such-package",
                        "refused with 100",
                        "owned",
                        "no systemd")
                .doesNotContain("after the shutdown");
        assertThat(instances.get(id).stateReason().code()).isEqualTo("Client.InstanceInitiatedShutdown");
        assertThat(Path.of("/home/ubuntu/sqs_worker.logs")).doesNotExist();
        assertThat(cloud.directory().resolve("ec2").resolve(id).resolve("root")).doesNotExist();
        assertThat(ec2.describeNetworkInterfaces().networkInterfaces()).isEmpty();
    }

    @Test
    void theMetadataServiceGivesTheRolesCredentialsToWhoHasAToken() {
        InstanceFixture.profile(cloud.client(IamClient.builder()), "worker");
        String id = instances.run(
                """
                echo "v1: $(curl -s -o /dev/null -w '%{http_code}' http://169.254.169.254/latest/meta-data/instance-id)"
                token=$(curl -s -X PUT http://169.254.169.254/latest/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 60')
                get() { curl -s -H "X-aws-ec2-metadata-token: $token" "http://169.254.169.254/latest/$1"; }
                echo "id: $(get meta-data/instance-id)"
                echo "role: $(get meta-data/iam/security-credentials/)"
                echo "region: $(get dynamic/instance-identity/document | grep region)"
                echo "user data: $(get user-data | head -n 1)"
                echo "tag: $(get meta-data/tags/instance/Role)"
                echo "nothing: $(curl -s -o /dev/null -w '%{http_code}' -H "X-aws-ec2-metadata-token: $token" \
                        http://169.254.169.254/latest/meta-data/nothing)"
                echo "endpoint: $AWS_EC2_METADATA_SERVICE_ENDPOINT;"
                """,
                request -> request.iamInstanceProfile(profile -> profile.name("worker"))
                        .metadataOptions(
                                options -> options.httpTokens("required").instanceMetadataTags("enabled"))
                        .tagSpecifications(specification -> specification
                                .resourceType("instance")
                                .tags(Tag.builder()
                                        .key("Role")
                                        .value("rag-worker")
                                        .build())));
        String console = instances.awaitConsole(id, "finished");
        assertThat(console)
                .contains(
                        "v1: 401",
                        "id: " + id,
                        "role: worker",
                        "\"region\" : \"us-east-1\"",
                        "user data: #!/bin/bash",
                        "tag: rag-worker",
                        "nothing: 404");
        String endpoint = console.replaceFirst("(?s).*endpoint: (.*?);.*", "$1");
        try (InstanceProfileCredentialsProvider provider =
                InstanceProfileCredentialsProvider.builder().endpoint(endpoint).build()) {
            AwsCredentials credentials = provider.resolveCredentials();
            assertThat(cloud.client(StsClient.builder(), CloudFixture.REGION, credentials)
                            .getCallerIdentity()
                            .arn())
                    .isEqualTo("arn:aws:sts::123456789012:assumed-role/worker/" + id);
            cloud.cloud().environment().clock().advance(Duration.ofHours(3));
            // The instance lives by the machine's clock, and to it the credentials are as good as before.
            assertThat(provider.resolveCredentials()).isEqualTo(credentials);
            assertThat(cloud.client(StsClient.builder(), CloudFixture.REGION, credentials)
                            .getCallerIdentity()
                            .arn())
                    .endsWith(id);
        }
    }

    @Test
    void terminationSendsSigtermAndLeavesNoProcess() {
        String id = instances.run("""
                (setsid sleep 98765 &)
                trap 'echo "asked to end"; exit' TERM
                echo ready
                while :; do sleep 0.05; done
                """, request -> {});
        instances.awaitConsole(id, "ready");
        instances.awaitState(id, InstanceStateName.RUNNING);
        assertThat(processesOf(id)).isNotEmpty();
        assertThat(ec2.describeInstanceStatus().instanceStatuses())
                .extracting(InstanceStatus::instanceId)
                .containsExactly(id);
        InstanceStateChange change = ec2.terminateInstances(request -> request.instanceIds(id))
                .terminatingInstances()
                .get(0);
        assertThat(change.previousState().name()).isEqualTo(InstanceStateName.RUNNING);
        assertThat(change.currentState().code()).isEqualTo(32);
        instances.awaitState(id, InstanceStateName.TERMINATED);
        assertThat(instances.console(id)).contains("asked to end");
        assertThat(processesOf(id)).isEmpty();
        Instance gone = instances.get(id);
        assertThat(gone.stateReason().code()).isEqualTo("Client.UserInitiatedShutdown");
        assertThat(gone.stateTransitionReason()).startsWith("User initiated (");
        assertThat(ec2.describeInstanceStatus().instanceStatuses()).isEmpty();
        assertThat(ec2.terminateInstances(request -> request.instanceIds(id))
                        .terminatingInstances()
                        .get(0)
                        .currentState()
                        .name())
                .isEqualTo(InstanceStateName.TERMINATED);
    }

    /** Processes of this host that were started for the instance, or that have its root as theirs. */
    private static List<Long> processesOf(String id) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(id)
                        || process.info().commandLine().orElse("").contains("sleep 98765"))
                .map(ProcessHandle::pid)
                .toList();
    }

    @Test
    void aStoppedInstanceKeepsItsFilesAndRunsItsUserDataOnce() throws Exception {
        String id = instances.run("date >> /home/ubuntu/runs; echo launched; poweroff", request -> {});
        instances.awaitState(id, InstanceStateName.STOPPED);
        Path runs = cloud.directory().resolve("ec2").resolve(id).resolve("root/home/ubuntu/runs");
        assertThat(Files.readAllLines(runs)).hasSize(1);
        ec2.startInstances(request -> request.instanceIds(id));
        instances.awaitState(id, InstanceStateName.RUNNING);
        NetworksTest.refused(
                () -> ec2.startInstances(request -> request.instanceIds("i-0123456789abcdef0")),
                "InvalidInstanceID.NotFound",
                "The instance ID 'i-0123456789abcdef0' does not exist");
        ec2.stopInstances(request -> request.instanceIds(id));
        instances.awaitState(id, InstanceStateName.STOPPED);
        assertThat(Files.readAllLines(runs)).hasSize(1);
    }

    @Test
    void anInstanceWhoseCloudEndsIsTerminatedAtItsNextStart() {
        String id = instances.run(
                "echo ready; sleep 1000",
                request -> request.instanceInitiatedShutdownBehavior(ShutdownBehavior.TERMINATE));
        instances.awaitConsole(id, "ready");
        instances.awaitState(id, InstanceStateName.RUNNING);
        cloud.restart();
        instances.awaitState(id, InstanceStateName.TERMINATED);
        assertThat(instances.get(id).stateReason().code()).isEqualTo("Server.InternalError");
        assertThat(processesOf(id)).isEmpty();
    }

    @Test
    void instancesAreFoundByTagStateAndReservation() {
        String id = instances.run(
                "sleep 1000",
                request -> request.tagSpecifications(specification -> specification
                        .resourceType("instance")
                        .tags(Tag.builder().key("Role").value("rag-worker").build())));
        instances.awaitState(id, InstanceStateName.RUNNING);
        String reservation = ec2.describeInstances().reservations().get(0).reservationId();
        for (Filter filter : List.of(
                filter("tag:Role", "rag-worker"),
                filter("instance-state-name", "pending", "running"),
                filter("reservation-id", reservation),
                filter("reservation-id", "r-*"),
                filter("owner-id", "1234*"),
                filter("availability-zone", "us-east-1*"),
                filter("image-id", instances.imageId()))) {
            assertThat(ec2.describeInstances(request -> request.filters(filter)).reservations())
                    .as(filter.name())
                    .hasSize(1);
        }
        ec2.deleteTags(
                request -> request.resources(id).tags(Tag.builder().key("Role").build()));
        ec2.createTags(request -> request.resources(id)
                .tags(Tag.builder().key("Name").value("other").build()));
        assertThat(ec2.describeInstances(request -> request.filters(filter("tag:Role", "rag-worker")))
                        .reservations())
                .isEmpty();
        assertThat(instances.get(id).tags()).extracting(Tag::value).containsExactly("other");
        NetworksTest.refused(
                () -> ec2.describeInstances(request -> request.filters(filter("colour", "red"))),
                "InvalidParameterValue",
                "The filter 'colour' is invalid");
    }

    private static Filter filter(String name, String... values) {
        return Filter.builder().name(name).values(values).build();
    }

    @Test
    void theImagesOfThePublicParametersAreDescribed() {
        Image image = ec2.describeImages(request -> request.imageIds(instances.imageId()))
                .images()
                .get(0);
        assertThat(image.ownerId()).isEqualTo("099720109477");
        assertThat(image.name()).contains("ubuntu-noble-24.04");
        assertThat(ec2.describeImages(request -> request.owners("amazon")).images())
                .extracting(Image::name)
                .allMatch(name -> name.startsWith("al2023-ami-"))
                .hasSize(2);
    }
}
