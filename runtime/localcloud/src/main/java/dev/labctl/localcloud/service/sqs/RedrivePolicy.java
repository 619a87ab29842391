package dev.labctl.localcloud.service.sqs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Where a queue's messages go once they were received too often.
 *
 * @param deadLetterTargetArn the dead-letter queue
 * @param maxReceiveCount how often a message is delivered before it is moved
 */
record RedrivePolicy(String deadLetterTargetArn, int maxReceiveCount) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MOST_RECEIVES = 1000;

    /** Reads the {@code RedrivePolicy} attribute, validated as SQS does. */
    static RedrivePolicy parse(String json) {
        JsonNode policy;
        try {
            policy = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw invalid(json, "Amazon SQS can't create the redrive policy, as it’s in an unsupported format.");
        }
        if (policy == null || !policy.isObject()) {
            throw invalid(json, "Amazon SQS can't create the redrive policy, as it’s in an unsupported format.");
        }
        if (!policy.hasNonNull("deadLetterTargetArn")) {
            throw invalid(json, "Redrive policy does not contain mandatory attribute: deadLetterTargetArn.");
        }
        if (!policy.hasNonNull("maxReceiveCount")) {
            throw invalid(json, "Redrive policy does not contain mandatory attribute: maxReceiveCount.");
        }
        String count = policy.get("maxReceiveCount").asText();
        if (!count.matches("\\d{1,4}") || Integer.parseInt(count) < 1 || Integer.parseInt(count) > MOST_RECEIVES) {
            throw invalid(
                    json,
                    "Invalid value for maxReceiveCount: " + count
                            + ", valid values are from 1 to 1000 both inclusive.");
        }
        String arn = policy.get("deadLetterTargetArn").asText();
        if (QueueKey.ofArn(arn) == null) {
            throw invalid(json, "Invalid value for deadLetterTargetArn.");
        }
        return new RedrivePolicy(arn, Integer.parseInt(count));
    }

    static RuntimeException invalid(String json, String reason) {
        return SqsErrors.invalidParameter("RedrivePolicy", json, reason);
    }
}
