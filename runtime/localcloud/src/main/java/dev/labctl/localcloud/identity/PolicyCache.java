package dev.labctl.localcloud.identity;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Compiled policies by their text, so that a document is parsed once and not for each request. */
final class PolicyCache {
    private static final int MOST = 4_096;

    private final Map<PolicyKind, Map<String, PolicyDocument>> compiled = new EnumMap<>(PolicyKind.class);

    PolicyCache() {
        for (PolicyKind kind : PolicyKind.values()) {
            compiled.put(kind, new ConcurrentHashMap<>());
        }
    }

    /**
     * The document compiled.
     *
     * @throws MalformedPolicyException when it is not one
     */
    PolicyDocument get(String json, PolicyKind kind) {
        Map<String, PolicyDocument> known = java.util.Objects.requireNonNull(compiled.get(kind));
        PolicyDocument hit = known.get(json);
        if (hit != null) {
            return hit;
        }
        if (known.size() >= MOST) {
            known.clear();
        }
        PolicyDocument parsed = PolicyDocument.parse(json, kind);
        known.put(json, parsed);
        return parsed;
    }
}
