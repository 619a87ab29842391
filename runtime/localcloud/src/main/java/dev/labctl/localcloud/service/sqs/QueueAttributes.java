package dev.labctl.localcloud.service.sqs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The settable attributes of a queue: their names, ranges and defaults, from the SetQueueAttributes API page.
 *
 * <p>A queue keeps its settings as the strings that GetQueueAttributes answers.
 */
final class QueueAttributes {
    static final String DELAY_SECONDS = "DelaySeconds";
    static final String MAXIMUM_MESSAGE_SIZE = "MaximumMessageSize";
    static final String MESSAGE_RETENTION_PERIOD = "MessageRetentionPeriod";
    static final String RECEIVE_WAIT = "ReceiveMessageWaitTimeSeconds";
    static final String VISIBILITY_TIMEOUT = "VisibilityTimeout";
    static final String POLICY = "Policy";
    static final String REDRIVE_POLICY = "RedrivePolicy";
    static final String REDRIVE_ALLOW_POLICY = "RedriveAllowPolicy";
    static final String KMS_KEY = "KmsMasterKeyId";
    static final String KMS_REUSE = "KmsDataKeyReusePeriodSeconds";
    static final String SQS_SSE = "SqsManagedSseEnabled";
    static final String FIFO = "FifoQueue";
    static final String CONTENT_DEDUPLICATION = "ContentBasedDeduplication";
    static final String DEDUPLICATION_SCOPE = "DeduplicationScope";
    static final String THROUGHPUT_LIMIT = "FifoThroughputLimit";

    static final int MAXIMUM_SIZE = 1_048_576;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Map<String, Range> RANGES = Map.of(
            DELAY_SECONDS, new Range(0, 900),
            MAXIMUM_MESSAGE_SIZE, new Range(1024, MAXIMUM_SIZE),
            MESSAGE_RETENTION_PERIOD, new Range(60, 1_209_600),
            RECEIVE_WAIT, new Range(0, 20),
            VISIBILITY_TIMEOUT, new Range(0, 43_200),
            KMS_REUSE, new Range(60, 86_400));
    private static final Set<String> BOOLEANS = Set.of(SQS_SSE, FIFO, CONTENT_DEDUPLICATION);
    private static final Map<String, Set<String>> CHOICES = Map.of(
            DEDUPLICATION_SCOPE, Set.of("queue", "messageGroup"),
            THROUGHPUT_LIMIT, Set.of("perQueue", "perMessageGroupId"));
    private static final Set<String> TEXTS = Set.of(POLICY, REDRIVE_POLICY, REDRIVE_ALLOW_POLICY, KMS_KEY);
    private static final String SSE_CONFLICT =
            "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.";

    private record Range(int from, int to) {}

    private QueueAttributes() {}

    /** What a new queue has before its creator's attributes. */
    static Map<String, String> defaults(boolean isFifo) {
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put(DELAY_SECONDS, "0");
        defaults.put(MAXIMUM_MESSAGE_SIZE, String.valueOf(MAXIMUM_SIZE));
        defaults.put(MESSAGE_RETENTION_PERIOD, "345600");
        defaults.put(RECEIVE_WAIT, "0");
        defaults.put(VISIBILITY_TIMEOUT, "30");
        defaults.put(SQS_SSE, "true");
        if (isFifo) {
            defaults.put(FIFO, "true");
            defaults.put(CONTENT_DEDUPLICATION, "false");
            defaults.put(DEDUPLICATION_SCOPE, "queue");
            defaults.put(THROUGHPUT_LIMIT, "perQueue");
        }
        return defaults;
    }

    /** Checks attributes given to a queue and writes them as SQS keeps them ({@code True} becomes {@code true}). */
    static Map<String, String> validated(Map<String, String> given, boolean isFifo) {
        Map<String, String> checked = new LinkedHashMap<>();
        given.forEach((name, value) -> checked.put(name, validated(name, value, isFifo)));
        if (!checked.getOrDefault(KMS_KEY, "").isEmpty() && "true".equals(checked.get(SQS_SSE))) {
            throw SqsErrors.invalidAttributeName(SSE_CONFLICT);
        }
        return checked;
    }

    private static String validated(String name, String value, boolean isFifo) {
        Range range = RANGES.get(name);
        if (range != null) {
            return inRange(name, value, range);
        }
        if (!isFifo && (name.equals(FIFO) || name.equals(CONTENT_DEDUPLICATION))) {
            throw SqsErrors.unknownAttribute(name);
        }
        if (!isFifo && CHOICES.containsKey(name)) {
            throw SqsErrors.invalidAttributeName(
                    "You can specify the " + name + " only when FifoQueue is set to true.");
        }
        if (BOOLEANS.contains(name)) {
            String lower = value.toLowerCase(Locale.ROOT);
            require(lower.equals("true") || lower.equals("false"), name);
            return lower;
        }
        if (CHOICES.containsKey(name)) {
            require(CHOICES.getOrDefault(name, Set.of()).contains(value), name);
            return value;
        }
        if (!TEXTS.contains(name)) {
            throw SqsErrors.unknownAttribute(name);
        }
        checkText(name, value);
        return value;
    }

    private static void checkText(String name, String value) {
        if (value.isEmpty()) {
            return;
        }
        switch (name) {
            case POLICY -> require(isPolicy(value), POLICY);
            case REDRIVE_POLICY -> RedrivePolicy.parse(value);
            case REDRIVE_ALLOW_POLICY -> RedriveAllowPolicy.parse(value);
            default -> {
                // a key id is checked by KMS, when it is used
            }
        }
    }

    private static boolean isPolicy(String value) {
        try {
            return JSON.readTree(value).path("Statement").isContainerNode();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private static String inRange(String name, String value, Range range) {
        require(value.matches("\\d{1,9}"), name);
        int number = Integer.parseInt(value);
        require(number >= range.from && number <= range.to, name);
        return String.valueOf(number);
    }

    private static void require(boolean holds, String name) {
        if (!holds) {
            throw SqsErrors.invalidAttributeValue("Invalid value for the parameter " + name + ".");
        }
    }

    /** The settings after {@code changes}: an empty value takes an attribute away, one kind of encryption ends the other. */
    static Map<String, String> merged(Map<String, String> current, Map<String, String> changes) {
        Map<String, String> merged = new LinkedHashMap<>(current);
        changes.forEach((name, value) -> {
            if (value.isEmpty()) {
                merged.remove(name);
            } else {
                merged.put(name, value);
            }
        });
        if (!changes.getOrDefault(KMS_KEY, "").isEmpty()) {
            merged.put(SQS_SSE, "false");
        } else if ("true".equals(changes.get(SQS_SSE))) {
            merged.remove(KMS_KEY);
        }
        if (!merged.containsKey(KMS_KEY)) {
            merged.remove(KMS_REUSE);
        } else {
            merged.putIfAbsent(KMS_REUSE, "300");
        }
        return merged;
    }
}
