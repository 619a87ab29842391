package dev.labctl.localcloud.service.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The policy of a function, version, alias or layer version.
 *
 * @param revisionId changes with each change
 * @param statements the statements as JSON, by statement id, in the order they were added
 */
record ResourcePolicy(String revisionId, Map<String, String> statements) {
    private static final JsonMapper JSON = new JsonMapper();

    ResourcePolicy {
        statements = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(statements));
    }

    static ResourcePolicy empty() {
        return new ResourcePolicy(UUID.randomUUID().toString(), Map.of());
    }

    ResourcePolicy with(String id, String statement) {
        Map<String, String> all = new LinkedHashMap<>(statements);
        all.put(id, statement);
        return new ResourcePolicy(UUID.randomUUID().toString(), all);
    }

    ResourcePolicy without(String id) {
        Map<String, String> all = new LinkedHashMap<>(statements);
        all.remove(id);
        return new ResourcePolicy(UUID.randomUUID().toString(), all);
    }

    boolean isRevision(@Nullable String revision) {
        return revision == null || revision.equals(revisionId);
    }

    /** The policy document. */
    String document() {
        ObjectNode document =
                JSON.createObjectNode().put("Version", "2012-10-17").put("Id", "default");
        try {
            for (String statement : statements.values()) {
                document.withArray("Statement").add(JSON.readTree(statement));
            }
            return JSON.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored statement is unreadable", e);
        }
    }
}
