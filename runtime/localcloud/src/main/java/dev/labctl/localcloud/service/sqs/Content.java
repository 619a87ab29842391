package dev.labctl.localcloud.service.sqs;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * What a message says: written once, read when the message is received, never kept in memory.
 *
 * @param messageId a UUID, kept across moves
 * @param body the body as it was sent
 * @param attributes the message attributes by name
 * @param traceHeader the {@code AWSTraceHeader}; null when there is none
 * @param senderId the sender's unique id
 * @param sentAt epoch milliseconds
 * @param deduplicationId FIFO: given or made from the body; on standard queues null
 * @param sequenceNumber FIFO: 20 digits; on standard queues null
 * @param deadLetterSource the ARN of the queue it was moved from as a dead letter; null when it was not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Content(
        String messageId,
        String body,
        Map<String, Attribute> attributes,
        @Nullable String traceHeader,
        String senderId,
        long sentAt,
        @Nullable String deduplicationId,
        @Nullable String sequenceNumber,
        @Nullable String deadLetterSource) {
    Content {
        attributes = java.util.Collections.unmodifiableMap(new TreeMap<>(attributes));
    }

    Content movedFrom(@Nullable String source, @Nullable String sequence) {
        return new Content(
                messageId, body, attributes, traceHeader, senderId, sentAt, deduplicationId, sequence, source);
    }

    /**
     * One message attribute.
     *
     * @param type the data type, for instance {@code Number.int}
     * @param text the string value; null for a binary one
     * @param bytes the binary value in base64; null for a string
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Attribute(
            String type, @Nullable String text, @Nullable String bytes) {
        static Attribute of(MessageAttributeValue value) {
            return value.binaryValue() == null
                    ? new Attribute(value.dataType(), value.stringValue(), null)
                    : new Attribute(
                            value.dataType(),
                            null,
                            Base64.getEncoder()
                                    .encodeToString(value.binaryValue().asByteArrayUnsafe()));
        }

        MessageAttributeValue toSdk() {
            MessageAttributeValue.Builder value =
                    MessageAttributeValue.builder().dataType(type).stringValue(text);
            return bytes == null
                    ? value.build()
                    : value.binaryValue(
                                    SdkBytes.fromByteArray(Base64.getDecoder().decode(bytes)))
                            .build();
        }
    }
}
