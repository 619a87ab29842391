package dev.labctl.localcloud.service.sqs;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of a queue itself.
 *
 * @param id never used again, unlike the name: the prefix of the queue's message rows
 * @param key region and name
 * @param settings the settable attributes with their defaults
 * @param tags the tags
 * @param createdAt epoch milliseconds
 * @param modifiedAt epoch milliseconds
 * @param purgedAt when it was last purged, epoch milliseconds; 0 for never
 * @param previousScope the deduplication scope that holds until {@code scopeSince}; null when it never changed
 * @param scopeSince from when the scope in {@code settings} holds, epoch milliseconds
 */
record QueueRecord(
        String id,
        QueueKey key,
        Map<String, String> settings,
        Map<String, String> tags,
        long createdAt,
        long modifiedAt,
        long purgedAt,
        @Nullable String previousScope,
        long scopeSince) {
    /** A changed scope takes a minute to reach all of SQS; its recordings show the old one still at work. */
    private static final long SCOPE_PROPAGATION_MILLIS = 60_000;

    QueueRecord {
        settings = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        tags = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }

    int number(String attribute) {
        return Integer.parseInt(settings.getOrDefault(attribute, "0"));
    }

    boolean isOn(String attribute) {
        return "true".equals(settings.get(attribute));
    }

    @Nullable
    RedrivePolicy redrivePolicy() {
        String json = settings.get(QueueAttributes.REDRIVE_POLICY);
        return json == null ? null : RedrivePolicy.parse(json);
    }

    boolean deduplicatesPerGroup(long now) {
        String scope = previousScope != null && now < scopeSince
                ? previousScope
                : settings.get(QueueAttributes.DEDUPLICATION_SCOPE);
        return "messageGroup".equals(scope);
    }

    QueueRecord withSettings(Map<String, String> changed, long now) {
        String scope = settings.get(QueueAttributes.DEDUPLICATION_SCOPE);
        boolean isNewScope = scope != null && !scope.equals(changed.get(QueueAttributes.DEDUPLICATION_SCOPE));
        return new QueueRecord(
                id,
                key,
                changed,
                tags,
                createdAt,
                now,
                purgedAt,
                isNewScope ? scope : previousScope,
                isNewScope ? now + SCOPE_PROPAGATION_MILLIS : scopeSince);
    }

    QueueRecord withTags(Map<String, String> changed) {
        return new QueueRecord(id, key, settings, changed, createdAt, modifiedAt, purgedAt, previousScope, scopeSince);
    }

    QueueRecord purged(long now) {
        return new QueueRecord(id, key, settings, tags, createdAt, modifiedAt, now, previousScope, scopeSince);
    }
}
