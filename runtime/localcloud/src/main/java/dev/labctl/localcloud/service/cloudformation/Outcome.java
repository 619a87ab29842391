package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.service.cloudformation.Stack.Operation;
import dev.labctl.localcloud.service.cloudformation.Stack.Output;
import dev.labctl.localcloud.service.cloudformation.Stack.Phase;
import dev.labctl.localcloud.service.cloudformation.template.TemplateException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/** What becomes of a stack at the end of a phase. Each step is one atomic change with its event. */
final class Outcome {
    private final CloudEnvironment environment;
    private final Stacks stacks;
    private final StackEngine engine;
    private final String stackId;
    private final Operation operation;

    Outcome(CloudEnvironment environment, Stacks stacks, StackEngine engine, String stackId, Operation operation) {
        this.environment = environment;
        this.stacks = stacks;
        this.engine = engine;
        this.stackId = stackId;
        this.operation = operation;
    }

    /** All resources are as the definition says. */
    void built(Blueprint blueprint) {
        List<Output> outputs;
        try {
            outputs = blueprint.outputs();
            checkExports(outputs);
        } catch (TemplateException e) {
            buildFailed(List.of(), e.message());
            return;
        }
        Set<String> imports = blueprint.imported();
        if (operation.phase() == Phase.CREATE) {
            become(StackStatus.CREATE_COMPLETE, null, stack -> settle(stack.withOutputs(outputs, imports)));
        } else {
            become(StackStatus.UPDATE_COMPLETE_CLEANUP_IN_PROGRESS, null, stack -> stack.withOutputs(outputs, imports)
                    .with(operation.in(Phase.CLEANUP)));
        }
    }

    private void checkExports(List<Output> outputs) {
        Stack stack = stacks.byId(stackId);
        for (Output output : outputs) {
            String name = output.exportName();
            if (name != null) {
                stacks.export(stack.region(), name)
                        .filter(export -> !export.stack().id().equals(stackId))
                        .ifPresent(export -> {
                            throw new TemplateException("Export with name " + name + " is already exported by stack "
                                    + export.stack().name() + ". ");
                        });
            }
        }
        for (Output old : stack.outputs()) {
            String name = old.exportName();
            List<String> users = name == null ? List.of() : stacks.importers(stack.region(), name);
            if (name != null && !users.isEmpty()) {
                Output now = outputs.stream()
                        .filter(output -> name.equals(output.exportName()))
                        .findFirst()
                        .orElse(null);
                if (now == null || !now.value().equals(old.value())) {
                    throw new TemplateException("Cannot %s export %s as it is in use by %s"
                            .formatted(now == null ? "delete" : "update", name, String.join(", ", users)));
                }
            }
        }
    }

    /**
     * Some resources failed.
     *
     * @param because why the stack as a whole failed; null when resources did
     */
    void buildFailed(List<String> failed, @Nullable String because) {
        Stack stack = stacks.byId(stackId);
        List<StackResource> resources = stacks.resources(stackId);
        String reason = because == null ? failures(resources, failed) : because;
        if (operation.phase() == Phase.CREATE) {
            createFailed(stack, failed, reason);
        } else if (stack.definition().isRollbackDisabled()) {
            become(
                    StackStatus.UPDATE_FAILED,
                    reason,
                    s -> s.with(operation.failed(failed).paused()));
        } else {
            become(StackStatus.UPDATE_ROLLBACK_IN_PROGRESS, reason, this::back);
        }
    }

    /** The stack on its way back to what it was before the update. */
    private Stack back(Stack stack) {
        return stack.with(Objects.requireNonNull(operation.before())).with(operation.in(Phase.RESTORE));
    }

    private void createFailed(Stack stack, List<String> failed, String reason) {
        switch (stack.definition().onFailure()) {
            case "DO_NOTHING" ->
                become(
                        StackStatus.CREATE_FAILED,
                        reason,
                        s -> s.with(operation.failed(failed).paused()));
            case "DELETE" ->
                become(StackStatus.DELETE_IN_PROGRESS, reason + "Delete requested by user.", s -> ending(s)
                        .with(operation.in(Phase.DELETE)));
            default ->
                become(
                        StackStatus.ROLLBACK_IN_PROGRESS,
                        reason + (reason.endsWith(". ") ? "" : " ") + "Rollback requested by user.",
                        s -> ending(s).with(operation.in(Phase.UNDO_CREATE)));
        }
    }

    private Stack ending(Stack stack) {
        return stack.with(stack.state().deletedAt(environment.clock().instant()));
    }

    private static String failures(List<StackResource> resources, List<String> failed) {
        List<String> created =
                failed.stream().filter(name -> !isUpdate(resources, name)).toList();
        List<String> updated =
                failed.stream().filter(name -> isUpdate(resources, name)).toList();
        String reason = created.isEmpty() ? "" : failedTo("create", created);
        return updated.isEmpty() ? reason : reason + failedTo("update", updated);
    }

    private static boolean isUpdate(List<StackResource> resources, String name) {
        return resources.stream()
                .anyMatch(resource -> resource.logicalId().equals(name)
                        && resource.status().toString().startsWith("UPDATE"));
    }

    private static String failedTo(String what, List<String> names) {
        return "The following resource(s) failed to " + what + ": " + names + ". ";
    }

    /** Updated resources are as they were, except those that failed. */
    void restored(List<String> failed) {
        if (failed.isEmpty()) {
            become(
                    StackStatus.UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS,
                    null,
                    stack -> stack.with(operation.in(Phase.RESTORE_CLEANUP)));
        } else {
            become(
                    StackStatus.UPDATE_ROLLBACK_FAILED,
                    failedTo("update", failed),
                    stack -> stack.with(operation.failed(failed).paused()));
        }
    }

    /** What was left over is gone, as far as it could be deleted. */
    void cleaned(List<String> failed) {
        become(
                operation.phase() == Phase.CLEANUP ? StackStatus.UPDATE_COMPLETE : StackStatus.UPDATE_ROLLBACK_COMPLETE,
                failed.isEmpty() ? null : "One or more resources could not be deleted.",
                this::settle);
    }

    /** The stack's resources are gone, except those that failed. */
    void demolished(List<String> failed) {
        boolean isUndo = operation.phase() == Phase.UNDO_CREATE;
        if (!failed.isEmpty()) {
            become(
                    isUndo ? StackStatus.ROLLBACK_FAILED : StackStatus.DELETE_FAILED,
                    failedTo("delete", failed),
                    stack -> stack.with(operation.failed(failed).paused()));
        } else if (isUndo) {
            become(StackStatus.ROLLBACK_COMPLETE, null, this::settle);
        } else {
            become(StackStatus.DELETE_COMPLETE, null, stack -> settle(stack).withOutputs(stack.outputs(), Set.of()));
        }
    }

    /** Ends the operation: nothing is left of what was before. Called inside a write. */
    private Stack settle(Stack stack) {
        for (StackResource resource : stacks.resources(stackId)) {
            if (resource.previous() != null || resource.isNew()) {
                stacks.put(resource.settled());
            }
        }
        return stack.withoutOperation();
    }

    private void become(StackStatus status, @Nullable String reason, UnaryOperator<Stack> change) {
        Stack known = stacks.byId(stackId);
        synchronized (stacks.lock(known.region(), known.name())) {
            environment.store().write(() -> {
                if (engine.isCurrent(stackId, operation)) {
                    engine.put(change.apply(stacks.byId(stackId)), status, reason);
                }
            });
        }
    }
}
