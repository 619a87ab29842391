package dev.labctl.localcloud.service.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.CloudFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** Resources that somebody outside makes and answers for: custom resources and wait conditions. */
final class OutsideResourcesTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private final HttpClient http = HttpClient.newHttpClient();
    private CloudFormationClient client;
    private TestStacks stacks;
    private SqsClient sqs;
    private String topic;
    private String queue;

    @BeforeEach
    void open() {
        client = cloud.client(CloudFormationClient.builder());
        stacks = new TestStacks(client);
        Stack maker = stacks.create("maker", """
                Resources:
                  Topic: {Type: AWS::SNS::Topic}
                  Queue: {Type: AWS::SQS::Queue}
                  Policy:
                    Type: AWS::SQS::QueuePolicy
                    Properties:
                      Queues: [!Ref Queue]
                      PolicyDocument:
                        Statement:
                          - {Effect: Allow, Principal: {Service: sns.amazonaws.com}, Action: sqs:SendMessage, Resource: '*'}
                  Subscription:
                    Type: AWS::SNS::Subscription
                    DependsOn: Policy
                    Properties:
                      {TopicArn: !Ref Topic, Protocol: sqs, Endpoint: !GetAtt Queue.Arn, RawMessageDelivery: true}
                Outputs:
                  Topic: {Value: !Ref Topic}
                  Queue: {Value: !Ref Queue}
                """);
        topic = TestStacks.output(maker, "Topic");
        queue = TestStacks.output(maker, "Queue");
        sqs = cloud.client(SqsClient.builder());
    }

    private String template(String size) {
        return """
                Resources:
                  Made:
                    Type: Custom::Thing
                    Properties: {ServiceToken: '%s', ServiceTimeout: 600, Size: %s, Tags: [{On: true}]}
                Outputs:
                  Id: {Value: !Ref Made}
                  Secret: {Value: !GetAtt Made.Key}
                """.formatted(topic, size);
    }

    /** The next message that the topic's subscriber gets. */
    private JsonNode asked() {
        List<Message> messages = sqs.receiveMessage(
                        request -> request.queueUrl(queue).waitTimeSeconds(20))
                .messages();
        assertThat(messages).hasSize(1);
        sqs.deleteMessage(
                request -> request.queueUrl(queue).receiptHandle(messages.get(0).receiptHandle()));
        try {
            return JSON.readTree(messages.get(0).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int put(String url, String body) {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create(url))
                                    .PUT(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(JsonNode asked, String status, String id, String more) {
        assertThat(put(asked.path("ResponseURL").asText(), """
                {"Status": "%s", "PhysicalResourceId": "%s", "RequestId": "%s", "StackId": "%s",
                 "LogicalResourceId": "Made"%s}""".formatted(
                                status,
                                id,
                                asked.path("RequestId").asText(),
                                asked.path("StackId").asText(),
                                more)))
                .isEqualTo(200);
    }

    private String begin(String template) {
        return client.createStack(request -> request.stackName("s").templateBody(template))
                .stackId();
    }

    @Test
    void aCustomResourceIsMadeChangedReplacedAndDeletedByWhoIsAsked() {
        begin(template("1"));
        JsonNode creation = asked();
        assertThat(creation.path("RequestType").asText()).isEqualTo("Create");
        assertThat(creation.path("ResourceType").asText()).isEqualTo("Custom::Thing");
        assertThat(creation.at("/ResourceProperties/Size").isTextual()).isTrue();
        assertThat(creation.at("/ResourceProperties/Tags/0/On").asText()).isEqualTo("true");
        answer(creation, "SUCCESS", "first", ", \"Data\": {\"Key\": \"one\"}");
        Stack made = stacks.settled("s");
        assertThat(TestStacks.output(made, "Id")).isEqualTo("first");
        assertThat(TestStacks.output(made, "Secret")).isEqualTo("one");

        client.updateStack(request -> request.stackName("s").templateBody(template("2")));
        JsonNode change = asked();
        assertThat(change.path("RequestType").asText()).isEqualTo("Update");
        assertThat(change.path("PhysicalResourceId").asText()).isEqualTo("first");
        assertThat(change.at("/OldResourceProperties/Size").asText()).isEqualTo("1");
        answer(change, "SUCCESS", "second", ", \"Data\": {\"Key\": \"two\"}");
        JsonNode removal = asked();
        assertThat(removal.path("RequestType").asText() + " "
                        + removal.path("PhysicalResourceId").asText())
                .isEqualTo("Delete first");
        answer(removal, "SUCCESS", "first", "");
        assertThat(TestStacks.output(stacks.settled("s"), "Secret")).isEqualTo("two");

        client.deleteStack(request -> request.stackName("s"));
        JsonNode end = asked();
        assertThat(end.path("PhysicalResourceId").asText()).isEqualTo("second");
        answer(end, "SUCCESS", "second", "");
        assertThat(stacks.settled(made.stackId()).stackStatus()).isEqualTo(StackStatus.DELETE_COMPLETE);
        assertThat(put(end.path("ResponseURL").asText(), "{}")).isEqualTo(404);
    }

    @Test
    void whatWhoIsAskedSaysWhenItFailsIsTheReason() {
        begin(template("1"));
        answer(asked(), "FAILED", "half", ", \"Reason\": \"no room\"");
        answer(asked(), "SUCCESS", "half", "");
        assertThat(stacks.settled("s").stackStatus()).isEqualTo(StackStatus.ROLLBACK_COMPLETE);
        assertThat(stacks.reason("s", "Made", "CREATE_FAILED"))
                .startsWith("Received response status [FAILED] from custom resource. Message returned: no room");
    }

    @Test
    void aCustomResourceThatNobodyAnswersForTimesOutByTheClock() {
        begin(template("1"));
        asked();
        cloud.cloud().environment().clock().advance(Duration.ofSeconds(601));
        answer(asked(), "SUCCESS", "none", "");
        stacks.settled("s");
        assertThat(stacks.reason("s", "Made", "CREATE_FAILED"))
                .startsWith("CloudFormation did not receive a response from your Custom Resource.");
    }

    private static String waiting(int count) {
        return """
                Resources:
                  Handle: {Type: AWS::CloudFormation::WaitConditionHandle}
                  Wait:
                    Type: AWS::CloudFormation::WaitCondition
                    Properties: {Handle: !Ref Handle, Timeout: '300', Count: %d}
                Outputs: {Data: {Value: !GetAtt Wait.Data}}
                """.formatted(count);
    }

    private String handle(String stack) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (stacks.history(stack).stream().noneMatch("Wait CREATE_IN_PROGRESS"::equals)) {
            assertThat(Instant.now()).as("the condition waits").isBefore(deadline);
            TestStacks.pause();
        }
        return stacks.physicalId(stack, "Handle");
    }

    @Test
    void aConditionWaitsForItsSignals() {
        String id = begin(waiting(2));
        String handle = handle(id);
        put(handle, "{\"Status\": \"SUCCESS\", \"UniqueId\": \"a\", \"Data\": \"1\", \"Reason\": \"\"}");
        put(handle, "{\"Status\": \"SUCCESS\", \"UniqueId\": \"a\", \"Data\": \"1\", \"Reason\": \"\"}");
        assertThat(stacks.describe(id).stackStatus()).isEqualTo(StackStatus.CREATE_IN_PROGRESS);
        put(handle, "{\"Status\": \"SUCCESS\", \"UniqueId\": \"b\", \"Data\": \"2\", \"Reason\": \"\"}");
        assertThat(TestStacks.output(stacks.settled(id), "Data")).isEqualTo("{\"a\":\"1\",\"b\":\"2\"}");
    }

    @Test
    void aConditionFailsByASignalOrByTheClock() {
        String id = begin(waiting(1));
        put(handle(id), "{\"Status\": \"FAILURE\", \"UniqueId\": \"a\", \"Reason\": \"broken\"}");
        stacks.settled(id);
        assertThat(stacks.reason(id, "Wait", "CREATE_FAILED"))
                .isEqualTo("WaitCondition received failed message: 'broken' for uniqueId: a");
        stacks.delete("s");
        String late = begin(waiting(1));
        handle(late);
        cloud.cloud().environment().clock().advance(Duration.ofSeconds(301));
        stacks.settled(late);
        assertThat(stacks.reason(late, "Wait", "CREATE_FAILED"))
                .isEqualTo("WaitCondition timed out. Received 0 conditions when expecting 1");
    }

    @Test
    void aCreationEndsWithItsTimeout() {
        String id = client.createStack(request ->
                        request.stackName("s").templateBody(waiting(1)).timeoutInMinutes(2))
                .stackId();
        handle(id);
        cloud.cloud().environment().clock().advance(Duration.ofMinutes(2));
        assertThat(stacks.settled(id).stackStatus()).isEqualTo(StackStatus.ROLLBACK_COMPLETE);
        assertThat(stacks.reason(id, "s", "ROLLBACK_IN_PROGRESS"))
                .isEqualTo("Stack creation time exceeded the specified timeout. Rollback requested by user.");
    }

    @Test
    void topicsAreToldOfEveryEvent() {
        SnsClient sns = cloud.client(SnsClient.builder());
        assertThat(sns.listSubscriptionsByTopic(request -> request.topicArn(topic))
                        .subscriptions())
                .hasSize(1);
        client.createStack(request -> request.stackName("told")
                .notificationARNs(topic)
                .templateBody("Resources: {T: {Type: AWS::SNS::Topic}}"));
        stacks.settled("told");
        String first = sqs.receiveMessage(request -> request.queueUrl(queue).waitTimeSeconds(20))
                .messages()
                .get(0)
                .body();
        assertThat(first)
                .contains("LogicalResourceId='told'", "ResourceStatus='CREATE_IN_PROGRESS'", "StackName='told'");
    }
}
