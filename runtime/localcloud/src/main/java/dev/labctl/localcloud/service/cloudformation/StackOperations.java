package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
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
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.CreateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateStackResponse;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackRequest;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackResponse;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.cloudformation.model.UpdateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.UpdateStackResponse;

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
                PassedRoles.rule("CreateStack", (q, call) -> arn(call, q.stackName()), CreateStackRequest::roleARN),
                this::create);
        operations.on(
                UpdateStackRequest.class,
                PassedRoles.rule("UpdateStack", (q, call) -> arn(call, q.stackName()), UpdateStackRequest::roleARN),
                this::update);
        operations.on(
                DeleteStackRequest.class,
                PassedRoles.rule("DeleteStack", (q, call) -> arn(call, q.stackName()), DeleteStackRequest::roleARN),
                this::delete);
    }

    private String arn(Call call, @Nullable String nameOrId) {
        return StackArns.of(stacks, call, nameOrId);
    }

    private CreateStackResponse create(CreateStackRequest request, Call call) {
        UnsupportedOptions.refuseTypes(request.resourceTypes());
        UnsupportedOptions.refuseRetention(request.retainExceptOnCreate());
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
            definitions.refuseTriggers(request.rollbackConfiguration());
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
                    .withPolicy(definitions.policy(request.stackPolicyBody(), request.stackPolicyURL(), call));
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
        UnsupportedOptions.refuseTypes(request.resourceTypes());
        UnsupportedOptions.refuseRetention(request.retainExceptOnCreate());
        synchronized (stacks.lock(call.region(), StackArns.requireName(request.stackName()))) {
            Stack stack = stacks.live(call.region(), request.stackName());
            String token = request.clientRequestToken();
            if (token != null && events.hasToken(stack.id(), token)) {
                return UpdateStackResponse.builder().stackId(stack.id()).build();
            }
            requireUpdatable(stack);
            definitions.refuseTriggers(request.rollbackConfiguration());
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
            String policy = definitions.policy(request.stackPolicyBody(), request.stackPolicyURL(), call);
            String during = definitions.policy(
                    request.stackPolicyDuringUpdateBody(), request.stackPolicyDuringUpdateURL(), call);
            beginUpdate(
                    policy == null ? stack : stack.withPolicy(policy),
                    definition,
                    call,
                    null,
                    token,
                    during == null ? stack.policy() : during);
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

    /**
     * Begins an update; the stack's lock is held and its status checked.
     *
     * @param policy the stack policy it is held to; null without one
     */
    void beginUpdate(
            Stack stack,
            Definition definition,
            Call call,
            @Nullable String changeSetId,
            @Nullable String token,
            @Nullable String policy) {
        boolean isStillBeingCreated = stack.status() == StackStatus.CREATE_FAILED;
        Operation earlier = stack.operation();
        Definition before = earlier != null && earlier.before() != null ? earlier.before() : stack.definition();
        Operation operation = engine.operation(
                        isStillBeingCreated ? Phase.CREATE : Phase.UPDATE,
                        isStillBeingCreated ? null : before,
                        call.caller().principal(),
                        token)
                .under(policy);
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
            Stack doomed = stack.with(operation.retaining(retained))
                    .with(stack.definition().withRole(request.roleARN()))
                    .with(stack.state().deletedAt(environment.clock().instant()).by(null));
            if (!isInUse(stack, doomed)) {
                engine.begin(doomed, StackStatus.DELETE_IN_PROGRESS, USER_INITIATED);
            }
            return done;
        }
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
}
