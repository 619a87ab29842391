package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.service.cloudformation.ChangeSet.Detail;
import software.amazon.awssdk.services.cloudformation.model.Change;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetSummary;
import software.amazon.awssdk.services.cloudformation.model.ChangeType;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;
import software.amazon.awssdk.services.cloudformation.model.ResourceChangeDetail;
import software.amazon.awssdk.services.cloudformation.model.ResourceTargetDefinition;
import software.amazon.awssdk.services.cloudformation.model.RollbackConfiguration;

/** Change sets as the API shows them. */
final class ChangeSetViews {
    private ChangeSetViews() {}

    static DescribeChangeSetResponse described(
            ChangeSet changeSet, Stack stack, Paging<ChangeSet.Change> page, boolean withValues) {
        Stack.Definition definition = changeSet.definition();
        DescribeChangeSetResponse.Builder view = DescribeChangeSetResponse.builder()
                .changeSetId(changeSet.id())
                .changeSetName(changeSet.name())
                .stackId(stack.id())
                .stackName(stack.name())
                .description(changeSet.description())
                .creationTime(changeSet.created())
                .status(changeSet.status())
                .executionStatus(changeSet.execution())
                .statusReason(changeSet.reason())
                .notificationARNs(definition.notificationArns())
                .rollbackConfiguration(RollbackConfiguration.builder().build())
                .capabilitiesWithStrings(definition.capabilities())
                .includeNestedStacks(false)
                .nextToken(page.nextToken())
                .changes(page.items().stream()
                        .map(change -> change(change, withValues))
                        .toList());
        if (!definition.parameters().isEmpty()) {
            view.parameters(StackViews.parameters(definition, definition.parsed()));
        }
        if (!definition.tags().isEmpty()) {
            view.tags(StackViews.tags(definition.tags()));
        }
        if (!definition.onFailure().equals("ROLLBACK")) {
            view.onStackFailure(definition.onFailure());
        }
        return view.build();
    }

    static ChangeSetSummary summary(ChangeSet changeSet, Stack stack) {
        return ChangeSetSummary.builder()
                .changeSetId(changeSet.id())
                .changeSetName(changeSet.name())
                .stackId(stack.id())
                .stackName(stack.name())
                .description(changeSet.description())
                .creationTime(changeSet.created())
                .status(changeSet.status())
                .executionStatus(changeSet.execution())
                .statusReason(changeSet.reason())
                .includeNestedStacks(false)
                .build();
    }

    private static Change change(ChangeSet.Change change, boolean withValues) {
        return Change.builder()
                .type(ChangeType.RESOURCE)
                .resourceChange(ResourceChange.builder()
                        .action(change.action())
                        .logicalResourceId(change.logicalId())
                        .physicalResourceId(change.physicalId())
                        .resourceType(change.type())
                        .replacement(change.replacement())
                        .policyAction(change.policyAction())
                        .scopeWithStrings(change.scope())
                        .details(change.details().stream()
                                .map(detail -> detail(detail, withValues))
                                .toList())
                        .beforeContext(withValues ? change.before() : null)
                        .afterContext(withValues ? change.after() : null)
                        .build())
                .build();
    }

    private static ResourceChangeDetail detail(Detail detail, boolean withValues) {
        ResourceTargetDefinition.Builder target = ResourceTargetDefinition.builder()
                .attribute(detail.attribute())
                .name(detail.name())
                .requiresRecreation(detail.recreation());
        if (withValues && detail.name() != null) {
            target.path("/" + detail.attribute() + "/" + detail.name())
                    .beforeValue(detail.before())
                    .afterValue(detail.after())
                    .attributeChangeType(detail.changeType());
        }
        return ResourceChangeDetail.builder()
                .target(target.build())
                .evaluation(detail.evaluation())
                .changeSource(detail.source())
                .causingEntity(detail.cause())
                .build();
    }
}
