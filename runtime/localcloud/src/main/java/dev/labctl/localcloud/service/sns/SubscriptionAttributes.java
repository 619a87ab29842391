package dev.labctl.localcloud.service.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.core.AwsError;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What SNS refuses as attributes of a subscription (SetSubscriptionAttributes, Amazon SNS API reference). */
final class SubscriptionAttributes {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ATTRIBUTE_SCOPE = "MessageAttributes";
    private static final Set<String> SCOPES = Set.of(ATTRIBUTE_SCOPE, "MessageBody");

    private final String endpoint;
    private final Map<String, String> others;
    private final String prefix;

    /**
     * Checks for one subscription.
     *
     * @param endpoint where it delivers to
     * @param others the attributes that it has or is about to get beside
     * @param prefix what comes before the reason: Subscribe says {@code Attributes Reason: }
     */
    SubscriptionAttributes(String endpoint, Map<String, String> others, String prefix) {
        this.endpoint = endpoint;
        this.others = Map.copyOf(others);
        this.prefix = prefix;
    }

    /**
     * Returns when SNS would keep the attribute; an empty value removes it.
     *
     * @throws AwsError {@code InvalidParameter}
     */
    void check(@Nullable String name, String value) {
        if (name == null) {
            throw SnsErrors.invalidParameter(prefix + "AttributeName");
        }
        Optional<String> problem =
                switch (name) {
                    case Subscription.FILTER_POLICY ->
                        value.isEmpty()
                                ? Optional.empty()
                                : FilterPolicy.problem(
                                        value, others.getOrDefault(Subscription.FILTER_SCOPE, ATTRIBUTE_SCOPE));
                    case Subscription.FILTER_SCOPE -> scope(value);
                    case Subscription.RAW ->
                        value.matches("(?i)true|false")
                                ? Optional.empty()
                                : Optional.of(
                                        "RawMessageDelivery: Invalid value [" + value + "]. Must be true or false.");
                    case Subscription.REDRIVE_POLICY -> value.isEmpty() ? Optional.empty() : redrive(value);
                    case "DeliveryPolicy" -> Optional.empty();
                    default -> Optional.of("AttributeName");
                };
        problem.ifPresent(reason -> {
            throw SnsErrors.invalidParameter(prefix + reason);
        });
    }

    private Optional<String> scope(String value) {
        if (!SCOPES.contains(value)) {
            return Optional.of("FilterPolicyScope: Invalid value [" + value
                    + "]. Please use either MessageBody or MessageAttributes");
        }
        String policy = others.getOrDefault(Subscription.FILTER_POLICY, "");
        return policy.isEmpty() ? Optional.empty() : FilterPolicy.problem(policy, value);
    }

    private Optional<String> redrive(String value) {
        String target;
        try {
            target = JSON.readTree(value).path("deadLetterTargetArn").asText();
        } catch (JsonProcessingException e) {
            return Optional.of("RedrivePolicy: failed to parse JSON.");
        }
        if (!target.matches("arn:aws[a-z-]*:sqs:[^:]+:\\d{12}:[^:]+")) {
            return Optional.of("RedrivePolicy: deadLetterTargetArn is an invalid arn");
        }
        return endpoint.endsWith(".fifo") && !target.endsWith(".fifo")
                ? Optional.of("RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.")
                : Optional.empty();
    }
}
