package dev.labctl.localcloud.service.dynamodb;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What of a table can change at any time and touches no item.
 *
 * @param isProtected deletion protection
 * @param tableClass STANDARD or STANDARD_INFREQUENT_ACCESS; null when never set
 * @param encryptionKeyArn the KMS key's ARN; null for DynamoDB's own key
 * @param timeToLive the attribute items expire by; null when off
 * @param recovery point-in-time recovery; null when off
 * @param tags the tags
 * @param policy the resource policy; null when there is none
 * @param policyRevision changes with the policy
 * @param hasInsights contributor insights (recorded only)
 */
record TableSettings(
        boolean isProtected,
        @Nullable String tableClass,
        @Nullable String encryptionKeyArn,
        @Nullable String timeToLive,
        @Nullable Recovery recovery,
        Map<String, String> tags,
        @Nullable String policy,
        @Nullable String policyRevision,
        boolean hasInsights) {
    static final TableSettings DEFAULT = new TableSettings(false, null, null, null, null, Map.of(), null, null, false);

    TableSettings {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /**
     * Point-in-time recovery.
     *
     * @param since the earliest time the table can be restored to, unless the period is over
     * @param days how long changes are kept
     */
    record Recovery(Instant since, int days) {}

    TableSettings withProtection(boolean changed) {
        return new TableSettings(
                changed, tableClass, encryptionKeyArn, timeToLive, recovery, tags, policy, policyRevision, hasInsights);
    }

    TableSettings withTableClass(@Nullable String changed) {
        return new TableSettings(
                isProtected,
                changed,
                encryptionKeyArn,
                timeToLive,
                recovery,
                tags,
                policy,
                policyRevision,
                hasInsights);
    }

    TableSettings withEncryptionKey(@Nullable String changed) {
        return new TableSettings(
                isProtected, tableClass, changed, timeToLive, recovery, tags, policy, policyRevision, hasInsights);
    }

    TableSettings withTimeToLive(@Nullable String changed) {
        return new TableSettings(
                isProtected,
                tableClass,
                encryptionKeyArn,
                changed,
                recovery,
                tags,
                policy,
                policyRevision,
                hasInsights);
    }

    TableSettings withRecovery(@Nullable Recovery changed) {
        return new TableSettings(
                isProtected,
                tableClass,
                encryptionKeyArn,
                timeToLive,
                changed,
                tags,
                policy,
                policyRevision,
                hasInsights);
    }

    TableSettings withTags(Map<String, String> changed) {
        return new TableSettings(
                isProtected,
                tableClass,
                encryptionKeyArn,
                timeToLive,
                recovery,
                changed,
                policy,
                policyRevision,
                hasInsights);
    }

    TableSettings withPolicy(@Nullable String changed, @Nullable String revision) {
        return new TableSettings(
                isProtected, tableClass, encryptionKeyArn, timeToLive, recovery, tags, changed, revision, hasInsights);
    }

    TableSettings withInsights(boolean changed) {
        return new TableSettings(
                isProtected, tableClass, encryptionKeyArn, timeToLive, recovery, tags, policy, policyRevision, changed);
    }
}
