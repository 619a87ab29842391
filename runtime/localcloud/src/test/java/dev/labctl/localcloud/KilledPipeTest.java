package dev.labctl.localcloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.pipes.PipesClient;
import software.amazon.awssdk.services.pipes.model.DynamoDBStreamStartPosition;
import software.amazon.awssdk.services.pipes.model.PipeState;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** A cloud killed while a pipe moves records to a queue: each record arrives, and none twice. */
@Tag("long")
final class KilledPipeTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int KILLS = 4;
    private static final int ITEMS = 30;

    @TempDir
    private Path directory;

    @Test
    void eachRecordReachesTheQueueOnceWhateverMomentTheCloudIsKilled() throws Exception {
        Path state = directory.resolve("state");
        try (CloudProcess cloud = CloudProcess.start(state)) {
            build(cloud);
        }
        List<String> expected = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            try (CloudProcess cloud = CloudProcess.start(state)) {
                DynamoDbClient dynamodb = cloud.client(DynamoDbClient.builder());
                for (int i = 0; i < ITEMS; i++) {
                    String id = "%02d-%02d".formatted(kill, i);
                    dynamodb.putItem(put -> put.tableName("items").item(Map.of("id", AttributeValue.fromS(id))));
                    expected.add(id);
                }
                Thread.sleep(kill * 25L);
            }
        }
        List<String> arrived = new ArrayList<>();
        try (CloudProcess cloud = CloudProcess.start(state)) {
            SqsClient sqs = cloud.client(SqsClient.builder());
            String url = sqs.getQueueUrl(get -> get.queueName("q")).queueUrl();
            List<Message> messages = receive(sqs, url);
            while (!messages.isEmpty()) {
                for (Message message : messages) {
                    arrived.add(JSON.readTree(message.body())
                            .at("/dynamodb/Keys/id/S")
                            .asText());
                    sqs.deleteMessage(delete -> delete.queueUrl(url).receiptHandle(message.receiptHandle()));
                }
                messages = receive(sqs, url);
            }
        }
        arrived.sort(String::compareTo);
        assertThat(arrived).isEqualTo(expected);
    }

    private static List<Message> receive(SqsClient sqs, String url) {
        return sqs.receiveMessage(
                        receive -> receive.queueUrl(url).maxNumberOfMessages(10).waitTimeSeconds(2))
                .messages();
    }

    private static void build(CloudProcess cloud) throws InterruptedException {
        cloud.client(SqsClient.builder()).createQueue(create -> create.queueName("q"));
        String stream = cloud.client(DynamoDbClient.builder())
                .createTable(create -> create.tableName("items")
                        .attributeDefinitions(AttributeDefinition.builder()
                                .attributeName("id")
                                .attributeType(ScalarAttributeType.S)
                                .build())
                        .keySchema(KeySchemaElement.builder()
                                .attributeName("id")
                                .keyType(KeyType.HASH)
                                .build())
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .streamSpecification(spec -> spec.streamEnabled(true).streamViewType(StreamViewType.KEYS_ONLY)))
                .tableDescription()
                .latestStreamArn();
        IamClient iam = cloud.client(IamClient.builder());
        String role = iam.createRole(create -> create.roleName("pipe").assumeRolePolicyDocument("""
                        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":\
                        {"Service":"pipes.amazonaws.com"},"Action":"sts:AssumeRole"}]}"""))
                .role()
                .arn();
        iam.putRolePolicy(put -> put.roleName("pipe").policyName("p").policyDocument("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["dynamodb:*","sqs:*"],\
                "Resource":"*"}]}"""));
        PipesClient pipes = cloud.client(PipesClient.builder());
        pipes.createPipe(create -> create.name("p")
                .source(stream)
                .sourceParameters(source -> source.dynamoDBStreamParameters(
                        parameters -> parameters.startingPosition(DynamoDBStreamStartPosition.LATEST)))
                .target("arn:aws:sqs:us-east-1:123456789012:q")
                .roleArn(role));
        while (pipes.describePipe(describe -> describe.name("p")).currentState() != PipeState.RUNNING) {
            Thread.sleep(20);
        }
    }
}
