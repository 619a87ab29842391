package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.service.cloudformation.Stack.Operation;
import dev.labctl.localcloud.service.cloudformation.Stack.Phase;
import dev.labctl.localcloud.service.cloudformation.StackResource.Made;
import dev.labctl.localcloud.service.cloudformation.template.TemplateException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;

/** One phase of an operation: the work on all its resources, and what the stack becomes then. */
final class PhaseRun {
    private final CloudEnvironment environment;
    private final Stacks stacks;
    private final StackEngine engine;
    private final Stack stack;
    private final Operation operation;
    private final ResourceWork work;
    private final ResourceWork aside;
    private final Outcome outcome;
    private final AtomicBoolean hasFailed = new AtomicBoolean();

    PhaseRun(
            CloudEnvironment environment,
            Stacks stacks,
            StackEvents events,
            StackEngine engine,
            Stack stack,
            Operation operation) {
        this.environment = environment;
        this.stacks = stacks;
        this.engine = engine;
        this.stack = stack;
        this.operation = operation;
        this.outcome = new Outcome(environment, stacks, engine, stack.id(), operation);
        this.work = new ResourceWork(
                environment,
                stacks::put,
                events,
                stack,
                () -> engine.principal(stack, operation),
                hasFailed::get,
                engine::isStopped);
        this.aside = work.withoutKeeping();
    }

    /** Creates and updates what the definition says. */
    void build() {
        Blueprint blueprint;
        try {
            blueprint = engine.blueprint(stack, stack.definition());
            blueprint.requireImports();
        } catch (TemplateException e) {
            outcome.buildFailed(List.of(), e.message());
            return;
        }
        List<String> failed = TaskGraph.run(
                blueprint.needs(),
                environment.executor(),
                failing(logicalId -> build(blueprint, logicalId)),
                () -> hasFailed.get() || !engine.isCurrent(stack.id(), operation));
        if (!engine.isCurrent(stack.id(), operation)) {
            return;
        }
        if (failed.isEmpty()) {
            outcome.built(blueprint);
        } else {
            outcome.buildFailed(failed, null);
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
        if (engine.isCurrent(stack.id(), operation)) {
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

    /** Deletes what an update or its rollback has left over; what cannot be deleted is let go. */
    void cleanUp() {
        Map<String, Doomed> doomed = new LinkedHashMap<>();
        Set<String> wanted = operation.phase() == Phase.CLEANUP
                ? engine.blueprint(stack, stack.definition()).active().keySet()
                : Set.of();
        for (StackResource resource : stacks.resources(stack.id())) {
            Made previous = resource.previous();
            Made current = resource.current();
            if (previous != null && resource.isReplaced()) {
                boolean isKept = operation.phase() == Phase.CLEANUP
                        && previous.updateReplacePolicy().equals("Retain");
                doomed.put(resource.logicalId(), new Doomed(resource, previous, isKept, false));
            }
            boolean isRemoved =
                    operation.phase() == Phase.CLEANUP ? !wanted.contains(resource.logicalId()) : resource.isNew();
            if (isRemoved && current != null) {
                boolean isKept = current.deletionPolicy().equals("Retain")
                        || (current.deletionPolicy().equals("RetainExceptOnCreate") && !resource.isNew());
                doomed.put(resource.logicalId(), new Doomed(resource, current, isKept, true));
            } else if (isRemoved) {
                environment.store().write(() -> stacks.remove(resource));
            }
        }
        List<String> failed = demolish(doomed);
        if (engine.isCurrent(stack.id(), operation)) {
            doomed.values().stream()
                    .filter(Doomed::isForgotten)
                    .forEach(gone -> environment.store().write(() -> stacks.remove(gone.resource())));
            outcome.cleaned(failed);
        }
    }

    /** Deletes the whole stack, or all that a failed creation has made. */
    void demolish() {
        Map<String, Doomed> doomed = new LinkedHashMap<>();
        adoptUnfinished();
        for (StackResource resource : stacks.resources(stack.id())) {
            Made current = resource.current() == null ? resource.previous() : resource.current();
            boolean isGone = resource.status() == ResourceStatus.DELETE_COMPLETE
                    || resource.status() == ResourceStatus.DELETE_SKIPPED;
            if (current != null && !isGone) {
                doomed.put(resource.logicalId(), new Doomed(resource, current, isRetained(resource, current), false));
            } else if (current == null && !isGone) {
                work.note(resource.in(operation.step(), resource.token()), ResourceStatus.DELETE_COMPLETE, null, "{}");
            }
        }
        List<String> failed = demolish(doomed);
        if (engine.isCurrent(stack.id(), operation)) {
            outcome.demolished(failed);
        }
    }

    /**
     * Finishes creations that a crash cut off after the stack was told to be deleted: only so it is known what they made.
     */
    private void adoptUnfinished() {
        for (StackResource resource : stacks.resources(stack.id())) {
            if (resource.status() == ResourceStatus.CREATE_IN_PROGRESS && resource.current() == null) {
                try {
                    work.create(
                            resource,
                            engine.blueprint(stack, stack.definition()).plan(resource.logicalId()),
                            true);
                } catch (TemplateException e) {
                    work.refuse(resource, e, false);
                }
            }
        }
    }

    private boolean isRetained(StackResource resource, Made made) {
        return operation.retained().contains(resource.logicalId())
                || made.deletionPolicy().equals("Retain")
                || (made.deletionPolicy().equals("RetainExceptOnCreate") && operation.phase() == Phase.DELETE);
    }

    private List<String> demolish(Map<String, Doomed> doomed) {
        Map<String, Set<String>> needs = new LinkedHashMap<>();
        List<String> order = new ArrayList<>(doomed.keySet());
        order.forEach(name -> needs.put(name, new LinkedHashSet<>()));
        doomed.forEach((name, entry) -> entry.made().dependsOn().forEach(needed -> {
            Set<String> after = needs.get(needed);
            if (after != null && !needed.equals(name)) {
                after.add(name);
            }
        }));
        return TaskGraph.run(
                needs,
                environment.executor(),
                name -> demolish(Objects.requireNonNull(doomed.get(name))),
                () -> !engine.isCurrent(stack.id(), operation));
    }

    private boolean demolish(Doomed doomed) {
        boolean isMine = doomed.resource().step().equals(operation.step());
        ResourceStatus status = doomed.resource().status();
        if (isMine && (status == ResourceStatus.DELETE_COMPLETE || status == ResourceStatus.DELETE_SKIPPED)) {
            return true;
        }
        StackResource shown =
                doomed.resource().in(operation.step(), doomed.resource().token());
        if (doomed.isForgotten() || operation.phase() == Phase.DELETE || operation.phase() == Phase.UNDO_CREATE) {
            shown = shown.with(doomed.made(), null);
            if (doomed.isKept()) {
                work.retain(shown, doomed.made());
                return true;
            }
            return work.delete(shown, doomed.made(), isMine && status == ResourceStatus.DELETE_IN_PROGRESS);
        }
        return replaced(doomed);
    }

    /** Deletes what was replaced; the resource itself stays as it is. */
    private boolean replaced(Doomed doomed) {
        StackResource resource = doomed.resource();
        StackResource shown = resource.in(operation.step(), resource.token()).with(doomed.made(), null);
        boolean isDone = true;
        if (doomed.isKept()) {
            aside.retain(shown, doomed.made());
        } else {
            isDone = aside.delete(shown, doomed.made(), false);
        }
        environment.store().write(() -> stacks.put(resource.settled()));
        return isDone;
    }

    /**
     * Something to delete.
     *
     * @param made what it is
     * @param isKept whether a policy keeps it
     * @param isForgotten whether the resource leaves the stack with it
     */
    private record Doomed(StackResource resource, Made made, boolean isKept, boolean isForgotten) {}
}
