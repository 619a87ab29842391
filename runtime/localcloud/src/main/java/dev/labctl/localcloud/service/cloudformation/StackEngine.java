package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.identity.Principal;
import dev.labctl.localcloud.service.cloudformation.Stack.Phase;
import dev.labctl.localcloud.service.cloudformation.template.Template;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.AssumedRoleUser;

/**
 * Runs the operations of stacks, one at a time for each stack.
 *
 * <p>Everything an operation has come to is in the stack and its resources, so that {@link #resume} after a crash goes on
 * where it was.
 */
final class StackEngine {
    private static final Logger LOG = LoggerFactory.getLogger(StackEngine.class);
    private static final String SERVICE = "cloudformation.amazonaws.com";

    private final CloudEnvironment environment;
    private final Stacks stacks;
    private final StackEvents events;
    private final Map<String, Boolean> running = new ConcurrentHashMap<>();
    private volatile boolean isStopped;

    StackEngine(CloudEnvironment environment, Stacks stacks, StackEvents events) {
        this.environment = environment;
        this.stacks = stacks;
        this.events = events;
    }

    /** Takes up every operation that was under way. */
    void resume() {
        for (Stack stack : stacks.all()) {
            Stack.Operation operation = stack.operation();
            if (operation != null && !operation.isPaused()) {
                run(stack.id());
            }
        }
    }

    void stop() {
        isStopped = true;
    }

    boolean isStopped() {
        return isStopped;
    }

    /** Works on the stack's operation in the background; it must be committed already. */
    void run(String stackId) {
        if (running.putIfAbsent(stackId, Boolean.TRUE) == null) {
            environment.executor().execute(() -> work(stackId));
        }
    }

    private void work(String stackId) {
        try {
            environment.store().awaitDurable();
            boolean isBusy = true;
            while (isBusy && !isStopped) {
                isBusy = step(stackId);
            }
        } catch (TaskGraph.Interrupted e) {
            LOG.debug("{} goes on when the cloud starts again", stackId);
            return;
        } catch (RuntimeException e) {
            if (!isStopped) {
                LOG.error("the operation on {} broke off; it goes on when the cloud starts again", stackId, e);
            }
            return;
        } finally {
            running.remove(stackId);
        }
        if (!isStopped && isUnderWay(stackId)) {
            run(stackId);
        }
    }

    private boolean isUnderWay(String stackId) {
        return stacks.operation(stackId)
                .filter(operation -> !operation.isPaused())
                .isPresent();
    }

    private boolean step(String stackId) {
        Stack stack = stacks.byId(stackId);
        Stack.Operation operation = stack.operation();
        if (operation == null || operation.isPaused()) {
            return false;
        }
        switch (operation.phase()) {
            case CREATE, UPDATE -> building(stack, operation).build();
            case RESTORE -> building(stack, operation).restore();
            case CLEANUP, RESTORE_CLEANUP -> demolition(stack, operation).cleanUp();
            case UNDO_CREATE, DELETE -> demolition(stack, operation).demolish();
        }
        environment.store().awaitDurable();
        return true;
    }

    private BuildRun building(Stack stack, Stack.Operation operation) {
        return new BuildRun(environment, stacks, events, this, stack, operation);
    }

    private DemolitionRun demolition(Stack stack, Stack.Operation operation) {
        return new DemolitionRun(environment, stacks, events, this, stack, operation);
    }

    /** Whether the stack is still in this phase of this operation; a deletion or a cancellation ends it early. */
    boolean isCurrent(String stackId, Stack.Operation operation) {
        Stack.Operation now = stacks.byId(stackId).operation();
        return !isStopped && now != null && now.step().equals(operation.step());
    }

    /** The stack as {@code definition} describes it, with what its resources are now. */
    Blueprint blueprint(Stack stack, Stack.Definition definition) {
        Template template = definition.parsed();
        StackScope.Sources sources = new StackScope.Sources(environment, stacks, () -> caller(stack), false);
        StackScope scope =
                StackScope.of(stack, definition, template, sources, logicalId -> stacks.resource(stack.id(), logicalId)
                        .map(StackResource::current));
        return new Blueprint(stack, definition, template, environment.registry(), scope);
    }

    private Caller caller(Stack stack) {
        return Caller.of(principal(stack, stacks.byId(stack.id()).running()), stack.region());
    }

    /** Gives a stack a new state with its event. Called inside a write. */
    Stack put(Stack stack, StackStatus status, @Nullable String reason) {
        Stack changed = stack.with(stack.state().with(status, reason));
        stacks.put(changed);
        events.add(changed);
        return changed;
    }

    /** Starts an operation: the stack is given its first status and the work goes on in the background. */
    void begin(Stack stack, StackStatus status, @Nullable String reason) {
        environment.store().write(() -> put(stack, status, reason));
        run(stack.id());
    }

    /** A new operation on behalf of a caller. */
    Stack.Operation operation(
            Phase phase, Stack.@Nullable Definition before, Principal caller, @Nullable String token) {
        return new Stack.Operation(
                java.util.UUID.randomUUID().toString(),
                phase,
                before,
                caller,
                token,
                java.util.Set.of(),
                java.util.List.of(),
                false,
                environment.clock().instant(),
                null);
    }

    /**
     * Who makes the stack's resources: its role when it has one, else who asked.
     *
     * @throws AwsError ValidationError when CloudFormation may not assume the role
     */
    Principal principal(Stack stack, Stack.Operation operation) {
        String roleArn = stack.definition().roleArn();
        if (roleArn == null) {
            return operation.caller();
        }
        try {
            AssumedRoleUser user = environment
                    .dispatcher()
                    .call(
                            Caller.service(SERVICE, stack.region(), stack.id(), environment.accountId()),
                            AssumeRoleRequest.builder()
                                    .roleArn(roleArn)
                                    .roleSessionName("AWSCloudFormation")
                                    .build(),
                            AssumeRoleResponse.class)
                    .assumedRoleUser();
            return new Principal(Principal.Type.ASSUMED_ROLE, user.arn(), Objects.requireNonNull(user.assumedRoleId()));
        } catch (AwsError e) {
            throw AwsError.of(400, "ValidationError", "Role " + roleArn + " is invalid or cannot be assumed");
        }
    }
}
