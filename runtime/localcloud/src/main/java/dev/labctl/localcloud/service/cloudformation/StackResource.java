package dev.labctl.localcloud.service.cloudformation;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;

/**
 * A resource of a stack as it is kept.
 *
 * @param current what it is now; null before it was made
 * @param previous what it was before the operation under way; null when that changed nothing or made it
 * @param step the phase of the operation that last worked on it
 * @param token identifies the creation to the service
 * @param isNew whether the update under way made it
 */
record StackResource(
        String stackId,
        String logicalId,
        String type,
        ResourceStatus status,
        @Nullable String reason,
        Instant timestamp,
        @Nullable Made current,
        @Nullable Made previous,
        String step,
        String token,
        boolean isNew) {

    /** The physical id to show; empty before there is one. */
    String physicalId() {
        if (current != null) {
            return current.physicalId();
        }
        return previous == null ? "" : previous.physicalId();
    }

    /** Whether the resource has been replaced by another of a new physical id. */
    boolean isReplaced() {
        return previous != null && (current == null || !previous.physicalId().equals(current.physicalId()));
    }

    StackResource with(ResourceStatus changed, @Nullable String because, Instant at) {
        return new StackResource(stackId, logicalId, type, changed, because, at, current, previous, step, token, isNew);
    }

    StackResource with(@Nullable Made now, @Nullable Made before) {
        String typeNow = now == null ? type : now.type();
        return new StackResource(
                stackId, logicalId, typeNow, status, reason, timestamp, now, before, step, token, isNew);
    }

    StackResource in(String nextStep, String nextToken) {
        return new StackResource(
                stackId, logicalId, type, status, reason, timestamp, current, previous, nextStep, nextToken, isNew);
    }

    StackResource settled() {
        return new StackResource(
                stackId, logicalId, type, status, reason, timestamp, current, null, step, token, false);
    }

    /**
     * Something that was made in a service.
     *
     * @param properties the typed properties it was made with
     * @param attributes what {@code Fn::GetAtt} gives
     * @param tags the tags it was made with beside those in its properties
     * @param dependsOn the logical ids it needs
     * @param metadata the evaluated metadata; null without any
     * @param shown the properties as events show them, JSON
     */
    record Made(
            String type,
            String physicalId,
            Map<String, Object> properties,
            Map<String, Object> attributes,
            Map<String, String> tags,
            Set<String> dependsOn,
            String deletionPolicy,
            String updateReplacePolicy,
            @Nullable String metadata,
            String shown) {
        Made {
            properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
            attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
            tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
            dependsOn = Set.copyOf(dependsOn);
        }

        Made as(String id, Map<String, Object> attributesNow) {
            return new Made(
                    type,
                    id,
                    properties,
                    attributesNow,
                    tags,
                    dependsOn,
                    deletionPolicy,
                    updateReplacePolicy,
                    metadata,
                    shown);
        }
    }
}
