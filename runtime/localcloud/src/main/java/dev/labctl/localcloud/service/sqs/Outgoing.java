package dev.labctl.localcloud.service.sqs;

import dev.labctl.localcloud.core.AwsError;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * A message as it was sent, whether alone or in a batch.
 *
 * @param body the body; empty when it was not given
 * @param delaySeconds null for the queue's own delay
 * @param attributes the message attributes
 * @param systemAttributes the system attributes: {@code AWSTraceHeader} is the only one that can be sent
 * @param deduplicationId null when it was not given
 * @param groupId null when it was not given
 */
record Outgoing(
        String body,
        @Nullable Integer delaySeconds,
        Map<String, MessageAttributeValue> attributes,
        Map<String, MessageSystemAttributeValue> systemAttributes,
        @Nullable String deduplicationId,
        @Nullable String groupId) {
    private static final int MAX_ATTRIBUTES = 10;
    private static final int MAX_DELAY = 900;
    private static final String ID_PATTERN = "[A-Za-z0-9\\p{Punct}]{1,128}";
    private static final String ID_REASON =
            "%s can only include alphanumeric and punctuation characters. 1 to 128 in length.";

    Outgoing {
        attributes = Map.copyOf(attributes);
        systemAttributes = Map.copyOf(systemAttributes);
    }

    static Outgoing of(SendMessageRequest request) {
        return new Outgoing(
                orEmpty(request.messageBody()),
                request.delaySeconds(),
                request.messageAttributes(),
                request.messageSystemAttributesAsStrings(),
                request.messageDeduplicationId(),
                request.messageGroupId());
    }

    static Outgoing of(SendMessageBatchRequestEntry entry) {
        return new Outgoing(
                orEmpty(entry.messageBody()),
                entry.delaySeconds(),
                entry.messageAttributes(),
                entry.messageSystemAttributesAsStrings(),
                entry.messageDeduplicationId(),
                entry.messageGroupId());
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** The size that counts against limits: body, and names, types and values of the message attributes, in bytes. */
    long size() {
        long size = bytes(body);
        for (Map.Entry<String, MessageAttributeValue> attribute : attributes.entrySet()) {
            MessageAttributeValue value = attribute.getValue();
            size += bytes(attribute.getKey()) + bytes(orEmpty(value.dataType()));
            size += value.binaryValue() == null
                    ? bytes(orEmpty(value.stringValue()))
                    : value.binaryValue().asByteArrayUnsafe().length;
        }
        return size;
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Checks everything that does not depend on the queue's settings. */
    void validate() {
        if (body.isEmpty()) {
            throw SqsErrors.missingParameter("MessageBody");
        }
        body.codePoints().filter(c -> !isAllowed(c)).findFirst().ifPresent(c -> {
            throw SqsErrors.invalidMessageContents(
                    "Invalid binary character '#x" + Integer.toHexString(c).toUpperCase(java.util.Locale.ROOT)
                            + "' was found in the message body, the set of allowed characters is"
                            + " #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF");
        });
        if (attributes.size() > MAX_ATTRIBUTES) {
            throw SqsErrors.invalidParameter("Number of message attributes [" + attributes.size()
                    + "] exceeds the allowed maximum [" + MAX_ATTRIBUTES + "].");
        }
        attributes.forEach(Outgoing::validateAttribute);
        systemAttributes.forEach((name, value) -> {
            if (!name.equals("AWSTraceHeader")) {
                throw SqsErrors.invalidParameter("Message system attribute name '" + name + "' is invalid.");
            }
            if (!"String".equals(value.dataType())
                    || orEmpty(value.stringValue()).isEmpty()) {
                throw SqsErrors.invalidParameter(
                        "Message (system) attribute 'AWSTraceHeader' must contain a non-empty value of type 'String'.");
            }
        });
        validateId("MessageGroupId", groupId);
        validateId("MessageDeduplicationId", deduplicationId);
        if (delaySeconds != null && (delaySeconds < 0 || delaySeconds > MAX_DELAY)) {
            throw SqsErrors.invalidParameter("DelaySeconds", delaySeconds, "DelaySeconds must be >= 0 and <= 900.");
        }
    }

    private static void validateId(String name, @Nullable String id) {
        if (id != null && !id.matches(ID_PATTERN)) {
            throw SqsErrors.invalidParameter(name, id, ID_REASON.formatted(name));
        }
    }

    private static boolean isAllowed(int c) {
        return c == 0x9
                || c == 0xA
                || c == 0xD
                || (c >= 0x20 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD)
                || c >= 0x10000;
    }

    private static void validateAttribute(String name, MessageAttributeValue value) {
        if (!name.matches("(?!(?i:AWS\\.|Amazon\\.))(?!\\.)(?!.*\\.\\.)[A-Za-z0-9_.-]{1,256}(?<!\\.)")) {
            throw SqsErrors.invalidParameter("Message (user) attribute name '" + name + "' is invalid.");
        }
        String type = orEmpty(value.dataType());
        if (type.isEmpty()) {
            throw SqsErrors.invalidParameter(
                    "The message attribute '" + name + "' must contain a message attribute type.");
        }
        if (!type.matches("(String|Number|Binary)(\\..*)?")) {
            throw SqsErrors.invalidParameter("The message attribute '" + name
                    + "' has an invalid message attribute type, the set of supported type prefixes is Binary, Number,"
                    + " and String.");
        }
        boolean isEmpty = type.startsWith("Binary")
                ? value.binaryValue() == null || value.binaryValue().asByteArrayUnsafe().length == 0
                : orEmpty(value.stringValue()).isEmpty();
        if (isEmpty) {
            throw SqsErrors.invalidParameter("Message (user) attribute '" + name
                    + "' must contain a non-empty value of type '" + (type.startsWith("Binary") ? "Binary" : "String")
                    + "'.");
        }
        if (type.startsWith("Number")
                && !value.stringValue().trim().matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?")) {
            throw SqsErrors.invalidParameter(
                    "Can't cast the value of message (user) attribute '" + name + "' to a number.");
        }
    }

    /** Checks the message against a queue: FIFO needs a group and a deduplication id and takes no delay of its own. */
    void validateFor(QueueRecord queue, boolean isInBatch) {
        if (!queue.key().isFifo()) {
            if (deduplicationId != null) {
                throw SqsErrors.invalidParameter(
                        "MessageDeduplicationId",
                        deduplicationId,
                        "The request include parameter that is not valid for this queue type");
            }
            return;
        }
        if (groupId == null) {
            // the batch operation knows no MissingParameter, as recorded
            throw isInBatch
                    ? SqsErrors.invalidParameter("The request must contain the parameter MessageGroupId.")
                    : SqsErrors.missingParameter("MessageGroupId");
        }
        if (deduplicationId == null && !queue.isOn(QueueAttributes.CONTENT_DEDUPLICATION)) {
            throw SqsErrors.invalidParameter("The queue should either have ContentBasedDeduplication enabled or"
                    + " MessageDeduplicationId provided explicitly");
        }
        if (delaySeconds != null && delaySeconds != 0) {
            throw SqsErrors.invalidParameter(
                    "DelaySeconds",
                    delaySeconds,
                    "The request include parameter that is not valid for this queue type.");
        }
    }

    /** The error of a message that is too long for its queue; null when it fits. */
    @Nullable
    AwsError tooLong(int limit, boolean isInBatch) {
        if (size() <= limit) {
            return null;
        }
        return SqsErrors.invalidParameter("One or more parameters %s. Reason: Message must be shorter than %d bytes."
                .formatted(isInBatch ? "cannot be validated" : "are invalid", limit));
    }
}
