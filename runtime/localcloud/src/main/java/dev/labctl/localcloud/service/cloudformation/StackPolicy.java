package dev.labctl.localcloud.service.cloudformation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A stack policy: what updates may do to which resources. Without a policy they may do everything. */
final class StackPolicy {
    private static final JsonMapper JSON = new JsonMapper();

    private final @Nullable JsonNode statements;

    private StackPolicy(@Nullable JsonNode statements) {
        this.statements = statements;
    }

    /** @throws dev.labctl.localcloud.core.AwsError ValidationError when the text is no policy */
    static StackPolicy of(@Nullable String text) {
        if (text == null) {
            return new StackPolicy(null);
        }
        try {
            JsonNode statements = JSON.readTree(text).path("Statement");
            if (statements.isArray() || statements.isObject()) {
                return new StackPolicy(
                        statements.isArray()
                                ? statements
                                : JSON.createArrayNode().add(statements));
            }
        } catch (JsonProcessingException e) {
            throw Definitions.invalid("Error validating stack policy: Invalid stack policy");
        }
        throw Definitions.invalid("Error validating stack policy: Invalid stack policy");
    }

    /**
     * Why an update may not do something.
     *
     * @param action Update:Modify, Update:Replace or Update:Delete
     * @return the reason; empty when it may
     */
    Optional<String> denial(String action, String logicalId, String resourceType) {
        if (statements == null) {
            return Optional.empty();
        }
        boolean isAllowed = false;
        List<String> denials = new ArrayList<>();
        for (int i = 0; i < statements.size(); i++) {
            JsonNode statement = statements.get(i);
            if (applies(statement, action, logicalId, resourceType)) {
                if (statement.path("Effect").asText().equals("Deny")) {
                    denials.add("Statement [#" + (i + 1) + "] does not allow [" + action + "] for resource ["
                            + "LogicalResourceId/" + logicalId + "]");
                } else {
                    isAllowed = true;
                }
            }
        }
        if (!denials.isEmpty()) {
            return Optional.of("Action denied by stack policy: " + String.join("; ", denials));
        }
        return isAllowed
                ? Optional.empty()
                : Optional.of("Action denied by stack policy: No statement allows [" + action + "] for resource ["
                        + "LogicalResourceId/" + logicalId + "]");
    }

    private static boolean applies(JsonNode statement, String action, String logicalId, String resourceType) {
        return covers(statement, "Action", action)
                && covers(statement, "Resource", "LogicalResourceId/" + logicalId)
                && statement.path("Condition").properties().stream()
                        .allMatch(condition -> texts(condition.getValue().path("ResourceType")).stream()
                                .anyMatch(pattern -> condition.getKey().equals("StringLike")
                                        ? matches(pattern, resourceType)
                                        : pattern.equals(resourceType)));
    }

    private static boolean covers(JsonNode statement, String member, String value) {
        if (statement.has("Not" + member)) {
            return texts(statement.path("Not" + member)).stream().noneMatch(pattern -> matches(pattern, value));
        }
        return texts(statement.path(member)).stream().anyMatch(pattern -> matches(pattern, value));
    }

    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(item -> texts.add(item.asText()));
        } else {
            texts.add(node.asText());
        }
        return texts;
    }

    private static boolean matches(String pattern, String value) {
        String regex = Pattern.quote(pattern).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
        return value.matches(regex);
    }
}
