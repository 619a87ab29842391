package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.identity.Access;
import dev.labctl.localcloud.service.cloudformation.Stack.Definition;
import dev.labctl.localcloud.service.cloudformation.Stack.Operation;
import dev.labctl.localcloud.service.cloudformation.Stack.Phase;
import dev.labctl.localcloud.service.cloudformation.Stack.State;
import dev.labctl.localcloud.service.cloudformation.template.Template;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.CancelUpdateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.CancelUpdateStackResponse;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationRequest;
import software.amazon.awssdk.services.cloudformation.model.ContinueUpdateRollbackRequest;
import software.amazon.awssdk.services.cloudformation.model.ContinueUpdateRollbackResponse;
import software.amazon.awssdk.services.cloudformation.model.CreateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateStackResponse;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackRequest;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackResponse;
import software.amazon.awssdk.services.cloudformation.model.RollbackStackRequest;
import software.amazon.awssdk.services.cloudformation.model.RollbackStackResponse;
import software.amazon.awssdk.services.cloudformation.model.SetStackPolicyRequest;
import software.amazon.awssdk.services.cloudformation.model.SetStackPolicyResponse;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.cloudformation.model.UpdateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.UpdateStackResponse;
import software.amazon.awssdk.services.cloudformation.model.UpdateTerminationProtectionRequest;
import software.amazon.awssdk.services.cloudformation.model.UpdateTerminationProtectionResponse;

/** The requests that change stacks: checked and begun here, carried out by the {@link StackEngine}. */
final class StackOperations {
    private static final String USER_INITIATED = "User Initiated";

    private final CloudEnvironment environment;
    private final Stacks stacks;
    private final StackEvents events;
    private final StackEngine engine;
    private final Definitions definitions;
    private final ChangeSets changeSets;

    StackOperations(
            CloudEnvironment environment,
            Stacks stacks,
            StackEvents events,
            StackEngine engine,
            Definitions definitions,
            ChangeSets changeSets) {
        this.environment = environment;
        this.stacks = stacks;
        this.events = events;
        this.engine = engine;
        this.definitions = definitions;
        this.changeSets = changeSets;
    }

    void register(Operations operations) {
        operations.on(
                CreateStackRequest.class,
                passing("CreateStack", (q, call) -> arn(call, q.stackName()), CreateStackRequest::roleARN),
                this::create);
        operations.on(
                UpdateStackRequest.class,
                passing("UpdateStack", (q, call) -> arn(call, q.stackName()), UpdateStackRequest::roleARN),
                this::update);
        operations.on(
                DeleteStackRequest.class,
                passing("DeleteStack", (q, call) -> arn(call, q.stackName()), DeleteStackRequest::roleARN),
                this::delete);
        operations.on(
                CancelUpdateStackRequest.class,
                AccessRule.on("cloudformation:CancelUpdateStack", (q, call) -> arn(call, q.stackName())),
                this::cancel);
        operations.on(
                ContinueUpdateRollbackRequest.class,
                passing(
                        "ContinueUpdateRollback",
                        (q, call) -> arn(call, q.stackName()),
                        ContinueUpdateRollbackRequest::roleARN),
                this::continueRollback);
        operations.on(
                RollbackStackRequest.class,
                passing("RollbackStack", (q, call) -> arn(call, q.stackName()), RollbackStackRequest::roleARN),
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

    private <Q extends CloudFormationRequest> AccessRule<Q> passing(
            String action, AccessRule.ResourceOf<Q> stack, java.util.function.Function<Q, @Nullable String> role) {
        return (request, call) -> {
            Access access = Access.to("cloudformation:" + action, stack.arn(request, call));
            String roleArn = role.apply(request);
            return roleArn == null ? List.of(access) : List.of(access, passRole(roleArn));
        };
    }

    static Access passRole(String roleArn) {
        return new Access("iam:PassRole", roleArn, Map.of("iam:PassedToService", "cloudformation.amazonaws.com"));
    }

    private String arn(Call call, @Nullable String nameOrId) {
        return StackArns.of(stacks, call, nameOrId);
    }

    private CreateStackResponse create(CreateStackRequest request, Call call) {
        String name = StackArns.requireName(request.stackName());
        synchronized (stacks.lock(call.region(), name)) {
            Stack existing = stacks.find(call.region(), name).orElse(null);
            if (existing != null) {
                String token = request.clientRequestToken();
                if (token != null && events.hasToken(existing.id(), token)) {
                    return CreateStackResponse.builder().stackId(existing.id()).build();
                }
                throw AwsError.of(400, "AlreadyExistsException", "Stack [" + name + "] already exists");
            }
            Template template = definitions.template(
                    request.templateBody(),
                    request.templateURL(),
                    Definitions.given(request.parameters(), List.of()),
                    call);
            Definition definition = new Definition(
                    template.text(),
                    definitions.parameters(template, request.parameters(), List.of(), call),
                    definitions.tags(request.tags()),
                    request.capabilitiesAsStrings(),
                    request.notificationARNs(),
                    onFailure(request),
                    request.roleARN(),
                    request.timeoutInMinutes());
            definitions.requireCapabilities(template, definition.capabilities());
            Operation operation =
                    engine.operation(Phase.CREATE, null, call.caller().principal(), request.clientRequestToken());
            boolean isProtected = Boolean.TRUE.equals(request.enableTerminationProtection());
            Stack stack = newStack(call, name, definition, isProtected)
                    .with(operation)
                    .withPolicy(request.stackPolicyBody());
            definitions.plan(stack, definition, template, stacks, call, true);
            requireRole(stack, operation);
            engine.begin(stack, StackStatus.CREATE_IN_PROGRESS, USER_INITIATED);
            return CreateStackResponse.builder().stackId(stack.id()).build();
        }
    }

    private static String onFailure(CreateStackRequest request) {
        if (request.onFailure() != null && request.disableRollback() != null) {
            throw Definitions.invalid("You can specify either DisableRollback or OnFailure, but not both.");
        }
        if (request.onFailure() != null) {
            return request.onFailureAsString();
        }
        return Boolean.TRUE.equals(request.disableRollback()) ? "DO_NOTHING" : "ROLLBACK";
    }

    Stack newStack(Call call, String name, Definition definition, boolean isProtected) {
        return new Stack(
                call.arn("cloudformation", "stack/" + name + "/" + UUID.randomUUID()),
                name,
                call.region(),
                new State(
                        StackStatus.CREATE_IN_PROGRESS,
                        null,
                        environment.clock().instant(),
                        null,
                        null,
                        null,
                        isProtected),
                definition,
                List.of(),
                Set.of(),
                null,
                null,
                null);
    }

    private void requireRole(Stack stack, Operation operation) {
        engine.principal(stack, operation);
    }

    private UpdateStackResponse update(UpdateStackRequest request, Call call) {
        synchronized (stacks.lock(call.region(), StackArns.requireName(request.stackName()))) {
            Stack stack = stacks.live(call.region(), request.stackName());
            String token = request.clientRequestToken();
            if (token != null && events.hasToken(stack.id(), token)) {
                return UpdateStackResponse.builder().stackId(stack.id()).build();
            }
            requireUpdatable(stack);
            Definition before = stack.definition();
            Map<String, String> given = Definitions.given(request.parameters(), before.parameters());
            Template template = Boolean.TRUE.equals(request.usePreviousTemplate())
                    ? definitions.checked(before.template(), given)
                    : definitions.template(request.templateBody(), request.templateURL(), given, call);
            Definition definition = new Definition(
                    template.text(),
                    definitions.parameters(template, request.parameters(), before.parameters(), call),
                    request.hasTags() ? definitions.tags(request.tags()) : before.tags(),
                    request.hasCapabilities() ? request.capabilitiesAsStrings() : before.capabilities(),
                    request.hasNotificationARNs() ? request.notificationARNs() : before.notificationArns(),
                    Boolean.TRUE.equals(request.disableRollback()) ? "DO_NOTHING" : "ROLLBACK",
                    request.roleARN() == null ? before.roleArn() : request.roleARN(),
                    before.timeoutMinutes());
            definitions.requireCapabilities(template, request.capabilitiesAsStrings());
            if (definitions
                    .plan(stack, definition, template, stacks, call, true)
                    .isEmpty()) {
                throw Definitions.invalid("No updates are to be performed.");
            }
            Stack updated = request.stackPolicyBody() == null ? stack : stack.withPolicy(request.stackPolicyBody());
            beginUpdate(updated, definition, call, null, token);
            return UpdateStackResponse.builder().stackId(stack.id()).build();
        }
    }

    /** @throws AwsError ValidationError when the stack's status allows no update */
    static void requireUpdatable(Stack stack) {
        switch (stack.status()) {
            case CREATE_COMPLETE,
                    CREATE_FAILED,
                    UPDATE_COMPLETE,
                    UPDATE_FAILED,
                    UPDATE_ROLLBACK_COMPLETE,
                    IMPORT_COMPLETE,
                    IMPORT_ROLLBACK_COMPLETE -> {
                // these may be updated
            }
            default ->
                throw Definitions.invalid(
                        "Stack:" + stack.id() + " is in " + stack.status() + " state and can not be updated.");
        }
    }

    /** Begins an update; the stack's lock is held and its status checked. */
    void beginUpdate(
            Stack stack, Definition definition, Call call, @Nullable String changeSetId, @Nullable String token) {
        boolean isStillBeingCreated = stack.status() == StackStatus.CREATE_FAILED;
        Operation earlier = stack.operation();
        Definition before = earlier != null && earlier.before() != null ? earlier.before() : stack.definition();
        Operation operation = engine.operation(
                isStillBeingCreated ? Phase.CREATE : Phase.UPDATE,
                isStillBeingCreated ? null : before,
                call.caller().principal(),
                token);
        Stack begun = stack.with(definition)
                .with(operation)
                .with(stack.state().updatedAt(environment.clock().instant()).by(changeSetId));
        requireRole(begun, operation);
        if (changeSetId == null) {
            changeSets.discard(stack.id());
        }
        engine.begin(begun, StackStatus.UPDATE_IN_PROGRESS, USER_INITIATED);
    }

    /** Begins a creation of a stack that was only reviewed; its lock is held. */
    void beginReviewed(Stack stack, Definition definition, Call call, String changeSetId, @Nullable String token) {
        Operation operation = engine.operation(Phase.CREATE, null, call.caller().principal(), token);
        Stack begun = stack.with(definition)
                .with(operation)
                .with(stack.state().updatedAt(environment.clock().instant()).by(changeSetId));
        requireRole(begun, operation);
        engine.begin(begun, StackStatus.CREATE_IN_PROGRESS, USER_INITIATED);
    }

    private DeleteStackResponse delete(DeleteStackRequest request, Call call) {
        DeleteStackResponse done = DeleteStackResponse.builder().build();
        synchronized (stacks.lock(call.region(), StackArns.requireName(request.stackName()))) {
            Stack stack = stacks.find(call.region(), request.stackName()).orElse(null);
            if (stack == null || stack.isDeleted() || stack.status() == StackStatus.DELETE_IN_PROGRESS) {
                return done;
            }
            if (stack.state().isProtected()) {
                throw Definitions.invalid(
                        "Stack [" + stack.name() + "] cannot be deleted while TerminationProtection is enabled");
            }
            Set<String> retained = retained(request, stack);
            changeSets.discard(stack.id());
            Operation operation =
                    engine.operation(Phase.DELETE, null, call.caller().principal(), request.clientRequestToken());
            Stack doomed = stack.with(retaining(operation, retained))
                    .with(role(stack.definition(), request.roleARN()))
                    .with(stack.state().deletedAt(environment.clock().instant()).by(null));
            if (!isInUse(stack, doomed)) {
                engine.begin(doomed, StackStatus.DELETE_IN_PROGRESS, USER_INITIATED);
            }
            return done;
        }
    }

    private static Operation retaining(Operation operation, Set<String> retained) {
        return new Operation(
                operation.id(),
                operation.phase(),
                operation.before(),
                operation.caller(),
                operation.token(),
                retained,
                operation.failures(),
                operation.isPaused(),
                operation.started());
    }

    private Set<String> retained(DeleteStackRequest request, Stack stack) {
        boolean isForced = "FORCE_DELETE_STACK".equals(request.deletionModeAsString());
        boolean isFailed = stack.status() == StackStatus.DELETE_FAILED;
        if ((!request.retainResources().isEmpty() || isForced) && !isFailed) {
            throw Definitions.invalid("Invalid operation on stack [" + stack.id()
                    + "]. When you delete a stack, specify which resources to retain only when the stack is in the"
                    + " DELETE_FAILED state.");
        }
        if (isForced) {
            return Set.copyOf(Objects.requireNonNull(stack.operation()).failures());
        }
        for (String logicalId : request.retainResources()) {
            if (stacks.resource(stack.id(), logicalId).isEmpty()) {
                throw Definitions.invalid("The specified resources to retain must be in a valid state. Do not specify a"
                        + " resource that does not exist: [" + logicalId + "]");
            }
        }
        return Set.copyOf(request.retainResources());
    }

    private static Definition role(Definition definition, @Nullable String roleArn) {
        return roleArn == null
                ? definition
                : new Definition(
                        definition.template(),
                        definition.parameters(),
                        definition.tags(),
                        definition.capabilities(),
                        definition.notificationArns(),
                        definition.onFailure(),
                        roleArn,
                        definition.timeoutMinutes());
    }

    /** A stack whose exports others use is not deleted: it fails with the users' names. */
    private boolean isInUse(Stack stack, Stack doomed) {
        for (Stack.Output output : stack.outputs()) {
            List<String> users = output.exportName() == null
                    ? List.of()
                    : stacks.importers(stack.region(), output.exportName()).stream()
                            .filter(name -> !name.equals(stack.name()))
                            .toList();
            if (!users.isEmpty()) {
                String reason = "Delete canceled. Cannot delete export " + output.exportName() + " as it is in use by "
                        + String.join(" and ", users) + ".";
                environment.store().write(() -> {
                    Stack begun = engine.put(doomed, StackStatus.DELETE_IN_PROGRESS, USER_INITIATED);
                    engine.put(begun.with(begun.running().paused()), StackStatus.DELETE_FAILED, reason);
                });
                return true;
            }
        }
        return false;
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
                    stack.with(retaining(again, Set.copyOf(request.resourcesToSkip())))
                            .with(role(stack.definition(), request.roleARN())),
                    StackStatus.UPDATE_ROLLBACK_IN_PROGRESS,
                    USER_INITIATED);
            return stack;
        });
        return ContinueUpdateRollbackResponse.builder().build();
    }

    private RollbackStackResponse rollback(RollbackStackRequest request, Call call) {
        Stack stack = change(call, request.stackName(), (current, operation) -> {
            Stack roled = current.with(role(current.definition(), request.roleARN()));
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
        if (request.stackPolicyURL() != null) {
            throw Definitions.invalid("The local cloud takes a stack policy as StackPolicyBody only.");
        }
        change(call, request.stackName(), (stack, operation) -> {
            Stack changed = stack.withPolicy(request.stackPolicyBody());
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
