package dev.labctl.runtime.lab.filepipeline;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.labctl.wire.filepipeline.ItemAttribute;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * A message that was received: the record that the pipe read from the table's stream.
 *
 * @param messageId the same each time the message is received
 * @param receipt stands for this time
 * @param receives how often it has been received, this time included
 * @param sentAt when it was put into the queue, if the queue told
 * @param receivedAt when it was received first, if the queue told
 * @param itemId the item that it is about
 * @param path the input's path as the record tells it, which the row may have changed since
 */
record ItemMessage(
        String messageId,
        String receipt,
        int receives,
        Optional<Instant> sentAt,
        Optional<Instant> receivedAt,
        String itemId,
        Optional<AttributeValue> path) {
    /**
     * Reads a message.
     *
     * @throws IllegalArgumentException when its body is no record of an item, saying what is missing
     */
    static ItemMessage of(Message message) {
        Map<?, ?> change = object(body(message).get("dynamodb"), "dynamodb");
        Map<?, ?> id = object(object(change.get("Keys"), "dynamodb.Keys").get(ItemAttribute.ID), "dynamodb.Keys.id");
        if (!(id.get("S") instanceof String itemId)) {
            throw new IllegalArgumentException("dynamodb.Keys.id is no string");
        }
        return new ItemMessage(
                message.messageId(),
                message.receiptHandle(),
                Integer.parseInt(
                        message.attributes().getOrDefault(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1")),
                time(message, MessageSystemAttributeName.SENT_TIMESTAMP),
                time(message, MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP),
                itemId,
                path(change.get("NewImage")));
    }

    /** The queue tells times in milliseconds since 1970. */
    private static Optional<Instant> time(Message message, MessageSystemAttributeName attribute) {
        return Optional.ofNullable(message.attributes().get(attribute))
                .map(millis -> Instant.ofEpochMilli(Long.parseLong(millis)));
    }

    private static Map<String, Object> body(Message message) {
        try {
            return JSON.std.mapFrom(message.body());
        } catch (IOException e) {
            throw new IllegalArgumentException("the body is no JSON object", e);
        }
    }

    private static Optional<AttributeValue> path(@Nullable Object image) {
        return image instanceof Map<?, ?> attributes
                        && attributes.get(ItemAttribute.S3_PATH) instanceof Map<?, ?> value
                        && value.get("S") instanceof String text
                ? Optional.of(AttributeValue.fromS(text))
                : Optional.empty();
    }

    private static Map<?, ?> object(@Nullable Object value, String member) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new IllegalArgumentException("the body has no " + member);
    }
}
