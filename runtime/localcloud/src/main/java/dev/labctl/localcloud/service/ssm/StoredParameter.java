package dev.labctl.localcloud.service.ssm;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The newest version of a parameter as it is kept. */
record StoredParameter(
        String name,
        String type,
        String value,
        long version,
        Instant modified,
        @Nullable String description,
        @Nullable String allowedPattern,
        String tier,
        String dataType,
        Map<String, String> tags) {
    StoredParameter {
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }

    StoredParameter withTags(Map<String, String> changed) {
        return new StoredParameter(
                name, type, value, version, modified, description, allowedPattern, tier, dataType, changed);
    }
}
