package dev.labctl.localcloud.service.sns;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A message as it was published to a topic.
 *
 * @param id a UUID
 * @param topicArn the topic
 * @param subject null when it has none
 * @param body the message for the subscription's protocol
 * @param attributes the message attributes
 * @param publishedAt epoch milliseconds
 * @param groupId the message group; null when it has none
 * @param deduplicationId on FIFO topics
 * @param sequenceNumber on FIFO topics, 20 digits
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PublishedMessage(
        String id,
        String topicArn,
        @Nullable String subject,
        String body,
        Map<String, Attribute> attributes,
        long publishedAt,
        @Nullable String groupId,
        @Nullable String deduplicationId,
        @Nullable String sequenceNumber) {
    PublishedMessage {
        attributes = java.util.Collections.unmodifiableMap(new TreeMap<>(attributes));
    }

    PublishedMessage withBody(String other) {
        return new PublishedMessage(
                id, topicArn, subject, other, attributes, publishedAt, groupId, deduplicationId, sequenceNumber);
    }

    /**
     * One message attribute.
     *
     * @param type String, String.Array, Number or Binary
     * @param value the text; base64 of a binary value
     */
    record Attribute(String type, String value) {
        boolean isBinary() {
            return type.startsWith("Binary");
        }
    }
}
