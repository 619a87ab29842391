package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.identity.Access;
import dev.labctl.localcloud.service.cloudformation.Stack.Definition;
import dev.labctl.localcloud.service.cloudformation.template.Template;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetStatus;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetSummary;
import software.amazon.awssdk.services.cloudformation.model.CreateChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.DeleteChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.DeleteChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.ExecuteChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.ExecuteChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.ExecutionStatus;
import software.amazon.awssdk.services.cloudformation.model.ListChangeSetsRequest;
import software.amazon.awssdk.services.cloudformation.model.ListChangeSetsResponse;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/** Change sets: what an update would do, shown before it is done. */
final class ChangeSetOperations {
    private static final String NO_CHANGES =
            "The submitted information didn't contain changes. Submit different information to create a change set.";
    private static final String NAME = "[a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/]*";
    private static final int PAGE = 100;

    private final CloudEnvironment environment;
    private final Stacks stacks;
    private final StackEngine engine;
    private final Definitions definitions;
    private final ChangeSets changeSets;
    private final StackOperations operations;

    ChangeSetOperations(
            CloudEnvironment environment,
            Stacks stacks,
            StackEngine engine,
            Definitions definitions,
            ChangeSets changeSets,
            StackOperations operations) {
        this.environment = environment;
        this.stacks = stacks;
        this.engine = engine;
        this.definitions = definitions;
        this.changeSets = changeSets;
        this.operations = operations;
    }

    void register(Operations registered) {
        registered.on(CreateChangeSetRequest.class, this::creationAccess, this::create);
        registered.on(
                DescribeChangeSetRequest.class,
                AccessRule.on(
                        "cloudformation:DescribeChangeSet", (q, call) -> arn(call, q.stackName(), q.changeSetName())),
                this::describe);
        registered.on(
                ExecuteChangeSetRequest.class,
                AccessRule.on(
                        "cloudformation:ExecuteChangeSet", (q, call) -> arn(call, q.stackName(), q.changeSetName())),
                this::execute);
        registered.on(
                DeleteChangeSetRequest.class,
                AccessRule.on(
                        "cloudformation:DeleteChangeSet", (q, call) -> arn(call, q.stackName(), q.changeSetName())),
                this::delete);
        registered.on(
                ListChangeSetsRequest.class,
                AccessRule.on("cloudformation:ListChangeSets", (q, call) -> StackArns.of(stacks, call, q.stackName())),
                this::list);
    }

    private List<Access> creationAccess(CreateChangeSetRequest request, Call call) {
        Access access = Access.to("cloudformation:CreateChangeSet", StackArns.of(stacks, call, request.stackName()));
        return request.roleARN() == null ? List.of(access) : List.of(access, PassedRoles.access(request.roleARN()));
    }

    private String arn(Call call, @Nullable String stackName, String changeSetName) {
        if (stackName != null || !changeSetName.startsWith("arn:")) {
            return StackArns.of(stacks, call, stackName);
        }
        return changeSets.get(call.region(), null, changeSetName).stackId();
    }

    private CreateChangeSetResponse create(CreateChangeSetRequest request, Call call) {
        String stackName = StackArns.requireName(request.stackName());
        requireName(request.changeSetName());
        UnsupportedOptions.refuse(request);
        synchronized (stacks.lock(call.region(), stackName)) {
            boolean isCreation = isCreation(request);
            Stack known = stacks.find(call.region(), stackName)
                    .filter(found -> !found.isDeleted())
                    .orElse(null);
            if (known == null && !isCreation) {
                throw Definitions.invalid("Stack [" + stackName + "] does not exist");
            }
            if (known != null && isCreation && known.status() != StackStatus.REVIEW_IN_PROGRESS) {
                throw Definitions.invalid("Stack [" + stackName
                        + "] already exists and cannot be created again with the changeSet ["
                        + request.changeSetName() + "].");
            }
            if (known != null && !isCreation) {
                StackOperations.requireUpdatable(known);
            }
            if (known != null
                    && changeSets.find(known.id(), request.changeSetName()).isPresent()) {
                throw AwsError.of(
                        400, "AlreadyExistsException", "ChangeSet [" + request.changeSetName() + "] already exists");
            }
            return create(request, call, stackName, isCreation, known);
        }
    }

    private static void requireName(@Nullable String name) {
        if (name == null || !name.matches(NAME)) {
            throw Definitions.invalid("1 validation error detected: Value '" + name
                    + "' at 'changeSetName' failed to satisfy constraint: Member must satisfy regular expression"
                    + " pattern: " + NAME);
        }
    }

    private static boolean isCreation(CreateChangeSetRequest request) {
        if (request.changeSetType() == null) {
            return false;
        }
        return switch (request.changeSetType()) {
            case CREATE -> true;
            case UPDATE -> false;
            default ->
                throw AwsError.of(
                        501,
                        "NotImplemented",
                        "The local cloud does not implement change sets of type " + request.changeSetTypeAsString());
        };
    }

    private CreateChangeSetResponse create(
            CreateChangeSetRequest request, Call call, String stackName, boolean isCreation, @Nullable Stack known) {
        Definition before = known == null ? null : known.definition();
        definitions.refuseTriggers(request.rollbackConfiguration());
        List<Stack.ParameterValue> valuesBefore = before == null ? List.of() : before.parameters();
        Map<String, String> given = Definitions.given(request.parameters(), valuesBefore);
        Template template = before != null && Boolean.TRUE.equals(request.usePreviousTemplate())
                ? definitions.checked(before.template(), given)
                : definitions.template(request.templateBody(), request.templateURL(), given, call);
        UnsupportedOptions.refuseNestedChangeSets(request.includeNestedStacks(), template);
        Definition definition = new Definition(
                template.text(),
                definitions.parameters(template, request.parameters(), valuesBefore, call),
                request.hasTags() || before == null ? definitions.tags(request.tags()) : before.tags(),
                request.capabilitiesAsStrings(),
                request.hasNotificationARNs() || before == null
                        ? request.notificationARNs()
                        : before.notificationArns(),
                request.onStackFailure() == null ? "ROLLBACK" : request.onStackFailureAsString(),
                request.roleARN() != null || before == null ? request.roleARN() : before.roleArn(),
                null);
        definitions.requireCapabilities(template, definition.capabilities());
        Stack stack = known == null ? operations.newStack(call, stackName, reviewed(definition), false) : known;
        ChangeSet changeSet = planned(request, call, stack, definition, template, isCreation);
        environment.store().write(() -> {
            if (known == null) {
                engine.put(stack, StackStatus.REVIEW_IN_PROGRESS, "User Initiated");
            }
            changeSets.put(changeSet);
        });
        return CreateChangeSetResponse.builder()
                .id(changeSet.id())
                .stackId(stack.id())
                .build();
    }

    /** A stack under review has nothing of the change set yet. */
    private static Definition reviewed(Definition definition) {
        return new Definition(definition.template(), List.of(), Map.of(), List.of(), List.of(), "ROLLBACK", null, null);
    }

    private ChangeSet planned(
            CreateChangeSetRequest request,
            Call call,
            Stack stack,
            Definition definition,
            Template template,
            boolean isCreation) {
        ChangePlanner.Plan plan = definitions.plan(stack, definition, template, stacks, call, false);
        String reason = plan.problems().isEmpty() ? null : String.join("\n", plan.problems());
        if (plan.isEmpty() && !isCreation) {
            reason = NO_CHANGES;
        }
        boolean isGood = reason == null;
        return new ChangeSet(
                call.arn("cloudformation", "changeSet/" + request.changeSetName() + "/" + UUID.randomUUID()),
                request.changeSetName(),
                stack.id(),
                environment.clock().instant(),
                isCreation,
                request.description(),
                isGood ? ChangeSetStatus.CREATE_COMPLETE : ChangeSetStatus.FAILED,
                isGood ? ExecutionStatus.AVAILABLE : ExecutionStatus.UNAVAILABLE,
                reason,
                definition,
                isGood ? plan.changes() : List.of(),
                request.clientToken());
    }

    private DescribeChangeSetResponse describe(DescribeChangeSetRequest request, Call call) {
        ChangeSet changeSet = changeSets.get(call.region(), request.stackName(), request.changeSetName());
        Stack stack = stacks.byId(changeSet.stackId());
        Paging<ChangeSet.Change> page = Paging.of(changeSet.changes(), PAGE, request.nextToken());
        return ChangeSetViews.described(changeSet, stack, page, Boolean.TRUE.equals(request.includePropertyValues()));
    }

    private ExecuteChangeSetResponse execute(ExecuteChangeSetRequest request, Call call) {
        UnsupportedOptions.refuseRetention(request.retainExceptOnCreate());
        ChangeSet found = changeSets.get(call.region(), request.stackName(), request.changeSetName());
        String name = stacks.byId(found.stackId()).name();
        synchronized (stacks.lock(call.region(), name)) {
            ChangeSet changeSet = changeSets.get(call.region(), found.stackId(), found.name());
            if (changeSet.execution() != ExecutionStatus.AVAILABLE) {
                throw AwsError.of(
                        400,
                        "InvalidChangeSetStatus",
                        "ChangeSet [" + changeSet.id() + "] cannot be executed in its current status of ["
                                + changeSet.status() + "]");
            }
            Stack stack = stacks.byId(changeSet.stackId());
            Definition definition = definition(changeSet, request.disableRollback());
            environment.store().write(() -> {
                changeSets.put(changeSet.with(ExecutionStatus.EXECUTE_COMPLETE));
                if (changeSet.isCreation()) {
                    operations.beginReviewed(stack, definition, call, changeSet.id(), request.clientRequestToken());
                } else {
                    StackOperations.requireUpdatable(stack);
                    operations.beginUpdate(
                            stack, definition, call, changeSet.id(), request.clientRequestToken(), stack.policy());
                }
            });
            changeSets.discard(stack.id());
        }
        return ExecuteChangeSetResponse.builder().build();
    }

    private static Definition definition(ChangeSet changeSet, @Nullable Boolean isRollbackDisabled) {
        Definition planned = changeSet.definition();
        return new Definition(
                planned.template(),
                planned.parameters(),
                planned.tags(),
                planned.capabilities(),
                planned.notificationArns(),
                Boolean.TRUE.equals(isRollbackDisabled) ? "DO_NOTHING" : planned.onFailure(),
                planned.roleArn(),
                planned.timeoutMinutes());
    }

    private DeleteChangeSetResponse delete(DeleteChangeSetRequest request, Call call) {
        ChangeSet changeSet;
        try {
            changeSet = changeSets.get(call.region(), request.stackName(), request.changeSetName());
        } catch (AwsError e) {
            if (e.code().equals("ChangeSetNotFound")) {
                return DeleteChangeSetResponse.builder().build();
            }
            throw e;
        }
        if (changeSet.execution() == ExecutionStatus.EXECUTE_COMPLETE) {
            throw AwsError.of(
                    400,
                    "InvalidChangeSetStatus",
                    "ChangeSet [" + changeSet.id() + "] cannot be deleted in its current status of ["
                            + changeSet.execution() + "]");
        }
        changeSets.remove(changeSet);
        return DeleteChangeSetResponse.builder().build();
    }

    private ListChangeSetsResponse list(ListChangeSetsRequest request, Call call) {
        Stack stack = stacks.find(call.region(), StackArns.requireName(request.stackName()))
                .orElseThrow(() -> Definitions.invalid("Stack [" + request.stackName() + "] does not exist"));
        Paging<ChangeSet> page = Paging.of(changeSets.of(stack.id()), PAGE, request.nextToken());
        List<ChangeSetSummary> summaries = page.items().stream()
                .map(changeSet -> ChangeSetViews.summary(changeSet, stack))
                .toList();
        return ListChangeSetsResponse.builder()
                .summaries(summaries)
                .nextToken(page.nextToken())
                .build();
    }
}
