package dev.labctl.localcloud.service.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.CloudFixture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Topics and what reaches the queues subscribed to them. */
final class SnsDeliveryTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private SnsClient sns;
    private SqsClient sqs;
    private String topic;

    @BeforeEach
    void createTopic() {
        sns = cloud.client(SnsClient.builder());
        sqs = cloud.client(SqsClient.builder());
        topic = sns.createTopic(request -> request.name("orders")).topicArn();
    }

    /** A queue that takes messages from the topic. */
    private String queue(String name, Map<QueueAttributeName, String> attributes) {
        String url = sqs.createQueue(request -> request.queueName(name).attributes(attributes))
                .queueUrl();
        String policy = """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},\
                "Action":"sqs:SendMessage","Resource":"%s",\
                "Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:sns:us-east-1:123456789012:*"}}}]}""".formatted(arn(url));
        sqs.setQueueAttributes(request -> request.queueUrl(url).attributes(Map.of(QueueAttributeName.POLICY, policy)));
        return url;
    }

    private String arn(String queueUrl) {
        return String.valueOf(sqs.getQueueAttributes(
                        request -> request.queueUrl(queueUrl).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN));
    }

    private String subscribe(String queueUrl, Map<String, String> attributes) {
        return sns.subscribe(request -> request.topicArn(topic)
                        .protocol("sqs")
                        .endpoint(arn(queueUrl))
                        .attributes(attributes)
                        .returnSubscriptionArn(true))
                .subscriptionArn();
    }

    private List<Message> receive(String queueUrl, int waitSeconds) {
        return sqs.receiveMessage(request -> request.queueUrl(queueUrl)
                        .maxNumberOfMessages(10)
                        .messageAttributeNames("All")
                        .waitTimeSeconds(waitSeconds))
                .messages();
    }

    @Test
    void aTagWithoutAValueIsRefusedAndNamed() {
        assertThatThrownBy(() -> sns.createTopic(request -> request.name("tagged")
                        .tags(software.amazon.awssdk.services.sns.model.Tag.builder()
                                .key("a")
                                .build())))
                .hasMessageContaining("Value null at 'tags.1.member.value' failed to satisfy constraint");
    }

    @Test
    void aQueueGetsTheNotificationInItsEnvelope() throws Exception {
        String queue = queue("inbox", Map.of());
        String subscription = subscribe(queue, Map.of());
        String messageId = sns.publish(request -> request.topicArn(topic)
                        .subject("new order")
                        .message("{\"id\":7}")
                        .messageAttributes(Map.of(
                                "kind",
                                MessageAttributeValue.builder()
                                        .dataType("String")
                                        .stringValue("order")
                                        .build())))
                .messageId();
        JsonNode envelope = JSON.readTree(receive(queue, 10).get(0).body());
        assertThat(envelope.fieldNames())
                .toIterable()
                .containsExactly(
                        "Type",
                        "MessageId",
                        "TopicArn",
                        "Subject",
                        "Message",
                        "Timestamp",
                        "SignatureVersion",
                        "Signature",
                        "SigningCertURL",
                        "UnsubscribeURL",
                        "MessageAttributes");
        assertThat(envelope.path("MessageId").asText()).isEqualTo(messageId);
        assertThat(envelope.path("Message").asText()).isEqualTo("{\"id\":7}");
        assertThat(envelope.at("/MessageAttributes/kind/Value").asText()).isEqualTo("order");
        assertThat(envelope.path("UnsubscribeURL").asText())
                .contains(subscription.substring(subscription.lastIndexOf(':') + 1));
    }

    @Test
    void rawDeliveryPassesBodyAndAttributesOn() {
        String queue = queue("inbox", Map.of());
        subscribe(queue, Map.of("RawMessageDelivery", "true"));
        sns.publish(request -> request.topicArn(topic)
                .message("plain")
                .messageAttributes(Map.of(
                        "n",
                        MessageAttributeValue.builder()
                                .dataType("Number")
                                .stringValue("3")
                                .build())));
        Message message = receive(queue, 10).get(0);
        assertThat(message.body()).isEqualTo("plain");
        assertThat(message.messageAttributes()).hasSize(1).containsKey("n");
    }

    @Test
    void aFilterPolicyLetsThroughOnlyWhatItNames() {
        String byAttribute = queue("by-attribute", Map.of());
        String byBody = queue("by-body", Map.of());
        subscribe(
                byAttribute,
                Map.of(
                        "RawMessageDelivery",
                        "true",
                        "FilterPolicy",
                        "{\"price\":[{\"numeric\":[\">\",100]}],\"kind\":[\"order\",{\"prefix\":\"re\"}]}"));
        subscribe(
                byBody,
                Map.of(
                        "RawMessageDelivery",
                        "true",
                        "FilterPolicyScope",
                        "MessageBody",
                        "FilterPolicy",
                        "{\"customer\":{\"country\":[{\"anything-but\":[\"DE\"]}]}}"));
        publish("{\"customer\":{\"country\":\"FR\"}}", "150", "order");
        publish("{\"customer\":{\"country\":\"DE\"}}", "150", "return");
        publish("{\"customer\":{\"country\":\"DE\"}}", "99", "order");
        publish("no json", "150", "other");
        assertThat(all(byAttribute, 2))
                .containsExactlyInAnyOrder(
                        "{\"customer\":{\"country\":\"FR\"}}", "{\"customer\":{\"country\":\"DE\"}}");
        assertThat(all(byBody, 1)).containsExactly("{\"customer\":{\"country\":\"FR\"}}");
    }

    private void publish(String message, String price, String kind) {
        sns.publish(request -> request.topicArn(topic)
                .message(message)
                .messageAttributes(Map.of(
                        "price",
                        MessageAttributeValue.builder()
                                .dataType("Number")
                                .stringValue(price)
                                .build(),
                        "kind",
                        MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue(kind)
                                .build())));
    }

    /** The bodies in the queue once there are {@code count}, and those that arrive within a second more. */
    private List<String> all(String queueUrl, int count) {
        List<String> bodies = new java.util.ArrayList<>();
        while (bodies.size() < count) {
            receive(queueUrl, 10).forEach(message -> bodies.add(message.body()));
        }
        receive(queueUrl, 1).forEach(message -> bodies.add(message.body()));
        return bodies;
    }

    @Test
    void aQueueThatDoesNotAllowTheTopicGetsNothingAndTheDeadLetterQueueDoes() {
        String closed = sqs.createQueue(request -> request.queueName("closed")).queueUrl();
        String deadLetters = queue("dead-letters", Map.of());
        subscribe(
                closed,
                Map.of(
                        "RawMessageDelivery",
                        "true",
                        "RedrivePolicy",
                        "{\"deadLetterTargetArn\":\"" + arn(deadLetters) + "\"}"));
        sns.publish(request -> request.topicArn(topic).message("refused"));
        assertThat(receive(deadLetters, 10)).extracting(Message::body).containsExactly("refused");
        assertThat(receive(closed, 0)).isEmpty();
    }

    @Test
    void aFifoTopicKeepsOrderAndDropsDuplicates() {
        topic = sns.createTopic(request -> request.name("orders.fifo")
                        .attributes(Map.of("FifoTopic", "true", "ContentBasedDeduplication", "true")))
                .topicArn();
        String queue = queue("inbox.fifo", Map.of(QueueAttributeName.FIFO_QUEUE, "true"));
        subscribe(queue, Map.of("RawMessageDelivery", "true"));
        for (String message : List.of("one", "two", "one", "three")) {
            sns.publish(request -> request.topicArn(topic).message(message).messageGroupId("g"));
        }
        List<String> received = new java.util.ArrayList<>();
        while (received.size() < 3) {
            for (Message message : receive(queue, 10)) {
                received.add(message.body());
                sqs.deleteMessage(request -> request.queueUrl(queue).receiptHandle(message.receiptHandle()));
            }
        }
        assertThat(received).containsExactly("one", "two", "three");
        assertThat(receive(queue, 1)).isEmpty();
        assertThatThrownBy(() -> sns.publish(request -> request.topicArn(topic).message("four")))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("The MessageGroupId parameter is required for FIFO topics");
    }

    @Test
    void aBatchTellsOfEachEntry() {
        String queue = queue("inbox", Map.of());
        subscribe(queue, Map.of("RawMessageDelivery", "true"));
        PublishBatchResponse response = sns.publishBatch(request -> request.topicArn(topic)
                .publishBatchRequestEntries(
                        PublishBatchRequestEntry.builder()
                                .id("a")
                                .message("first")
                                .build(),
                        PublishBatchRequestEntry.builder()
                                .id("b")
                                .message("second")
                                .subject("x".repeat(101))
                                .build()));
        assertThat(response.successful()).extracting("id").containsExactly("a");
        assertThat(response.failed()).extracting("id").containsExactly("b");
        assertThat(receive(queue, 10)).extracting(Message::body).containsExactly("first");
    }

    @Test
    void aTopicSurvivesARestartAndGoesWithItsSubscriptions() {
        String queue = queue("inbox", Map.of());
        String subscription = subscribe(queue, Map.of());
        String email = sns.subscribe(
                        request -> request.topicArn(topic).protocol("email").endpoint("ops@example.com"))
                .subscriptionArn();
        assertThat(email).isEqualTo("pending confirmation");
        cloud.restart();
        assertThat(sns.listSubscriptionsByTopic(request -> request.topicArn(topic))
                        .subscriptions())
                .extracting("subscriptionArn")
                .containsExactlyInAnyOrder(subscription, "PendingConfirmation");
        Map<String, String> attributes =
                sns.getTopicAttributes(request -> request.topicArn(topic)).attributes();
        assertThat(attributes).containsEntry("SubscriptionsConfirmed", "1").containsEntry("SubscriptionsPending", "1");
        sns.deleteTopic(request -> request.topicArn(topic));
        assertThat(sns.listSubscriptions().subscriptions()).isEmpty();
        assertThatThrownBy(() -> sns.publish(request -> request.topicArn(topic).message("x")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("Topic does not exist");
    }
}
