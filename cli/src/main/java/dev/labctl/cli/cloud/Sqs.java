package dev.labctl.cli.cloud;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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

    /**
     * How many messages are in a queue.
     *
     * @param inFlight taken by someone and not deleted yet
     */
    public record Depth(int waiting, int inFlight, int delayed) {
        /** All of them. */
        public int all() {
            return waiting + inFlight + delayed;
        }
    }

    /** How many messages are in the queue, by what they are doing there. */
    public Depth depths(String queueUrl) {
        Map<String, String> attributes = attributes(queueUrl);
        return new Depth(
                number(attributes, "ApproximateNumberOfMessages"),
                number(attributes, "ApproximateNumberOfMessagesNotVisible"),
                number(attributes, "ApproximateNumberOfMessagesDelayed"));
    }

    /** How many messages are in the queue: waiting, delayed, or taken by someone. */
    public int depth(String queueUrl) {
        return depths(queueUrl).all();
    }

    /**
     * A move of dead letters back to where they came from.
     *
     * @param status {@code RUNNING}, {@code COMPLETED}, {@code FAILED}, {@code CANCELLING} or {@code CANCELLED}
     * @param startedAt by which it is known again, in milliseconds since 1970
     * @param failure why it failed; empty when it did not
     */
    public record Move(String status, long moved, long toMove, long startedAt, String failure) {
        /** Whether it goes on. */
        public boolean isRunning() {
            return status.equals("RUNNING") || status.equals("CANCELLING");
        }

        /** Whether all were moved. */
        public boolean isComplete() {
            return status.equals("COMPLETED");
        }
    }

    /** Begins to put dead letters back into the queues that they come from; one that is under way already goes on. */
    public Move redrive(String deadLetterQueueUrl) {
        String arn = arn(deadLetterQueueUrl);
        Optional<Move> running = newest(arn).filter(Move::isRunning);
        if (running.isPresent()) {
            return running.get();
        }
        client.startMessageMoveTask(request -> request.sourceArn(arn));
        return newest(arn).orElseThrow();
    }

    /** How far a move has got. */
    public Move redriven(String deadLetterQueueUrl, Move begun) {
        return newest(arn(deadLetterQueueUrl))
                .filter(move -> move.startedAt() == begun.startedAt())
                .orElse(begun);
    }

    private Optional<Move> newest(String arn) {
        return client.listMessageMoveTasks(request -> request.sourceArn(arn).maxResults(1)).results().stream()
                .map(each -> new Move(
                        each.status(),
                        Objects.requireNonNullElse(each.approximateNumberOfMessagesMoved(), 0L),
                        Objects.requireNonNullElse(each.approximateNumberOfMessagesToMove(), 0L),
                        each.startedTimestamp(),
                        Objects.requireNonNullElse(each.failureReason(), "")))
                .findFirst();
    }

    private String arn(String queueUrl) {
        return Objects.requireNonNull(attributes(queueUrl).get("QueueArn"), "every queue has one");
    }

    /** Sends a message. */
    public void send(String queueUrl, String body) {
        client.sendMessage(request -> request.queueUrl(queueUrl).messageBody(body));
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

    /** Sets an attribute of a queue; an empty value takes it away. */
    public void setAttribute(String queueUrl, String name, String value) {
        client.setQueueAttributes(request -> request.queueUrl(queueUrl).attributesWithStrings(Map.of(name, value)));
    }

    @Override
    public void close() {
        client.close();
    }

    private static int number(Map<String, String> attributes, String name) {
        return Integer.parseInt(attributes.getOrDefault(name, "0"));
    }
}
