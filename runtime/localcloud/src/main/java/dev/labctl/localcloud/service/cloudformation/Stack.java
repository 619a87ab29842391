package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.identity.Principal;
import dev.labctl.localcloud.service.cloudformation.template.Template;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/**
 * A stack as it is kept.
 *
 * @param id the ARN
 * @param state status and times
 * @param definition what the stack is being, or was last, brought to
 * @param outputs the outputs of the last completed operation
 * @param imports names of the exports it uses
 * @param operation what is under way or was left for a later rollback; null when nothing is
 * @param policy the stack policy document; null without one
 * @param nestedIn the stack that owns this one; null for one of its own
 */
public record Stack(
        String id,
        String name,
        String region,
        State state,
        Definition definition,
        List<Output> outputs,
        Set<String> imports,
        @Nullable Operation operation,
        @Nullable String policy,
        @Nullable NestedIn nestedIn) {
    public Stack {
        outputs = List.copyOf(outputs);
        imports = Set.copyOf(imports);
    }

    StackStatus status() {
        return state.status();
    }

    boolean isDeleted() {
        return state.status() == StackStatus.DELETE_COMPLETE;
    }

    /** When a creation under way must have ended; empty when it may take for ever. */
    Optional<Instant> deadline() {
        Integer minutes = definition.timeoutMinutes();
        return operation == null || minutes == null || operation.phase() != Phase.CREATE
                ? Optional.empty()
                : Optional.of(operation.started().plus(Duration.ofMinutes(minutes)));
    }

    /** The operation under way. */
    Operation running() {
        if (operation == null) {
            throw new IllegalStateException(id + " has no operation");
        }
        return operation;
    }

    Stack with(State changed) {
        return new Stack(id, name, region, changed, definition, outputs, imports, operation, policy, nestedIn);
    }

    Stack with(Definition changed) {
        return new Stack(id, name, region, state, changed, outputs, imports, operation, policy, nestedIn);
    }

    Stack with(Operation changed) {
        return new Stack(id, name, region, state, definition, outputs, imports, changed, policy, nestedIn);
    }

    Stack withoutOperation() {
        return new Stack(id, name, region, state, definition, outputs, imports, null, policy, nestedIn);
    }

    Stack withOutputs(List<Output> changed, Set<String> importsChanged) {
        return new Stack(id, name, region, state, definition, changed, importsChanged, operation, policy, nestedIn);
    }

    Stack withPolicy(@Nullable String changed) {
        return new Stack(id, name, region, state, definition, outputs, imports, operation, changed, nestedIn);
    }

    Stack withNestedIn(NestedIn owner) {
        return new Stack(id, name, region, state, definition, outputs, imports, operation, policy, owner);
    }

    /**
     * Status and times.
     *
     * @param reason why it has its status; null when there is nothing to say
     * @param changeSetId the change set executed last; null when the last operation had none
     */
    record State(
            StackStatus status,
            @Nullable String reason,
            Instant created,
            @Nullable Instant updated,
            @Nullable Instant deleted,
            @Nullable String changeSetId,
            boolean isProtected) {
        State with(StackStatus changed, @Nullable String because) {
            return new State(changed, because, created, updated, deleted, changeSetId, isProtected);
        }

        State updatedAt(Instant instant) {
            return new State(status, reason, created, instant, deleted, changeSetId, isProtected);
        }

        State deletedAt(Instant instant) {
            return new State(status, reason, created, updated, instant, changeSetId, isProtected);
        }

        State by(@Nullable String changeSet) {
            return new State(status, reason, created, updated, deleted, changeSet, isProtected);
        }

        State withProtection(boolean on) {
            return new State(status, reason, created, updated, deleted, changeSetId, on);
        }
    }

    /**
     * What a stack is asked to be.
     *
     * @param template the template's text
     * @param onFailure ROLLBACK, DO_NOTHING or DELETE
     * @param roleArn the role resources are made with; null for the deployer's own permissions
     * @param timeoutMinutes how long a creation may take; null for ever
     */
    public record Definition(
            String template,
            List<ParameterValue> parameters,
            Map<String, String> tags,
            List<String> capabilities,
            List<String> notificationArns,
            String onFailure,
            @Nullable String roleArn,
            @Nullable Integer timeoutMinutes) {
        public Definition {
            parameters = List.copyOf(parameters);
            tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
            capabilities = List.copyOf(capabilities);
            notificationArns = List.copyOf(notificationArns);
        }

        /** The template with the loops over parameters written out. */
        Template parsed() {
            Map<String, String> values = new LinkedHashMap<>();
            parameters.forEach(value -> values.put(value.name(), value.value()));
            return Template.parse(template, values);
        }

        /** The same with another role, when there is one. */
        Definition withRole(@Nullable String role) {
            return role == null
                    ? this
                    : new Definition(
                            template,
                            parameters,
                            tags,
                            capabilities,
                            notificationArns,
                            onFailure,
                            role,
                            timeoutMinutes);
        }

        boolean isRollbackDisabled() {
            return onFailure.equals("DO_NOTHING");
        }
    }

    /**
     * A parameter's value.
     *
     * @param resolved what an SSM parameter held; null for other types
     */
    public record ParameterValue(
            String name, String value, @Nullable String resolved) {}

    /** An output of a completed operation. */
    record Output(
            String name,
            String value,
            @Nullable String description,
            @Nullable String exportName) {}

    /** The resource of another stack that this stack is. */
    record NestedIn(String parentId, String rootId) {}

    /**
     * Something that changes a stack.
     *
     * @param before what the stack was before, for the rollback of an update; null for others
     * @param caller on whose behalf
     * @param token the client's request token; null when it sent none
     * @param retained logical ids that a deletion or a rollback leaves alone
     * @param failures what failed, by logical id
     * @param isPaused whether it waits for the user, who may roll back, continue or delete
     * @param policy the stack policy an update is held to; null without one
     */
    record Operation(
            String id,
            Phase phase,
            @Nullable Definition before,
            Principal caller,
            @Nullable String token,
            Set<String> retained,
            List<String> failures,
            boolean isPaused,
            Instant started,
            @Nullable String policy) {
        Operation {
            retained = Set.copyOf(retained);
            failures = List.copyOf(failures);
        }

        Operation in(Phase next) {
            return new Operation(id, next, before, caller, token, retained, failures, false, started, policy);
        }

        Operation failed(List<String> logicalIds) {
            return new Operation(id, phase, before, caller, token, retained, logicalIds, isPaused, started, policy);
        }

        Operation paused() {
            return new Operation(id, phase, before, caller, token, retained, failures, true, started, policy);
        }

        /** The same with the stack policy that holds for it. */
        Operation under(@Nullable String policyBody) {
            return new Operation(id, phase, before, caller, token, retained, failures, isPaused, started, policyBody);
        }

        Operation retaining(Set<String> logicalIds) {
            return new Operation(id, phase, before, caller, token, logicalIds, failures, isPaused, started, policy);
        }

        /** Marks what a resource went through in this phase of this operation. */
        String step() {
            return id + "/" + phase;
        }
    }

    /** What an operation is doing. */
    enum Phase {
        /** Creating and updating what the template says. */
        CREATE,
        UPDATE,
        /** Deleting what a completed update left over. */
        CLEANUP,
        /** Bringing updated resources back. */
        RESTORE,
        /** Deleting what a rolled back update had made. */
        RESTORE_CLEANUP,
        /** Deleting what a failed creation had made. */
        UNDO_CREATE,
        /** Deleting the stack. */
        DELETE
    }
}
