package dev.labctl.localcloud.service.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.CloudFixture;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.cloudformation.model.Tag;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ResourceTypeForTagging;

/** The stack's tags and each resource's own reach every kind of resource, and leave it again. */
final class StackTagsTest {
    private static final String OF_EACH_KIND = """
            Resources:
              Queue:
                Type: AWS::SQS::Queue
                Properties: {Tags: [{Key: own, Value: mine}]}
              Topic:
                Type: AWS::SNS::Topic
                Properties: {Tags: [{Key: own, Value: mine}]}
              LogGroup:
                Type: AWS::Logs::LogGroup
                Properties: {Tags: [{Key: own, Value: mine}]}
              Bucket:
                Type: AWS::S3::Bucket
                Properties: {Tags: [{Key: own, Value: mine}]}
              Parameter:
                Type: AWS::SSM::Parameter
                Properties: {Type: String, Value: one, Tags: {own: mine}}
              Table:
                Type: AWS::DynamoDB::Table
                Properties:
                  BillingMode: PAY_PER_REQUEST
                  AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
                  KeySchema: [{AttributeName: id, KeyType: HASH}]
                  Tags: [{Key: own, Value: mine}]
              Role:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Version: '2012-10-17'
                    Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
                  Tags: [{Key: own, Value: mine}]
              Alarm:
                Type: AWS::CloudWatch::Alarm
                Properties:
                  Namespace: Test
                  MetricName: Errors
                  Statistic: Sum
                  Period: 60
                  EvaluationPeriods: 1
                  Threshold: 1
                  ComparisonOperator: GreaterThanThreshold
                  Tags: [{Key: own, Value: mine}]
            """;

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private CloudFormationClient client;
    private TestStacks stacks;

    @BeforeEach
    void open() {
        client = cloud.client(CloudFormationClient.builder());
        stacks = new TestStacks(client);
    }

    @Test
    void theTagsOfStackAndResourceReachEachKindOfResource() {
        create(Map.of("team", "blue", "cost", "lab"));

        assertThat(tagsByResource()).hasSize(8).allSatisfy((resource, tags) -> assertThat(tags)
                .isEqualTo(Map.of("team", "blue", "cost", "lab", "own", "mine")));
    }

    @Test
    void tagsThatTheStackOrTheResourceNoLongerHasAreTakenAway() {
        create(Map.of("team", "blue", "cost", "lab"));

        update(OF_EACH_KIND, Map.of("team", "red"));
        assertThat(tagsByResource()).hasSize(8).allSatisfy((resource, tags) -> assertThat(tags)
                .isEqualTo(Map.of("team", "red", "own", "mine")));

        update(
                OF_EACH_KIND
                        .replace("Properties: {Tags: [{Key: own, Value: mine}]}", "Properties: {}")
                        .replace("Tags: [{Key: own, Value: mine}]", "Tags: []")
                        .replace(", Tags: {own: mine}", ""),
                Map.of("team", "red"));
        assertThat(tagsByResource()).hasSize(8).allSatisfy((resource, tags) -> assertThat(tags)
                .isEqualTo(Map.of("team", "red")));
    }

    private void create(Map<String, String> tags) {
        client.createStack(request -> request.stackName("tagged")
                .templateBody(OF_EACH_KIND)
                .capabilities(Capability.CAPABILITY_IAM)
                .tags(list(tags)));
        assertThat(stacks.settled("tagged").stackStatus()).isEqualTo(StackStatus.CREATE_COMPLETE);
    }

    private void update(String template, Map<String, String> tags) {
        client.updateStack(request -> request.stackName("tagged")
                .templateBody(template)
                .capabilities(Capability.CAPABILITY_IAM)
                .tags(list(tags)));
        assertThat(stacks.settled("tagged").stackStatus()).isEqualTo(StackStatus.UPDATE_COMPLETE);
    }

    private static List<Tag> list(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    /** The tags people see, without CloudFormation's own, by logical id. */
    private Map<String, Map<String, String>> tagsByResource() {
        Map<String, Map<String, String>> all = new TreeMap<>();
        String queue = stacks.physicalId("tagged", "Queue");
        all.put(
                "Queue",
                cloud.client(SqsClient.builder())
                        .listQueueTags(q -> q.queueUrl(queue))
                        .tags());
        String topic = stacks.physicalId("tagged", "Topic");
        all.put(
                "Topic",
                cloud.client(SnsClient.builder()).listTagsForResource(t -> t.resourceArn(topic)).tags().stream()
                        .collect(Collectors.toMap(tag -> tag.key(), tag -> tag.value())));
        String group = stacks.physicalId("tagged", "LogGroup");
        CloudWatchLogsClient logs = cloud.client(CloudWatchLogsClient.builder());
        String groupArn = logs.describeLogGroups(g -> g.logGroupNamePrefix(group))
                .logGroups()
                .get(0)
                .logGroupArn();
        all.put(
                "LogGroup",
                logs.listTagsForResource(g -> g.resourceArn(groupArn)).tags());
        String bucket = stacks.physicalId("tagged", "Bucket");
        all.put(
                "Bucket",
                cloud.client(S3Client.builder()).getBucketTagging(b -> b.bucket(bucket)).tagSet().stream()
                        .collect(Collectors.toMap(tag -> tag.key(), tag -> tag.value())));
        String parameter = stacks.physicalId("tagged", "Parameter");
        all.put(
                "Parameter",
                cloud
                        .client(SsmClient.builder())
                        .listTagsForResource(p ->
                                p.resourceType(ResourceTypeForTagging.PARAMETER).resourceId(parameter))
                        .tagList()
                        .stream()
                        .collect(Collectors.toMap(tag -> tag.key(), tag -> tag.value())));
        DynamoDbClient dynamo = cloud.client(DynamoDbClient.builder());
        String table = stacks.physicalId("tagged", "Table");
        String tableArn = dynamo.describeTable(t -> t.tableName(table)).table().tableArn();
        all.put(
                "Table",
                dynamo.listTagsOfResource(t -> t.resourceArn(tableArn)).tags().stream()
                        .collect(Collectors.toMap(tag -> tag.key(), tag -> tag.value())));
        String role = stacks.physicalId("tagged", "Role");
        all.put(
                "Role",
                cloud.client(IamClient.builder()).listRoleTags(r -> r.roleName(role)).tags().stream()
                        .collect(Collectors.toMap(tag -> tag.key(), tag -> tag.value())));
        CloudWatchClient watch = cloud.client(CloudWatchClient.builder());
        String alarm = stacks.physicalId("tagged", "Alarm");
        String alarmArn = watch.describeAlarms(a -> a.alarmNames(alarm))
                .metricAlarms()
                .get(0)
                .alarmArn();
        all.put(
                "Alarm",
                watch.listTagsForResource(a -> a.resourceARN(alarmArn)).tags().stream()
                        .collect(Collectors.toMap(tag -> tag.key(), tag -> tag.value())));
        return all.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> withoutReserved(entry.getValue())));
    }

    private static Map<String, String> withoutReserved(Map<String, String> tags) {
        Map<String, String> seen = new TreeMap<>(tags);
        seen.keySet().removeIf(key -> key.startsWith("aws:"));
        return seen;
    }
}
