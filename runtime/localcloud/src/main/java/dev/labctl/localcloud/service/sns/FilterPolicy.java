package dev.labctl.localcloud.service.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final int MOST_KEYS = 5;
    private static final int MOST_COMBINATIONS = 150;
    private static final Pattern PLACE = Pattern.compile("line: \\d+, column: \\d+");

    private FilterPolicy() {}

    /**
     * Checks the {@code FilterPolicy} attribute ("Amazon SNS subscription filter policies", constraints).
     *
     * @param scope the {@code FilterPolicyScope} it is for
     * @return what SNS says against it; empty when it would keep it
     */
    static Optional<String> problem(String policy, String scope) {
        JsonNode json;
        try {
            json = JSON.readTree(policy);
        } catch (JsonProcessingException e) {
            return Optional.of("FilterPolicy: failed to parse JSON.");
        }
        if (!json.isObject()) {
            return Optional.of("FilterPolicy: failed to parse JSON. Filter policy must be an object");
        }
        for (Map.Entry<String, JsonNode> member : json.properties()) {
            if (!member.getValue().isContainerNode()) {
                return Optional.of("FilterPolicy: \"" + member.getKey() + "\" must be an object or an array");
            }
            if (member.getValue().isObject() && !scope.equals(BODY_SCOPE)) {
                return Optional.of("Filter policy scope MessageAttributes does not support nested filter policy");
            }
        }
        if (json.size() > MOST_KEYS) {
            return Optional.of("FilterPolicy: Filter policy can not have more than 5 keys");
        }
        if (combinations(json, 1) > MOST_COMBINATIONS) {
            return Optional.of("FilterPolicy: Filter policy is too complex");
        }
        return json.isEmpty() ? Optional.empty() : problemOfPattern(policy).map(problem -> "FilterPolicy: " + problem);
    }

    /** The product over all keys of the number of their values and the depth they are at; {@code $or} adds. */
    private static long combinations(JsonNode object, int depth) {
        long all = 1;
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            JsonNode value = member.getValue();
            if (member.getKey().equals("$or") && value.isArray()) {
                long sum = 0;
                for (JsonNode alternative : value) {
                    sum += combinations(alternative, depth);
                }
                all *= Math.max(1, sum);
            } else if (value.isObject()) {
                all *= combinations(value, depth + 1);
            } else {
                all *= Math.max(1, (long) value.size() * depth);
            }
            if (all > MOST_COMBINATIONS) {
                return all;
            }
        }
        return all;
    }

    /** What AWS's pattern compiler says against the policy, and where in its text. */
    private static Optional<String> problemOfPattern(String policy) {
        String problem;
        try {
            problem = RuleCompiler.check(policy);
        } catch (RuntimeException e) {
            problem = e.getMessage();
        }
        if (problem == null) {
            return Optional.empty();
        }
        String what = problem.lines().findFirst().orElse("");
        Matcher at = PLACE.matcher(problem);
        return Optional.of(at.find() ? what + "\n at [Source: (String)\"" + policy + "\"; " + at.group() + "]" : what);
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
