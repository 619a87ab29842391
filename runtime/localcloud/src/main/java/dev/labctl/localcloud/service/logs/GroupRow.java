package dev.labctl.localcloud.service.logs;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A log group.
 *
 * @param name its name
 * @param created when, in milliseconds
 * @param retentionDays after how many days events expire; null for never
 * @param kmsKeyId the key it would be encrypted with on AWS; recorded
 * @param logGroupClass its class; recorded
 * @param isProtected whether it is protected from deletion
 * @param tags its tags
 */
record GroupRow(
        String name,
        long created,
        @Nullable Integer retentionDays,
        @Nullable String kmsKeyId,
        String logGroupClass,
        boolean isProtected,
        Map<String, String> tags) {
    GroupRow {
        tags = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }

    GroupRow withRetention(@Nullable Integer days) {
        return new GroupRow(name, created, days, kmsKeyId, logGroupClass, isProtected, tags);
    }

    GroupRow withKmsKey(@Nullable String key) {
        return new GroupRow(name, created, retentionDays, key, logGroupClass, isProtected, tags);
    }

    GroupRow withProtection(boolean isOn) {
        return new GroupRow(name, created, retentionDays, kmsKeyId, logGroupClass, isOn, tags);
    }

    GroupRow withTags(Map<String, String> changed) {
        return new GroupRow(name, created, retentionDays, kmsKeyId, logGroupClass, isProtected, changed);
    }
}
