package dev.labctl.localcloud.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.core.AwsError;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the signer of a form allows it to be (<a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html">POST policy</a>).
 *
 * @param expiration when it ends
 * @param conditions each an array of operator, {@code $field} and value
 */
record PostPolicy(Instant expiration, List<JsonNode> conditions) {
    /** For unsigned forms, which need the bucket's leave alone. */
    static final PostPolicy NONE = new PostPolicy(Instant.MAX, List.of());

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Fields that no condition must name. */
    private static final Set<String> FREE = Set.of("policy", "file", "signature", "x-amz-signature", "awsaccesskeyid");

    PostPolicy {
        conditions = List.copyOf(conditions);
    }

    /**
     * Reads a policy as a form carries it, in base64.
     *
     * @throws AwsError {@code InvalidPolicyDocument}
     */
    static PostPolicy of(String base64) {
        try {
            JsonNode policy = JSON.readTree(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
            if (!policy.path("expiration").isTextual()) {
                throw invalid("Policy missing expiration.");
            }
            if (!policy.path("conditions").isArray()) {
                throw invalid("Policy missing conditions.");
            }
            List<JsonNode> conditions = new ArrayList<>();
            for (JsonNode condition : policy.path("conditions")) {
                addTo(conditions, condition);
            }
            return new PostPolicy(Instant.parse(policy.path("expiration").asText()), conditions);
        } catch (DateTimeException e) {
            throw invalid("Invalid 'expiration' value.");
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw invalid("Invalid JSON.");
        }
    }

    /** {@code {"acl": "private"}} is short for {@code ["eq", "$acl", "private"]}. */
    private static void addTo(List<JsonNode> conditions, JsonNode condition) {
        if (condition.isArray() && condition.size() == 3) {
            conditions.add(condition);
        } else if (condition.isObject() && !condition.isEmpty()) {
            condition
                    .properties()
                    .forEach(entry -> conditions.add(JSON.createArrayNode()
                            .add("eq")
                            .add("$" + entry.getKey())
                            .add(entry.getValue())));
        } else {
            throw invalid("Invalid Condition.");
        }
    }

    private static AwsError invalid(String what) {
        return AwsError.of(400, "InvalidPolicyDocument", "Invalid Policy: " + what);
    }

    /**
     * Returns when a form is as the policy says.
     *
     * @param form the fields by name in lower case, {@code bucket} among them
     * @throws AwsError {@code AccessDenied}
     */
    void check(Map<String, String> form, Instant now) {
        if (now.isAfter(expiration)) {
            throw denied("Policy expired.");
        }
        Set<String> extra = new TreeSet<>(form.keySet());
        extra.removeIf(name -> FREE.contains(name) || name.equals("bucket") || name.startsWith("x-ignore-"));
        for (JsonNode condition : conditions) {
            String operator = condition.path(0).asText().toLowerCase(Locale.ROOT);
            if (!operator.equals("content-length-range")) {
                String field = field(condition);
                extra.remove(field);
                checkField(condition, operator, form.getOrDefault(field, ""));
            }
        }
        if (!extra.isEmpty()) {
            throw denied("Extra input fields: " + extra.iterator().next());
        }
    }

    private static String field(JsonNode condition) {
        String name = condition.path(1).asText().toLowerCase(Locale.ROOT);
        return name.startsWith("$") ? name.substring(1) : name;
    }

    private static void checkField(JsonNode condition, String operator, String value) {
        String wanted = condition.path(2).asText();
        boolean holds =
                switch (operator) {
                    case "eq" -> value.equals(wanted);
                    case "starts-with" -> value.startsWith(wanted);
                    default -> throw invalid("Invalid Condition: unknown operation '" + operator + "'.");
                };
        if (!holds) {
            throw denied("Policy Condition failed: [\"%s\", \"%s\", \"%s\"]"
                    .formatted(operator, condition.path(1).asText(), wanted));
        }
    }

    private static AwsError denied(String why) {
        return AwsError.of(403, "AccessDenied", "Invalid according to Policy: " + why);
    }

    /** The fewest bytes a file may have. */
    long smallest() {
        return ranges(1).max(Long::compare).orElse(0L);
    }

    /** The most bytes a file may have. */
    long largest() {
        return ranges(2).min(Long::compare).orElse(Long.MAX_VALUE);
    }

    private Stream<Long> ranges(int index) {
        return conditions.stream()
                .filter(condition -> condition.path(0).asText().equalsIgnoreCase("content-length-range"))
                .map(condition -> condition.path(index).asLong());
    }
}
