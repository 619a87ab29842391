package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.service.cloudformation.Stack.Operation;
import dev.labctl.localcloud.service.cloudformation.Stack.Phase;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.CancelUpdateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.CancelUpdateStackResponse;
import software.amazon.awssdk.services.cloudformation.model.ContinueUpdateRollbackRequest;
import software.amazon.awssdk.services.cloudformation.model.ContinueUpdateRollbackResponse;
import software.amazon.awssdk.services.cloudformation.model.RollbackStackRequest;
import software.amazon.awssdk.services.cloudformation.model.RollbackStackResponse;
import software.amazon.awssdk.services.cloudformation.model.SetStackPolicyRequest;
import software.amazon.awssdk.services.cloudformation.model.SetStackPolicyResponse;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.cloudformation.model.UpdateTerminationProtectionRequest;
import software.amazon.awssdk.services.cloudformation.model.UpdateTerminationProtectionResponse;

/** The requests that step in: into an update under way, a failure that waits, and what protects a stack. */
final class StackInterventions {
    private static final String USER_INITIATED = "User Initiated";

    private final CloudEnvironment environment;
    private final Stacks stacks;
    private final StackEngine engine;
    private final Definitions definitions;

    StackInterventions(CloudEnvironment environment, Stacks stacks, StackEngine engine, Definitions definitions) {
        this.environment = environment;
        this.stacks = stacks;
        this.engine = engine;
        this.definitions = definitions;
    }

    void register(Operations operations) {
        operations.on(
                CancelUpdateStackRequest.class,
                AccessRule.on("cloudformation:CancelUpdateStack", (q, call) -> arn(call, q.stackName())),
                this::cancel);
        operations.on(
                ContinueUpdateRollbackRequest.class,
                PassedRoles.rule(
                        "ContinueUpdateRollback",
                        (q, call) -> arn(call, q.stackName()),
                        ContinueUpdateRollbackRequest::roleARN),
                this::continueRollback);
        operations.on(
                RollbackStackRequest.class,
                PassedRoles.rule("RollbackStack", (q, call) -> arn(call, q.stackName()), RollbackStackRequest::roleARN),
                this::rollback);
        operations.on(
                SetStackPolicyRequest.class,
                AccessRule.on("cloudformation:SetStackPolicy", (q, call) -> arn(call, q.stackName())),
                this::setPolicy);
        operations.on(
                UpdateTerminationProtectionRequest.class,
                AccessRule.on("cloudformation:UpdateTerminationProtection", (q, call) -> arn(call, q.stackName())),
                this::protect);
    }

    private String arn(Call call, @Nullable String nameOrId) {
        return StackArns.of(stacks, call, nameOrId);
    }

    private CancelUpdateStackResponse cancel(CancelUpdateStackRequest request, Call call) {
        change(call, request.stackName(), (stack, operation) -> {
            if (stack.status() != StackStatus.UPDATE_IN_PROGRESS || operation == null) {
                throw Definitions.invalid("CancelUpdateStack cannot be called from current stack status");
            }
            engine.begin(
                    stack.with(Objects.requireNonNull(operation.before())).with(operation.in(Phase.RESTORE)),
                    StackStatus.UPDATE_ROLLBACK_IN_PROGRESS,
                    USER_INITIATED);
            return stack;
        });
        return CancelUpdateStackResponse.builder().build();
    }

    private ContinueUpdateRollbackResponse continueRollback(ContinueUpdateRollbackRequest request, Call call) {
        change(call, request.stackName(), (stack, operation) -> {
            if (stack.status() != StackStatus.UPDATE_ROLLBACK_FAILED || operation == null) {
                throw Definitions.invalid(
                        "Stack:" + stack.id() + " is in " + stack.status() + " state and can not continue rollback.");
            }
            Operation again = engine.operation(
                    Phase.RESTORE, operation.before(), call.caller().principal(), request.clientRequestToken());
            engine.begin(
                    stack.with(again.retaining(Set.copyOf(request.resourcesToSkip())))
                            .with(stack.definition().withRole(request.roleARN())),
                    StackStatus.UPDATE_ROLLBACK_IN_PROGRESS,
                    USER_INITIATED);
            return stack;
        });
        return ContinueUpdateRollbackResponse.builder().build();
    }

    private RollbackStackResponse rollback(RollbackStackRequest request, Call call) {
        UnsupportedOptions.refuseRetention(request.retainExceptOnCreate());
        Stack stack = change(call, request.stackName(), (current, operation) -> {
            Stack roled = current.with(current.definition().withRole(request.roleARN()));
            if (current.status() == StackStatus.CREATE_FAILED) {
                Operation undo = engine.operation(
                        Phase.UNDO_CREATE, null, call.caller().principal(), request.clientRequestToken());
                engine.begin(
                        roled.with(undo)
                                .with(current.state()
                                        .deletedAt(environment.clock().instant())),
                        StackStatus.ROLLBACK_IN_PROGRESS,
                        USER_INITIATED);
            } else if (current.status() == StackStatus.UPDATE_FAILED && operation != null) {
                Operation restore = engine.operation(
                        Phase.RESTORE, operation.before(), call.caller().principal(), request.clientRequestToken());
                engine.begin(
                        roled.with(Objects.requireNonNull(operation.before())).with(restore),
                        StackStatus.UPDATE_ROLLBACK_IN_PROGRESS,
                        USER_INITIATED);
            } else {
                throw Definitions.invalid(
                        "Stack:" + current.id() + " is in " + current.status() + " state and can not be rolled back.");
            }
            return current;
        });
        return RollbackStackResponse.builder().stackId(stack.id()).build();
    }

    private SetStackPolicyResponse setPolicy(SetStackPolicyRequest request, Call call) {
        String policy = definitions.policy(request.stackPolicyBody(), request.stackPolicyURL(), call);
        change(call, request.stackName(), (stack, operation) -> {
            Stack changed = stack.withPolicy(policy);
            environment.store().write(() -> stacks.put(changed));
            return changed;
        });
        return SetStackPolicyResponse.builder().build();
    }

    private UpdateTerminationProtectionResponse protect(UpdateTerminationProtectionRequest request, Call call) {
        Stack stack = change(call, request.stackName(), (current, operation) -> {
            Stack changed = current.with(
                    current.state().withProtection(Boolean.TRUE.equals(request.enableTerminationProtection())));
            environment.store().write(() -> stacks.put(changed));
            return changed;
        });
        return UpdateTerminationProtectionResponse.builder().stackId(stack.id()).build();
    }

    private Stack change(Call call, String nameOrId, BiFunction<Stack, @Nullable Operation, Stack> change) {
        synchronized (stacks.lock(call.region(), StackArns.requireName(nameOrId))) {
            Stack stack = stacks.live(call.region(), nameOrId);
            return change.apply(stack, stack.operation());
        }
    }
}
