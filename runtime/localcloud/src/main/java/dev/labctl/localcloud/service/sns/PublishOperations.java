package dev.labctl.localcloud.service.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Metrics;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.identity.Access;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishBatchRequest;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;
import software.amazon.awssdk.services.sns.model.PublishBatchResultEntry;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;

/** Publishing: a message is stored for each subscription that wants it before the publisher hears of it. */
final class PublishOperations {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MAX_BYTES = 262_144;
    private static final int MAX_SUBJECT = 100;
    private static final int MAX_ENTRIES = 10;
    private static final long DEDUPLICATION_MILLIS = 300_000;

    private final CloudEnvironment environment;
    private final SnsTables tables;
    private final Deliveries deliveries;

    PublishOperations(CloudEnvironment environment, SnsTables tables, Deliveries deliveries) {
        this.environment = environment;
        this.tables = tables;
        this.deliveries = deliveries;
    }

    void register(Operations operations) {
        operations.on(
                PublishRequest.class,
                (request, call) -> List.of(Access.to("SNS:Publish", target(request))),
                this::publish);
        operations.on(
                PublishBatchRequest.class,
                TopicOperations.on("SNS:Publish", PublishBatchRequest::topicArn),
                this::publishBatch);
    }

    private static String target(PublishRequest request) {
        if (request.phoneNumber() != null) {
            throw SnsErrors.invalidParameter("PhoneNumber Reason: the local cloud sends no SMS");
        }
        return TopicOperations.checkedArn(request.topicArn() == null ? request.targetArn() : request.topicArn());
    }

    private PublishResponse publish(PublishRequest request, Call call) {
        PublishBatchRequestEntry entry = PublishBatchRequestEntry.builder()
                .message(request.message())
                .subject(request.subject())
                .messageStructure(request.messageStructure())
                .messageAttributes(request.messageAttributes())
                .messageGroupId(request.messageGroupId())
                .messageDeduplicationId(request.messageDeduplicationId())
                .build();
        Topic topic = tables.requireTopic(target(request));
        PublishedMessage message = publish(topic, entry);
        return PublishResponse.builder()
                .messageId(message.id())
                .sequenceNumber(message.sequenceNumber())
                .build();
    }

    private PublishBatchResponse publishBatch(PublishBatchRequest request, Call call) {
        Topic topic = tables.requireTopic(request.topicArn());
        List<PublishBatchRequestEntry> entries = request.publishBatchRequestEntries();
        checkBatch(entries);
        List<PublishBatchResultEntry> successful = new ArrayList<>();
        List<BatchResultErrorEntry> failed = new ArrayList<>();
        for (PublishBatchRequestEntry entry : entries) {
            try {
                PublishedMessage message = publish(topic, entry);
                successful.add(PublishBatchResultEntry.builder()
                        .id(entry.id())
                        .messageId(message.id())
                        .sequenceNumber(message.sequenceNumber())
                        .build());
            } catch (AwsError e) {
                failed.add(BatchResultErrorEntry.builder()
                        .id(entry.id())
                        .code(e.code())
                        .message(e.message())
                        .senderFault(e.isSender())
                        .build());
            }
        }
        return PublishBatchResponse.builder()
                .successful(successful)
                .failed(failed)
                .build();
    }

    private static void checkBatch(List<PublishBatchRequestEntry> entries) {
        if (entries.isEmpty()) {
            throw SnsErrors.batch("EmptyBatchRequest", "The batch request doesn't contain any entries.");
        }
        if (entries.size() > MAX_ENTRIES) {
            throw SnsErrors.batch(
                    "TooManyEntriesInBatchRequest", "The batch request contains more entries than permissible.");
        }
        Set<String> ids = new HashSet<>();
        long size = 0;
        for (PublishBatchRequestEntry entry : entries) {
            if (entry.id() == null || !entry.id().matches("[A-Za-z0-9_-]{1,80}")) {
                throw SnsErrors.batch(
                        "InvalidBatchEntryId",
                        "The Id of a batch entry in a batch request doesn't abide by the specification.");
            }
            if (!ids.add(entry.id())) {
                throw SnsErrors.batch(
                        "BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.");
            }
            size += size(entry);
        }
        if (size > MAX_BYTES) {
            throw SnsErrors.batch(
                    "BatchRequestTooLong", "The length of all the messages put together is more than the limit.");
        }
    }

    private static long size(PublishBatchRequestEntry entry) {
        long size = bytes(entry.message());
        for (Map.Entry<String, MessageAttributeValue> attribute :
                entry.messageAttributes().entrySet()) {
            MessageAttributeValue value = attribute.getValue();
            size += bytes(attribute.getKey()) + bytes(value.dataType()) + bytes(value.stringValue());
            size += value.binaryValue() == null ? 0 : value.binaryValue().asByteArrayUnsafe().length;
        }
        return size;
    }

    private static long bytes(@Nullable String text) {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }

    private PublishedMessage publish(Topic topic, PublishBatchRequestEntry entry) {
        check(topic, entry);
        JsonNode byProtocol = byProtocol(entry);
        List<Delivery> begun = new ArrayList<>();
        PublishedMessage published = tables.store.write(() -> {
            PublishedMessage message = accept(topic, entry);
            if (message.publishedAt() == 0) {
                return message;
            }
            for (Subscription subscription : tables.subscriptionsOf(topic.arn())) {
                PublishedMessage sent = byProtocol == null
                        ? message
                        : message.withBody(byProtocol
                                .path(subscription.protocol())
                                .asText(byProtocol.path("default").asText()));
                if (!subscription.isPending() && FilterPolicy.accepts(subscription, sent)) {
                    begun.add(deliveries.store(subscription, sent));
                }
            }
            return message;
        });
        begun.forEach(deliveries::begin);
        Map<String, String> dimensions = Map.of("TopicName", topic.name());
        environment
                .metrics()
                .count(topic.region(), new Metrics.Metric("AWS/SNS", "NumberOfMessagesPublished", dimensions, "Count"));
        environment
                .metrics()
                .put(topic.region(), new Metrics.Metric("AWS/SNS", "PublishSize", dimensions, "Bytes"), (double)
                        size(entry));
        return published;
    }

    /** The message with its ids; one already accepted in the last five minutes is published at 0 and goes nowhere. */
    private PublishedMessage accept(Topic topic, PublishBatchRequestEntry entry) {
        long now = environment.clock().millis();
        String id = UUID.randomUUID().toString();
        String deduplicationId = entry.messageDeduplicationId();
        String sequenceNumber = null;
        if (topic.isFifo()) {
            deduplicationId = deduplicationId == null ? sha256(entry.message()) : deduplicationId;
            sequenceNumber = "1%019d".formatted(tables.nextSequence());
            boolean isPerGroup = "MessageGroup".equals(topic.attributes().get("FifoThroughputScope"));
            String key = topic.arn() + "/" + (isPerGroup ? entry.messageGroupId() : "") + "\u0000" + deduplicationId;
            SnsTables.Accepted before = tables.accepted.get(key).orElse(null);
            if (before != null && before.until() > now) {
                return new PublishedMessage(
                        before.messageId(), topic.arn(), null, "", Map.of(), 0, null, null, before.sequenceNumber());
            }
            forgetExpired(topic, now);
            tables.accepted.put(key, new SnsTables.Accepted(id, sequenceNumber, now + DEDUPLICATION_MILLIS));
        }
        Map<String, PublishedMessage.Attribute> attributes = new HashMap<>();
        entry.messageAttributes().forEach((name, value) -> attributes.put(name, attribute(value)));
        return new PublishedMessage(
                id,
                topic.arn(),
                entry.subject(),
                entry.message(),
                attributes,
                now,
                entry.messageGroupId(),
                deduplicationId,
                sequenceNumber);
    }

    private void forgetExpired(Topic topic, long now) {
        tables.accepted
                .prefix(topic.arn() + "/")
                .filter(row -> row.getValue().until() <= now)
                .map(Map.Entry::getKey)
                .toList()
                .forEach(tables.accepted::remove);
    }

    private static PublishedMessage.Attribute attribute(MessageAttributeValue value) {
        return value.binaryValue() == null
                ? new PublishedMessage.Attribute(value.dataType(), value.stringValue())
                : new PublishedMessage.Attribute(
                        value.dataType(),
                        Base64.getEncoder().encodeToString(value.binaryValue().asByteArrayUnsafe()));
    }

    private static void check(Topic topic, PublishBatchRequestEntry entry) {
        if (entry.message() == null || entry.message().isEmpty()) {
            throw SnsErrors.invalidParameter("Empty message");
        }
        if (size(entry) > MAX_BYTES) {
            throw SnsErrors.invalidParameter("Message too long");
        }
        String subject = entry.subject();
        if (subject != null && (subject.isEmpty() || subject.length() > MAX_SUBJECT || subject.contains("\n"))) {
            throw SnsErrors.invalidParameter("Subject");
        }
        entry.messageAttributes().forEach(PublishOperations::checkAttribute);
        if (!topic.isFifo()) {
            if (entry.messageDeduplicationId() != null) {
                throw SnsErrors.invalidParameter(
                        "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is"
                                + " not valid for this topic type");
            }
            return;
        }
        if (entry.messageGroupId() == null) {
            throw SnsErrors.invalidParameter("The MessageGroupId parameter is required for FIFO topics");
        }
        if (entry.messageDeduplicationId() == null && !topic.isOn(Topic.CONTENT_DEDUPLICATION)) {
            throw SnsErrors.invalidParameter("The topic should either have ContentBasedDeduplication enabled or"
                    + " MessageDeduplicationId provided explicitly");
        }
    }

    private static void checkAttribute(String name, MessageAttributeValue value) {
        String type = value.dataType() == null ? "" : value.dataType();
        if (!type.matches("(String|Number|Binary)(\\..*)?")) {
            throw AwsError.of(
                    400,
                    "ParameterValueInvalid",
                    "The message attribute '" + name + "' has an invalid message attribute type, the set of supported"
                            + " type prefixes is Binary, Number, and String.");
        }
        boolean isEmpty = type.startsWith("Binary")
                ? value.binaryValue() == null
                : value.stringValue() == null || value.stringValue().isEmpty();
        if (isEmpty) {
            throw AwsError.of(
                    400,
                    "ParameterValueInvalid",
                    "The message attribute '" + name + "' must contain non-empty message attribute value for message"
                            + " attribute type '" + type + "'.");
        }
        if (type.startsWith("Number")
                && !value.stringValue().trim().matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?")) {
            throw AwsError.of(
                    400, "ParameterValueInvalid", "Could not cast message attribute '" + name + "' value to number.");
        }
    }

    /** The messages by protocol, when the structure is {@code json}; null when there is one for all. */
    private static @Nullable JsonNode byProtocol(PublishBatchRequestEntry entry) {
        if (entry.messageStructure() == null) {
            return null;
        }
        if (!entry.messageStructure().equals("json")) {
            throw SnsErrors.invalidParameter("MessageStructure");
        }
        JsonNode messages;
        try {
            messages = JSON.readTree(entry.message());
        } catch (JsonProcessingException e) {
            throw SnsErrors.invalidParameter("Message Structure - JSON message body failed to parse");
        }
        if (!messages.path("default").isTextual()) {
            throw SnsErrors.invalidParameter("Message Structure - No default entry in JSON message body");
        }
        return messages;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
