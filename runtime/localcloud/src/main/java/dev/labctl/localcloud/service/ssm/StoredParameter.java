package dev.labctl.localcloud.service.ssm;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One version of a parameter as it is kept.
 *
 * @param type String, StringList or SecureString
 * @param keyId what a SecureString is encrypted with; null for other types
 * @param user the ARN of who wrote this version
 * @param tags the parameter's tags; those of its newest version count
 */
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
        @Nullable String keyId,
        String user,
        Map<String, String> tags) {
    StoredParameter {
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }

    boolean isSecure() {
        return type.equals("SecureString");
    }

    StoredParameter withTags(Map<String, String> changed) {
        return new StoredParameter(
                name,
                type,
                value,
                version,
                modified,
                description,
                allowedPattern,
                tier,
                dataType,
                keyId,
                user,
                changed);
    }
}
