package dev.labctl.localcloud.service.ec2;

import static dev.labctl.localcloud.service.ec2.NetworksTest.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.localcloud.CloudFixture;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.RunInstancesResponse;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;

/** What a launch takes, repeats and refuses. */
@SuppressWarnings("unchecked") // the SDK's builders take consumers in varargs
final class LaunchesTest {
    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private Ec2Client ec2;
    private String imageId;

    @BeforeEach
    void connect() {
        ec2 = cloud.client(Ec2Client.builder());
        imageId = new InstanceFixture(cloud).imageId();
    }

    private RunInstancesResponse run(Consumer<RunInstancesRequest.Builder> more) {
        return run(ec2, more);
    }

    private RunInstancesResponse run(Ec2Client client, Consumer<RunInstancesRequest.Builder> more) {
        return client.runInstances(request -> {
            request.imageId(imageId).instanceType("t3.micro").minCount(1).maxCount(1);
            more.accept(request);
        });
    }

    @Test
    void aRepeatedClientTokenLaunchesNothingMore() {
        RunInstancesResponse first =
                run(request -> request.clientToken("bucket-1").maxCount(2));
        RunInstancesResponse second =
                run(request -> request.clientToken("bucket-1").maxCount(2));
        assertThat(second.reservationId()).isEqualTo(first.reservationId());
        assertThat(second.instances())
                .extracting(Instance::instanceId)
                .containsExactlyElementsOf(
                        first.instances().stream().map(Instance::instanceId).toList());
        refused(
                () -> run(request -> request.clientToken("bucket-1").userData(InstanceFixture.base64("#!/bin/sh\n"))),
                "IdempotentParameterMismatch",
                "Arguments on this idempotent request are inconsistent");
        assertThat(ec2.describeInstances().reservations())
                .singleElement()
                .satisfies(reservation -> assertThat(reservation.instances()).hasSize(2));
    }

    @Test
    void whatIsGivenAsNotWantedIsNotGiven() {
        assertThat(run(request -> request.hibernationOptions(hibernation -> hibernation.configured(false))
                                .enclaveOptions(enclave -> enclave.enabled(false)))
                        .instances())
                .hasSize(1);
    }

    @Test
    void whatEc2WouldRefuseIsRefusedWithItsErrors() {
        refused(
                () -> run(request -> request.imageId("ami-0123456789abcdef0")),
                "InvalidAMIID.NotFound",
                "does not exist");
        refused(() -> run(request -> request.imageId("ubuntu")), "InvalidAMIID.Malformed", "ami-");
        refused(() -> run(request -> request.clientToken("t".repeat(65))), "InvalidParameterValue", "clientToken");
        refused(
                () -> run(request -> request.hibernationOptions(hibernation -> hibernation.configured(true))),
                "NotImplemented",
                "HibernationOptions");
        refused(() -> run(request -> request.instanceType("t9.huge")), "InvalidParameterValue", "t9.huge");
        refused(() -> run(request -> request.instanceType("t4g.micro")), "InvalidParameterValue", "arm64");
        refused(() -> run(request -> request.minCount(2)), "InvalidParameterValue", "maxCount");
        refused(() -> run(request -> request.subnetId("subnet-0123456789abcdef0")), "InvalidSubnetID.NotFound");
        refused(() -> run(request -> request.keyName("mine")), "InvalidKeyPair.NotFound", "'mine'");
        refused(() -> run(request -> request.userData("?")), "InvalidParameterValue", "user data");
        refused(
                () -> run(request -> request.iamInstanceProfile(profile -> profile.name("nobody"))),
                "InvalidParameterValue",
                "Invalid IAM Instance Profile name");
        refused(
                () -> run(request -> request.blockDeviceMappings(
                        mapping -> mapping.deviceName("/dev/sda1").ebs(volume -> volume.volumeSize(4)))),
                "InvalidBlockDeviceMapping",
                "smaller than snapshot");
        refused(
                () -> run(request -> request.userData(InstanceFixture.base64("#cloud-config\n"))),
                "NotImplemented",
                "user data that is no script");
        refused(
                () -> ec2.getConsoleOutput(request -> request.instanceId("mine")),
                "InvalidInstanceID.Malformed",
                "Invalid id: \"mine\"");
        assertThat(ec2.describeInstances().reservations()).isEmpty();
        assertThat(ec2.describeNetworkInterfaces().networkInterfaces()).isEmpty();
    }

    @Test
    void moreThanTheHostHasRoomForIsRefusedAtOnceAndWhatHasRoomIsLaunched() {
        refused(
                () -> run(request -> request.minCount(100_000).maxCount(100_000)),
                "InstanceLimitExceeded",
                "You have requested more instances (100000) than your current instance limit of 32 allows");
        assertThat(ec2.describeInstances().reservations()).isEmpty();
        RunInstancesRequest many =
                RunInstancesRequest.builder().minCount(2).maxCount(1_000).build();
        assertThat(LaunchChecks.count(many, 0)).isEqualTo(32);
        assertThat(LaunchChecks.count(many, 30)).isEqualTo(2);
        assertThatThrownBy(() -> LaunchChecks.count(many, 31)).hasMessageContaining("more instances (33)");
    }

    @Test
    void whoMayNotPassTheRoleCannotLaunchWithIt() {
        IamClient iam = cloud.client(IamClient.builder());
        InstanceFixture.profile(iam, "worker");
        iam.createUser(request -> request.userName("ann"));
        iam.putUserPolicy(
                request -> request.userName("ann").policyName("launch").policyDocument("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:*","Resource":"*"}]}"""));
        AccessKey key = iam.createAccessKey(request -> request.userName("ann")).accessKey();
        Ec2Client ann = cloud.client(
                Ec2Client.builder(),
                CloudFixture.REGION,
                AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
        refused(
                () -> run(ann, request -> request.iamInstanceProfile(profile -> profile.name("worker"))),
                "UnauthorizedOperation",
                "You are not authorized to perform this operation.");
        assertThat(run(ann, request -> {}).instances()).hasSize(1);
    }

    @Test
    void aPolicyMayHoldWhatIsLaunchedByConditions() {
        IamClient iam = cloud.client(IamClient.builder());
        InstanceFixture.profile(iam, "worker");
        iam.createUser(request -> request.userName("ann"));
        iam.putUserPolicy(
                request -> request.userName("ann").policyName("launch").policyDocument("""
                {"Version":"2012-10-17","Statement":[
                  {"Effect":"Allow","Action":["ec2:CreateTags","iam:PassRole"],"Resource":"*"},
                  {"Effect":"Allow","Action":"ec2:RunInstances","NotResource":"arn:aws:ec2:*:*:instance/*"},
                  {"Effect":"Allow","Action":"ec2:RunInstances","Resource":"arn:aws:ec2:*:*:instance/*",
                   "Condition":{"StringEquals":{"ec2:InstanceType":"t3.micro","ec2:MetadataHttpTokens":"required",
                                                "aws:RequestTag/Role":"rag-worker"},
                                "ArnLike":{"ec2:InstanceProfile":"arn:aws:iam::*:instance-profile/worker"}}}]}"""));
        AccessKey key = iam.createAccessKey(request -> request.userName("ann")).accessKey();
        Ec2Client ann = cloud.client(
                Ec2Client.builder(),
                CloudFixture.REGION,
                AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
        Consumer<RunInstancesRequest.Builder> allowed =
                request -> request.iamInstanceProfile(profile -> profile.name("worker"))
                        .metadataOptions(options -> options.httpTokens("required"))
                        .tagSpecifications(specification -> specification
                                .resourceType("instance")
                                .tags(tag -> tag.key("Role").value("rag-worker")));
        assertThat(run(ann, allowed).instances()).hasSize(1);
        refused(() -> run(ann, allowed.andThen(request -> request.instanceType("t3.large"))), "UnauthorizedOperation");
        refused(
                () -> run(
                        ann,
                        allowed.andThen(request -> request.metadataOptions(options -> options.httpTokens("optional")))),
                "UnauthorizedOperation");
        refused(
                () -> run(
                        ann, allowed.andThen(request -> request.iamInstanceProfile(profile -> profile.name("other")))),
                "UnauthorizedOperation");
        refused(
                () -> run(
                        ann,
                        allowed.andThen(request -> request.tagSpecifications(specification -> specification
                                .resourceType("instance")
                                .tags(tag -> tag.key("Role").value("other"))))),
                "UnauthorizedOperation");
    }

    @Test
    void aNetworkInterfaceOfTheRequestDecidesOnThePublicAddress() {
        Instance hidden = run(request -> request.networkInterfaces(InstanceNetworkInterfaceSpecification.builder()
                        .deviceIndex(0)
                        .associatePublicIpAddress(false)
                        .build()))
                .instances()
                .get(0);
        assertThat(hidden.publicIpAddress()).isNull();
        assertThat(hidden.privateIpAddress()).startsWith("172.31.");
        assertThat(hidden.networkInterfaces()).hasSize(1);
        Instance open = run(request -> {}).instances().get(0);
        assertThat(open.publicIpAddress()).isNotNull();
        assertThat(open.metadataOptions().httpTokensAsString()).isEqualTo("required");
        refused(
                () -> ec2.deleteNetworkInterface(request -> request.networkInterfaceId(
                        open.networkInterfaces().get(0).networkInterfaceId())),
                "InvalidParameterValue",
                "in use");
    }
}
