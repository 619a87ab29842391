package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.service.cloudformation.Stack.Operation;
import dev.labctl.localcloud.service.cloudformation.Stack.Phase;
import dev.labctl.localcloud.service.cloudformation.StackResource.Made;
import dev.labctl.localcloud.service.cloudformation.template.TemplateException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;

/** A phase that makes resources what they shall be: all that a definition says, or again what they were before. */
final class BuildRun extends PhaseRun {
    private final AtomicBoolean hasFailed = new AtomicBoolean();

    BuildRun(
            CloudEnvironment environment,
            Stacks stacks,
            StackEvents events,
            StackEngine engine,
            Stack stack,
            Operation operation) {
        super(environment, stacks, events, engine, stack, operation);
    }

    @Override
    boolean hasFailed() {
        return hasFailed.get();
    }

    /** Creates and updates what the definition says. */
    void build() {
        Blueprint blueprint;
        try {
            blueprint = engine.blueprint(stack, stack.definition());
            blueprint.requireImports();
            requireRemovable(blueprint);
        } catch (TemplateException e) {
            outcome.buildFailed(List.of(), e.message());
            return;
        }
        List<String> failed = TaskGraph.run(
                blueprint.needs(),
                environment.executor(),
                failing(logicalId -> build(blueprint, logicalId)),
                () -> hasFailed() || isLate() || !isCurrent());
        if (!isCurrent()) {
            return;
        }
        if (isLate() && !isBuilt(blueprint)) {
            outcome.buildFailed(failed, "Stack creation time exceeded the specified timeout.");
        } else if (failed.isEmpty()) {
            outcome.built(blueprint);
        } else {
            outcome.buildFailed(failed, null);
        }
    }

    private boolean isLate() {
        return stack.deadline()
                .filter(deadline -> !environment.clock().instant().isBefore(deadline))
                .isPresent();
    }

    private boolean isBuilt(Blueprint blueprint) {
        return blueprint.active().keySet().stream().allMatch(name -> stacks.resource(stack.id(), name)
                .filter(resource -> isComplete(resource.status()))
                .isPresent());
    }

    /** @throws TemplateException when the stack policy keeps something that the definition no longer has */
    private void requireRemovable(Blueprint blueprint) {
        for (StackResource resource : stacks.resources(stack.id())) {
            if (operation.phase() == Phase.UPDATE && !blueprint.active().containsKey(resource.logicalId())) {
                StackPolicy.of(operation.policy())
                        .denial("Update:Delete", resource.logicalId(), resource.type())
                        .ifPresent(reason -> {
                            throw new TemplateException(reason);
                        });
            }
        }
    }

    private Predicate<String> failing(Predicate<String> task) {
        return logicalId -> {
            boolean isDone = task.test(logicalId);
            if (!isDone) {
                hasFailed.set(true);
            }
            return isDone;
        };
    }

    private boolean build(Blueprint blueprint, String logicalId) {
        Optional<StackResource> found = stacks.resource(stack.id(), logicalId);
        boolean isMine = found.filter(resource -> resource.step().equals(operation.step()))
                .isPresent();
        if (isMine && isComplete(found.get().status())) {
            return true;
        }
        Blueprint.Planned plan;
        try {
            plan = blueprint.plan(logicalId);
        } catch (TemplateException e) {
            refuse(found, logicalId, blueprint, e);
            return false;
        }
        if (isMine && !isFailed(found.get().status())) {
            return resume(found.get(), plan);
        }
        Made current = found.map(StackResource::current).orElse(null);
        if (current == null || found.filter(this::isLeftUnmade).isPresent()) {
            return work.create(begun(found, logicalId, plan.made().type()), plan, false);
        }
        return change(found.get(), current, plan);
    }

    private void refuse(Optional<StackResource> found, String logicalId, Blueprint blueprint, TemplateException why) {
        String type = Objects.requireNonNull(blueprint.active().get(logicalId)).type();
        StackResource begun = begun(found, logicalId, type);
        Made current = begun.current();
        if (current == null) {
            work.refuse(begun, why, false);
        } else {
            work.refuse(begun.with(current, previous(begun, current)), why, true);
        }
    }

    /** A creation that failed half-way in an earlier operation that was not rolled back is taken up as a creation. */
    private boolean isLeftUnmade(StackResource resource) {
        return resource.status() == ResourceStatus.CREATE_FAILED && resource.previous() == null;
    }

    private boolean change(StackResource found, Made current, Blueprint.Planned plan) {
        ResourceDiff diff = ResourceDiff.between(current, plan.made(), plan.type());
        Made planned = plan.made().as(current.physicalId(), current.attributes());
        boolean isUnfinished = found.status() == ResourceStatus.UPDATE_FAILED;
        if (!diff.needsCall() && !isUnfinished) {
            if (!diff.isEmpty() || !planned.dependsOn().equals(current.dependsOn())) {
                environment.store().write(() -> stacks.put(found.with(planned, previous(found, current))));
            }
            return true;
        }
        Optional<String> denial = StackPolicy.of(operation.policy())
                .denial(
                        diff.needsReplacement() ? "Update:Replace" : "Update:Modify",
                        found.logicalId(),
                        current.type());
        if (denial.isPresent()) {
            work.refuse(
                    fresh(found).with(current, previous(found, current)), new TemplateException(denial.get()), true);
            return false;
        }
        if (diff.needsReplacement()) {
            return work.create(fresh(found).with(null, previous(found, current)), plan, false);
        }
        return update(fresh(found).with(planned, previous(found, current)), plan, false);
    }

    private static Made previous(StackResource found, Made current) {
        return Objects.requireNonNullElse(found.previous(), current);
    }

    private boolean resume(StackResource resource, Blueprint.Planned plan) {
        if (resource.previous() == null || resource.isReplaced()) {
            return work.create(resource, plan, true);
        }
        return update(resource, plan, true);
    }

    private boolean update(StackResource resource, Blueprint.Planned plan, boolean isResumed) {
        try {
            plan.requireValid();
        } catch (TemplateException e) {
            work.refuse(resource, e, true);
            return false;
        }
        Made before = Objects.requireNonNull(resource.previous());
        Made current = Objects.requireNonNull(resource.current());
        return work.update(
                resource, plan.type(), before, plan.made().as(current.physicalId(), current.attributes()), isResumed);
    }

    private StackResource begun(Optional<StackResource> found, String logicalId, String type) {
        return found.map(this::fresh)
                .orElseGet(() -> new StackResource(
                        stack.id(),
                        logicalId,
                        type,
                        ResourceStatus.CREATE_IN_PROGRESS,
                        null,
                        environment.clock().instant(),
                        null,
                        null,
                        operation.step(),
                        UUID.randomUUID().toString(),
                        operation.phase() == Phase.UPDATE));
    }

    private StackResource fresh(StackResource resource) {
        return resource.in(operation.step(), UUID.randomUUID().toString());
    }

    private static boolean isComplete(ResourceStatus status) {
        return status == ResourceStatus.CREATE_COMPLETE || status == ResourceStatus.UPDATE_COMPLETE;
    }

    private static boolean isFailed(ResourceStatus status) {
        return status == ResourceStatus.CREATE_FAILED
                || status == ResourceStatus.UPDATE_FAILED
                || status == ResourceStatus.DELETE_FAILED;
    }

    /** Brings the resources an update has touched back to what they were. */
    void restore() {
        Map<String, Set<String>> needs = new LinkedHashMap<>();
        for (StackResource resource : stacks.resources(stack.id())) {
            Made previous = resource.previous();
            if (previous != null) {
                needs.put(resource.logicalId(), previous.dependsOn());
            }
        }
        List<String> failed = TaskGraph.run(
                needs,
                environment.executor(),
                logicalId -> restore(stacks.resource(stack.id(), logicalId).orElseThrow()),
                engine::isStopped);
        if (isCurrent()) {
            outcome.restored(failed);
        }
    }

    private boolean restore(StackResource resource) {
        boolean isMine = resource.step().equals(operation.step());
        if (isMine && isComplete(resource.status())) {
            return true;
        }
        Made previous = Objects.requireNonNull(resource.previous());
        Made current = resource.current();
        boolean isSkipped = operation.retained().contains(resource.logicalId());
        if (isSkipped || current == null || resource.isReplaced()) {
            StackResource begun = work.note(fresh(resource), ResourceStatus.UPDATE_IN_PROGRESS, null, previous.shown());
            work.note(
                    begun.with(previous, isSkipped ? null : current),
                    ResourceStatus.UPDATE_COMPLETE,
                    null,
                    previous.shown());
            return true;
        }
        Optional<ResourceType> type = environment.registry().resourceType(previous.type());
        boolean isResumed = isMine && resource.status() == ResourceStatus.UPDATE_IN_PROGRESS;
        return type.isPresent()
                && work.update(isResumed ? resource : fresh(resource), type.get(), current, previous, isResumed);
    }
}
