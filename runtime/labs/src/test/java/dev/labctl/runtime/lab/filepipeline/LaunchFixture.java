package dev.labctl.runtime.lab.filepipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.ssm.SsmClient;

/** A local cloud with a queue, a network of two small subnets and a worker's profile, and launchers for it. */
final class LaunchFixture implements AutoCloseable {
    private static final String UBUNTU =
            "/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id";
    private static final int BATCH = 10;

    private final PipelineFixture pipeline = new PipelineFixture();
    private final SdkHttpClient http = UrlConnectionHttpClient.create();
    private final Ec2Client ec2 = pipeline.client(Ec2Client.builder());
    private final IamClient iam = pipeline.client(IamClient.builder());
    private final String imageId;
    private final String groupId;
    private final List<String> subnetIds;

    LaunchFixture() {
        try (SsmClient ssm = pipeline.client(SsmClient.builder())) {
            imageId = ssm.getParameter(request -> request.name(UBUNTU))
                    .parameter()
                    .value();
        }
        String vpc =
                ec2.createVpc(request -> request.cidrBlock("10.9.0.0/24")).vpc().vpcId();
        // The smallest that there are: eleven addresses.
        subnetIds = List.of(subnet(vpc, "us-east-1a", "10.9.0.0/28"), subnet(vpc, "us-east-1b", "10.9.0.16/28"));
        groupId = ec2.createSecurityGroup(request ->
                        request.groupName("workers").description("workers").vpcId(vpc))
                .groupId();
        iam.createRole(request -> request.roleName("worker").assumeRolePolicyDocument("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",\
                "Principal":{"Service":"ec2.amazonaws.com"}}]}"""));
        iam.createInstanceProfile(request -> request.instanceProfileName("worker"));
        iam.addRoleToInstanceProfile(
                request -> request.instanceProfileName("worker").roleName("worker"));
    }

    private String subnet(String vpc, String zone, String cidr) {
        return ec2.createSubnet(
                        request -> request.vpcId(vpc).availabilityZone(zone).cidrBlock(cidr))
                .subnet()
                .subnetId();
    }

    PipelineFixture pipeline() {
        return pipeline;
    }

    Ec2Client ec2() {
        return ec2;
    }

    IamClient iam() {
        return iam;
    }

    SdkHttpClient http() {
        return http;
    }

    /** The id of the first or second zone's subnet. */
    String subnetId(int zone) {
        return subnetIds.get(zone);
    }

    /** What the template tells the launcher, changed by these variables. */
    LaunchSettings settings(Map<String, String> changes) {
        Map<String, String> variables = new HashMap<>(LaunchSettingsTest.VARIABLES);
        variables.put("SQS_QUEUE_URL", pipeline.queueUrl());
        variables.put("EC2_AMI_ID", imageId);
        variables.put("EC2_SUBNET_ID", String.join(",", subnetIds));
        variables.put("EC2_SECURITY_GROUP_ID", groupId);
        variables.put("EC2_INSTANCE_PROFILE_NAME", "worker");
        variables.putAll(changes);
        return LaunchSettings.of(variables);
    }

    Launcher launcher() {
        return launcher(Map.of());
    }

    Launcher launcher(Map<String, String> changes) {
        return launcher(settings(changes), pipeline.credentials());
    }

    Launcher launcher(LaunchSettings settings, AwsCredentialsProvider credentials) {
        return new Launcher(
                settings, pipeline.sqs(), new Ec2Requests(http, credentials, settings.region(), pipeline.endpoint()));
    }

    /** Puts so many messages into the queue. */
    void send(int count) {
        for (int from = 0; from < count; from += BATCH) {
            List<SendMessageBatchRequestEntry> entries = IntStream.range(from, Math.min(from + BATCH, count))
                    .mapToObj(number -> SendMessageBatchRequestEntry.builder()
                            .id("m" + number)
                            .messageBody("message " + number)
                            .build())
                    .toList();
            pipeline.sqs().sendMessageBatch(request -> request.queueUrl(pipeline.queueUrl())
                    .entries(entries));
        }
    }

    Instance instance(String id) {
        return ec2.describeInstances(request -> request.instanceIds(id))
                .reservations()
                .get(0)
                .instances()
                .get(0);
    }

    /** Launches an instance that the launcher takes for a worker, and that does not end, not even when asked to. */
    String runWorker() {
        String script = "#!/bin/bash\ntrap '' TERM\necho awake\nwhile true; do sleep 1; done\n";
        String id = ec2.runInstances(request -> request.imageId(imageId)
                        .instanceType("t3.micro")
                        .minCount(1)
                        .maxCount(1)
                        .subnetId(subnetId(0))
                        .tagSpecifications(TagSpecification.builder()
                                .resourceType(ResourceType.INSTANCE)
                                .tags(tag("Role", "rag-worker"))
                                .build())
                        .userData(Base64.getEncoder().encodeToString(script.getBytes(UTF_8))))
                .instances()
                .get(0)
                .instanceId();
        PipelineFixture.await(id + " to run", () -> console(id).contains("awake"));
        return id;
    }

    private String console(String id) {
        String output = ec2.getConsoleOutput(request -> request.instanceId(id)).output();
        return output == null ? "" : new String(Base64.getMimeDecoder().decode(output), UTF_8);
    }

    static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    /** Takes all addresses of the first or second zone's subnet. */
    void fill(int zone) {
        try {
            while (true) {
                ec2.createNetworkInterface(request -> request.subnetId(subnetId(zone)));
            }
        } catch (Ec2Exception e) {
            if (!e.awsErrorDetails().errorCode().equals("InsufficientFreeAddressesInSubnet")) {
                throw e;
            }
        }
    }

    @Override
    public void close() {
        ec2.close();
        iam.close();
        http.close();
        pipeline.close();
    }
}
