package dev.labctl.localcloud.service.sqs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Which queues may use a queue as their dead-letter queue.
 *
 * @param permission {@code allowAll}, {@code denyAll} or {@code byQueue}
 * @param sourceQueueArns the queues that may, for {@code byQueue}
 */
record RedriveAllowPolicy(String permission, List<String> sourceQueueArns) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MOST_SOURCES = 10;

    RedriveAllowPolicy {
        sourceQueueArns = List.copyOf(sourceQueueArns);
    }

    /** Reads the {@code RedriveAllowPolicy} attribute, validated as SQS does. */
    static RedriveAllowPolicy parse(String json) {
        JsonNode policy;
        try {
            policy = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw invalid(json, "Amazon SQS can't create the redrive allow policy, as it’s in an unsupported format.");
        }
        String permission =
                policy == null ? "" : policy.path("redrivePermission").asText("");
        if (!Set.of("allowAll", "denyAll", "byQueue").contains(permission)) {
            throw invalid(json, "Redrive permission must be one of allowAll, denyAll and byQueue.");
        }
        List<String> arns = new ArrayList<>();
        policy.path("sourceQueueArns").forEach(arn -> arns.add(arn.asText()));
        if (permission.equals("byQueue") == arns.isEmpty() || arns.size() > MOST_SOURCES) {
            throw invalid(json, "One to 10 sourceQueueArns are needed with byQueue, and none otherwise.");
        }
        return new RedriveAllowPolicy(permission, arns);
    }

    /** Whether the queue with this ARN may move messages here. */
    boolean allows(String sourceArn) {
        return permission.equals("allowAll") || sourceQueueArns.contains(sourceArn);
    }

    private static RuntimeException invalid(String json, String reason) {
        return SqsErrors.invalidParameter("RedriveAllowPolicy", json, reason);
    }
}
