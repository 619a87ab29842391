package dev.labctl.localcloud.service.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.labctl.localcloud.CloudFixture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.Tag;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Access by tags: a team makes resources with its own tag only, and works with those only. */
final class TagConditionsTest {
    private static final String POLICY = """
            {"Version": "2012-10-17", "Statement": [
              {"Effect": "Allow",
               "Action": ["sqs:CreateQueue", "sqs:TagQueue", "sns:CreateTopic", "sns:TagResource",
                          "dynamodb:CreateTable", "dynamodb:TagResource"],
               "Resource": "*",
               "Condition": {
                 "StringEquals": {"aws:RequestTag/team": "${aws:PrincipalTag/team}"},
                 "ForAllValues:StringEquals": {"aws:TagKeys": ["team", "stage"]}}},
              {"Effect": "Allow",
               "Action": ["sqs:SendMessage", "sqs:UntagQueue", "sns:Publish", "dynamodb:PutItem"],
               "Resource": "*",
               "Condition": {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}},
              {"Effect": "Deny", "Action": "sqs:UntagQueue", "Resource": "*",
               "Condition": {"ForAnyValue:StringEquals": {"aws:TagKeys": "team"}}}]}""";

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private AwsBasicCredentials ann;

    @BeforeEach
    void makeMemberOfTheBlueTeam() {
        IamClient iam = cloud.client(IamClient.builder());
        iam.createUser(request -> request.userName("ann")
                .tags(software.amazon.awssdk.services.iam.model.Tag.builder()
                        .key("team")
                        .value("blue")
                        .build()));
        iam.putUserPolicy(request -> request.userName("ann").policyName("p").policyDocument(POLICY));
        AccessKey key = iam.createAccessKey(request -> request.userName("ann")).accessKey();
        ann = AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
    }

    private static void assertRefused(String action, Runnable call) {
        AwsServiceException refused = catchThrowableOfType(AwsServiceException.class, call::run);
        assertThat(refused).isNotNull();
        assertThat(refused.awsErrorDetails().errorMessage()).contains("is not authorized to perform: " + action);
    }

    @Test
    void decideOverQueues() {
        SqsClient owner = cloud.client(SqsClient.builder());
        SqsClient anns = cloud.client(SqsClient.builder(), CloudFixture.REGION, ann);
        String foreign = owner.createQueue(request -> request.queueName("red").tags(Map.of("team", "red")))
                .queueUrl();

        assertRefused("sqs:CreateQueue", () -> anns.createQueue(request -> request.queueName("untagged")));
        assertRefused(
                "sqs:CreateQueue",
                () -> anns.createQueue(request -> request.queueName("q").tags(Map.of("team", "red"))));
        assertRefused(
                "sqs:CreateQueue",
                () -> anns.createQueue(request -> request.queueName("q").tags(Map.of("team", "blue", "cost", "1"))));
        String own = anns.createQueue(request -> request.queueName("q").tags(Map.of("team", "blue", "stage", "test")))
                .queueUrl();

        anns.sendMessage(request -> request.queueUrl(own).messageBody("x"));
        assertRefused(
                "sqs:SendMessage",
                () -> anns.sendMessage(request -> request.queueUrl(foreign).messageBody("x")));
        anns.untagQueue(request -> request.queueUrl(own).tagKeys("stage"));
        assertRefused(
                "sqs:UntagQueue",
                () -> anns.untagQueue(request -> request.queueUrl(own).tagKeys("team")));
    }

    @Test
    void decideOverTopics() {
        SnsClient owner = cloud.client(SnsClient.builder());
        SnsClient anns = cloud.client(SnsClient.builder(), CloudFixture.REGION, ann);
        Tag blue = Tag.builder().key("team").value("blue").build();
        String foreign = owner.createTopic(request -> request.name("red")).topicArn();

        assertRefused("SNS:CreateTopic", () -> anns.createTopic(request -> request.name("t")));
        String own = anns.createTopic(request -> request.name("t").tags(blue)).topicArn();

        anns.publish(request -> request.topicArn(own).message("x"));
        assertRefused(
                "SNS:Publish",
                () -> anns.publish(request -> request.topicArn(foreign).message("x")));
    }

    @Test
    void decideOverTables() {
        DynamoDbClient owner = cloud.client(DynamoDbClient.builder());
        DynamoDbClient anns = cloud.client(DynamoDbClient.builder(), CloudFixture.REGION, ann);
        owner.createTable(table("red").build());
        CreateTableRequest tagged = table("blue")
                .tags(software.amazon.awssdk.services.dynamodb.model.Tag.builder()
                        .key("team")
                        .value("blue")
                        .build())
                .build();

        assertRefused(
                "dynamodb:CreateTable", () -> anns.createTable(table("blue").build()));
        anns.createTable(tagged);
        owner.waiter().waitUntilTableExists(request -> request.tableName("blue"));

        Map<String, AttributeValue> item = Map.of("id", AttributeValue.fromS("1"));
        anns.putItem(request -> request.tableName("blue").item(item));
        assertRefused(
                "dynamodb:PutItem",
                () -> anns.putItem(request -> request.tableName("red").item(item)));
    }

    private static CreateTableRequest.Builder table(String name) {
        return CreateTableRequest.builder()
                .tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(List.of(KeySchemaElement.builder()
                        .attributeName("id")
                        .keyType(KeyType.HASH)
                        .build()))
                .attributeDefinitions(List.of(AttributeDefinition.builder()
                        .attributeName("id")
                        .attributeType(ScalarAttributeType.S)
                        .build()));
    }
}
