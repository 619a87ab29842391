package dev.labctl.localcloud.service.pipes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.CloudFixture;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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
import software.amazon.awssdk.services.pipes.model.CreatePipeRequest;
import software.amazon.awssdk.services.pipes.model.DescribePipeResponse;
import software.amazon.awssdk.services.pipes.model.Filter;
import software.amazon.awssdk.services.pipes.model.PipeSourceDynamoDBStreamParameters;
import software.amazon.awssdk.services.pipes.model.PipeState;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** A table with a stream, queues, a role that may use them, and a pipe called {@code p}. */
final class PipesFixture {
    static final String PENDING = """
            {"eventName":["INSERT","MODIFY"],"dynamodb":{"NewImage":{"status":{"S":["PENDING"]}},\
            "OldImage":{"status":{"S":[{"exists":false},{"anything-but":"PENDING"}]}}}}""";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int PATIENCE_SECONDS = 10;

    private final CloudFixture cloud;
    final PipesClient pipes;
    final SqsClient sqs;
    final DynamoDbClient dynamodb;
    final IamClient iam;
    String stream = "";
    String role = "";

    PipesFixture(CloudFixture cloud) {
        this.cloud = cloud;
        this.pipes = cloud.client(PipesClient.builder());
        this.sqs = cloud.client(SqsClient.builder());
        this.dynamodb = cloud.client(DynamoDbClient.builder());
        this.iam = cloud.client(IamClient.builder());
    }

    /** Makes the table {@code items} and a role that may read its stream and use all queues and functions. */
    PipesFixture prepare() {
        stream = dynamodb.createTable(create -> create.tableName("items")
                        .attributeDefinitions(AttributeDefinition.builder()
                                .attributeName("id")
                                .attributeType(ScalarAttributeType.S)
                                .build())
                        .keySchema(KeySchemaElement.builder()
                                .attributeName("id")
                                .keyType(KeyType.HASH)
                                .build())
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .streamSpecification(
                                spec -> spec.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)))
                .tableDescription()
                .latestStreamArn();
        dynamodb.waiter().waitUntilTableExists(describe -> describe.tableName("items"));
        role = iam.createRole(create -> create.roleName("pipe").assumeRolePolicyDocument("""
                        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":\
                        {"Service":"pipes.amazonaws.com"},"Action":"sts:AssumeRole"}]}"""))
                .role()
                .arn();
        allow("dynamodb:*", "sqs:*", "lambda:InvokeFunction");
        return this;
    }

    void allow(String... actions) {
        iam.putRolePolicy(put ->
                put.roleName("pipe").policyName("p").policyDocument("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["%s"],"Resource":"*"}]}""".formatted(String.join("\",\"", actions))));
    }

    static String queueArn(String name) {
        return "arn:aws:sqs:us-east-1:123456789012:" + name;
    }

    String queue(String name) {
        return sqs.createQueue(create -> create.queueName(name)).queueUrl();
    }

    /** Makes a pipe from the stream to the queue {@code out}, and waits until it runs. */
    void pipe(
            Consumer<PipeSourceDynamoDBStreamParameters.Builder> parameters, Consumer<CreatePipeRequest.Builder> more) {
        PipeSourceDynamoDBStreamParameters.Builder source =
                PipeSourceDynamoDBStreamParameters.builder().startingPosition("TRIM_HORIZON");
        parameters.accept(source);
        CreatePipeRequest.Builder create = CreatePipeRequest.builder()
                .name("p")
                .source(stream)
                .sourceParameters(given -> given.dynamoDBStreamParameters(source.build())
                        .filterCriteria(criteria -> criteria.filters(
                                Filter.builder().pattern(PENDING).build())))
                .target(queueArn("out"))
                .roleArn(role);
        more.accept(create);
        pipes.createPipe(create.build());
        assertThat(settled()).isEqualTo(PipeState.RUNNING);
    }

    /** The state the pipe {@code p} comes to. */
    PipeState settled() {
        for (int i = 0; i < 500; i++) {
            PipeState state = describe().currentState();
            if (!Lifecycle.isMoving(state)) {
                return state;
            }
            pause(20);
        }
        throw new AssertionError("the pipe does not settle");
    }

    /** Waits until there is no pipe {@code p}. */
    void gone() {
        for (int i = 0; i < 500 && !pipes.listPipes(list -> {}).pipes().isEmpty(); i++) {
            pause(20);
        }
        assertThat(pipes.listPipes(list -> {}).pipes()).isEmpty();
    }

    DescribePipeResponse describe() {
        return pipes.describePipe(describe -> describe.name("p"));
    }

    void advance(Duration by) {
        cloud.cloud().environment().clock().advance(by);
    }

    void put(String id, String status) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put("id", AttributeValue.fromS(id));
        item.put("status", AttributeValue.fromS(status));
        dynamodb.putItem(put -> put.tableName("items").item(item));
    }

    /** The bodies of exactly so many messages, in the order of arrival; no more have come meanwhile. */
    List<String> received(String queueUrl, int count) {
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < PATIENCE_SECONDS && bodies.size() < count; i++) {
            bodies.addAll(receive(queueUrl, 1));
        }
        pause(300);
        bodies.addAll(receive(queueUrl, 0));
        assertThat(bodies).as("messages in " + queueUrl).hasSize(count);
        return bodies;
    }

    /** The ids of the items of exactly so many records. */
    List<String> ids(String queueUrl, int count) {
        return received(queueUrl, count).stream()
                .map(body -> json(body).at("/dynamodb/Keys/id/S").asText())
                .toList();
    }

    private List<String> receive(String queueUrl, int seconds) {
        List<Message> messages = sqs.receiveMessage(receive ->
                        receive.queueUrl(queueUrl).maxNumberOfMessages(10).waitTimeSeconds(seconds))
                .messages();
        messages.forEach(message ->
                sqs.deleteMessage(delete -> delete.queueUrl(queueUrl).receiptHandle(message.receiptHandle())));
        return messages.stream().map(Message::body).toList();
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
