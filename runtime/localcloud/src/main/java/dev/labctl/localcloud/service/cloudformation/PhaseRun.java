package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.service.cloudformation.Stack.Operation;

/** One phase of a stack's operation while it is worked on: what {@link BuildRun} and {@link DemolitionRun} share. */
abstract class PhaseRun {
    final CloudEnvironment environment;
    final Stacks stacks;
    final StackEngine engine;
    final Stack stack;
    final Operation operation;
    final ResourceWork work;
    final Outcome outcome;

    /** @param operation the stack's operation, in the phase to work on */
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
                this::hasFailed,
                engine::isStopped);
    }

    /** Whether a resource has failed, so that what is made now will be undone. */
    boolean hasFailed() {
        return false;
    }

    /** Whether the operation is still in this phase; a deletion or a cancellation ends it early. */
    boolean isCurrent() {
        return engine.isCurrent(stack.id(), operation);
    }
}
