package dev.labctl.cli.cloud;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** SQS: queues and messages. */
public final class Sqs implements AutoCloseable {
    private final SqsClient client;

    Sqs(ClientFactory clients) {
        client = clients.client(SqsClient.builder());
    }

    /** A message that was received. */
    public record Message(String id, String receiptHandle, String body) {}

    /** All attributes of a queue, by their AWS names. */
    public Map<String, String> attributes(String queueUrl) {
        return client.getQueueAttributes(request -> request.queueUrl(queueUrl).attributeNames(QueueAttributeName.ALL))
                .attributesAsStrings();
    }

    /** How many messages are in the queue: waiting, delayed, or taken by someone. */
    public int depth(String queueUrl) {
        Map<String, String> attributes = attributes(queueUrl);
        return number(attributes, "ApproximateNumberOfMessages")
                + number(attributes, "ApproximateNumberOfMessagesNotVisible")
                + number(attributes, "ApproximateNumberOfMessagesDelayed");
    }

    /** Takes up to ten messages, waiting at most that long (20 s) for the first; whoever takes one deletes it. */
    public List<Message> receive(String queueUrl, Duration wait) {
        return client
                .receiveMessage(request ->
                        request.queueUrl(queueUrl).maxNumberOfMessages(10).waitTimeSeconds((int) wait.toSeconds()))
                .messages()
                .stream()
                .map(each -> new Message(each.messageId(), each.receiptHandle(), each.body()))
                .toList();
    }

    /** Deletes a message that was received. */
    public void delete(String queueUrl, Message message) {
        client.deleteMessage(request -> request.queueUrl(queueUrl).receiptHandle(message.receiptHandle()));
    }

    @Override
    public void close() {
        client.close();
    }

    private static int number(Map<String, String> attributes, String name) {
        return Integer.parseInt(attributes.getOrDefault(name, "0"));
    }
}
