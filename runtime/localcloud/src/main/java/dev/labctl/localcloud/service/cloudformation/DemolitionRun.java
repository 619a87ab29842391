package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.CloudEnvironment;
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
import java.util.Set;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;

/** A phase that deletes resources: the whole stack, what a failed creation has made, or what an update leaves over. */
final class DemolitionRun extends PhaseRun {
    private final ResourceWork aside;

    DemolitionRun(
            CloudEnvironment environment,
            Stacks stacks,
            StackEvents events,
            StackEngine engine,
            Stack stack,
            Operation operation) {
        super(environment, stacks, events, engine, stack, operation);
        this.aside = work.withoutKeeping();
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
        if (isCurrent()) {
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
        if (isCurrent()) {
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
                () -> !isCurrent());
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
