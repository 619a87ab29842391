package dev.labctl.localcloud.service.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import software.amazon.event.ruler.RuleCompiler;
import software.amazon.event.ruler.Ruler;

/**
 * Whether a message passes a subscription's filter policy, decided by AWS's own pattern matcher.
 *
 * <p>Message attributes are matched as the members of one flat object: numbers as numbers, {@code String.Array} as an
 * array, binary ones not at all.
 */
final class FilterPolicy {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String BODY_SCOPE = "MessageBody";

    private FilterPolicy() {}

    /**
     * Checks the {@code FilterPolicy} attribute.
     *
     * @throws dev.labctl.localcloud.core.AwsError when it is no policy
     */
    static void validate(String policy) {
        JsonNode json;
        try {
            json = JSON.readTree(policy);
        } catch (JsonProcessingException e) {
            throw SnsErrors.invalidParameter("FilterPolicy: failed to parse JSON.");
        }
        if (!json.isObject()) {
            throw SnsErrors.invalidParameter("FilterPolicy: failed to parse JSON. Filter policy must be an object");
        }
        if (json.isEmpty()) {
            return;
        }
        String problem;
        try {
            problem = RuleCompiler.check(policy);
        } catch (RuntimeException e) {
            problem = e.getMessage();
        }
        if (problem != null) {
            throw SnsErrors.invalidParameter(
                    "FilterPolicy: " + problem.lines().findFirst().orElse(""));
        }
    }

    static boolean accepts(Subscription subscription, PublishedMessage message) {
        String policy = subscription.attributes().getOrDefault(Subscription.FILTER_POLICY, "{}");
        try {
            if (JSON.readTree(policy).isEmpty()) {
                return true;
            }
            String subject = BODY_SCOPE.equals(subscription.attributes().get(Subscription.FILTER_SCOPE))
                    ? message.body()
                    : attributes(message).toString();
            return JSON.readTree(subject).isObject() && Ruler.matchesRule(subject, policy);
        } catch (IOException e) {
            // a body that is no JSON passes no filter on the body
            return false;
        } catch (Exception e) {
            throw new IllegalStateException("a filter policy was accepted that cannot be matched: " + policy, e);
        }
    }

    private static ObjectNode attributes(PublishedMessage message) {
        ObjectNode all = JSON.createObjectNode();
        message.attributes().forEach((name, attribute) -> {
            if (!attribute.isBinary()) {
                all.set(name, value(attribute));
            }
        });
        return all;
    }

    private static JsonNode value(PublishedMessage.Attribute attribute) {
        if (attribute.type().equals("String.Array")) {
            try {
                return JSON.readTree(attribute.value());
            } catch (JsonProcessingException e) {
                return JSON.getNodeFactory().textNode(attribute.value());
            }
        }
        return attribute.type().startsWith("Number")
                ? JSON.getNodeFactory()
                        .numberNode(new BigDecimal(attribute.value().trim()))
                : JSON.getNodeFactory().textNode(attribute.value());
    }
}
