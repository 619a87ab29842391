package dev.labctl.localcloud.service.lambda;

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
        return "{\"Version\":\"2012-10-17\",\"Id\":\"default\",\"Statement\":[%s]}"
                .formatted(String.join(",", statements.values()));
    }
}
