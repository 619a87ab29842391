package dev.labctl.localcloud.service.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.CloudFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Queues that EventBridge may send to, and what came to them. */
final class EventsFixture {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int PATIENCE_SECONDS = 10;

    private final CloudFixture cloud;
    final EventBridgeClient events;
    final SqsClient sqs;

    EventsFixture(CloudFixture cloud) {
        this.cloud = cloud;
        this.events = cloud.client(EventBridgeClient.builder());
        this.sqs = cloud.client(SqsClient.builder());
    }

    void advance(Duration by) {
        cloud.cloud().environment().clock().advance(by);
    }

    static String queueArn(String name) {
        return "arn:aws:sqs:us-east-1:123456789012:" + name;
    }

    /** A queue that takes messages from this rule; returns its URL. */
    String queue(String name, String ruleArn) {
        String policy = """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},\
                "Action":"sqs:SendMessage","Resource":"%s","Condition":{"ArnEquals":{"aws:SourceArn":"%s"},\
                "StringEquals":{"aws:SourceAccount":"123456789012"}}}]}""".formatted(queueArn(name), ruleArn);
        return sqs.createQueue(create -> create.queueName(name)
                        .attributes(
                                name.endsWith(".fifo")
                                        ? Map.of(
                                                QueueAttributeName.POLICY,
                                                policy,
                                                QueueAttributeName.FIFO_QUEUE,
                                                "true",
                                                QueueAttributeName.CONTENT_BASED_DEDUPLICATION,
                                                "true")
                                        : Map.of(QueueAttributeName.POLICY, policy)))
                .queueUrl();
    }

    /** Makes the queue a target of the rule on the default bus. */
    void target(String rule, String queue) {
        target(rule, Target.builder().id(queue.replace('.', '-')).arn(queueArn(queue)));
    }

    void target(String rule, Target.Builder target) {
        assertThat(events.putTargets(put -> put.rule(rule).targets(target.build()))
                        .failedEntryCount())
                .isZero();
    }

    /** The bodies of exactly so many messages, in the order of arrival; no more have come meanwhile. */
    List<JsonNode> received(String queueUrl, int count) {
        return messages(queueUrl, count).stream()
                .map(Message::body)
                .map(EventsFixture::json)
                .toList();
    }

    List<Message> messages(String queueUrl, int count) {
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < PATIENCE_SECONDS && messages.size() < count; i++) {
            messages.addAll(receive(queueUrl, 1));
        }
        messages.addAll(receive(queueUrl, 0));
        assertThat(messages).as("messages in " + queueUrl).hasSize(count);
        return messages;
    }

    private List<Message> receive(String queueUrl, int seconds) {
        List<Message> messages = sqs.receiveMessage(receive -> receive.queueUrl(queueUrl)
                        .maxNumberOfMessages(10)
                        .messageAttributeNames("All")
                        .messageSystemAttributeNamesWithStrings("All")
                        .waitTimeSeconds(seconds))
                .messages();
        messages.forEach(message ->
                sqs.deleteMessage(delete -> delete.queueUrl(queueUrl).receiptHandle(message.receiptHandle())));
        return messages;
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
