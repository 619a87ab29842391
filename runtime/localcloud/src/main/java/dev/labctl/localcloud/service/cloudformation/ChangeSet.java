package dev.labctl.localcloud.service.cloudformation;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetStatus;
import software.amazon.awssdk.services.cloudformation.model.ExecutionStatus;

/**
 * A change set as it is kept.
 *
 * @param id the ARN
 * @param isCreation whether it creates the stack
 * @param reason why it failed; null when it did not
 */
record ChangeSet(
        String id,
        String name,
        String stackId,
        Instant created,
        boolean isCreation,
        @Nullable String description,
        ChangeSetStatus status,
        ExecutionStatus execution,
        @Nullable String reason,
        Stack.Definition definition,
        List<Change> changes,
        @Nullable String token) {
    ChangeSet {
        changes = List.copyOf(changes);
    }

    ChangeSet with(ExecutionStatus changed) {
        return new ChangeSet(
                id,
                name,
                stackId,
                created,
                isCreation,
                description,
                status,
                changed,
                reason,
                definition,
                changes,
                token);
    }

    /**
     * What happens to one resource.
     *
     * @param action Add, Modify or Remove
     * @param replacement True, False or Conditional; null unless it is modified
     * @param policyAction what becomes of the physical resource; null when nothing does
     * @param before the resource before, JSON; null when it is added
     * @param after the resource after, JSON; null when it is removed
     */
    record Change(
            String action,
            String logicalId,
            @Nullable String physicalId,
            String type,
            @Nullable String replacement,
            @Nullable String policyAction,
            List<String> scope,
            List<Detail> details,
            @Nullable String before,
            @Nullable String after) {
        Change {
            scope = List.copyOf(scope);
            details = List.copyOf(details);
        }
    }

    /**
     * One reason for a modification.
     *
     * @param attribute Properties, Metadata, Tags ...
     * @param name the property; null unless {@code attribute} is Properties
     * @param recreation Never or Always
     * @param evaluation Static when it is certain, Dynamic when only the execution will tell
     * @param source DirectModification, ParameterReference, ResourceReference, ResourceAttribute, Automatic (a nested
     *     stack, whose template may have changed where it lies)
     * @param cause the parameter, resource or {@code resource.attribute}; null for direct modifications
     */
    record Detail(
            String attribute,
            @Nullable String name,
            String recreation,
            String evaluation,
            String source,
            @Nullable String cause,
            @Nullable String before,
            @Nullable String after,
            @Nullable String changeType) {}
}
