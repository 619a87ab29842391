package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.service.cloudformation.template.ParameterDeclaration;
import dev.labctl.localcloud.service.cloudformation.template.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.RollbackConfiguration;
import software.amazon.awssdk.services.cloudformation.model.StackDriftInformation;
import software.amazon.awssdk.services.cloudformation.model.StackDriftInformationSummary;
import software.amazon.awssdk.services.cloudformation.model.StackDriftStatus;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudformation.model.StackResourceDetail;
import software.amazon.awssdk.services.cloudformation.model.StackResourceDriftInformation;
import software.amazon.awssdk.services.cloudformation.model.StackResourceDriftInformationSummary;
import software.amazon.awssdk.services.cloudformation.model.StackResourceDriftStatus;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.cloudformation.model.StackSummary;
import software.amazon.awssdk.services.cloudformation.model.Tag;

/** Stacks, resources and events as the API shows them. */
final class StackViews {
    private static final String MASK = "****";

    private StackViews() {}

    static software.amazon.awssdk.services.cloudformation.model.Stack stack(Stack stack) {
        Stack.State state = stack.state();
        Stack.Definition definition = stack.definition();
        Template template = definition.parsed();
        boolean isReviewed = state.status() == StackStatus.REVIEW_IN_PROGRESS;
        software.amazon.awssdk.services.cloudformation.model.Stack.Builder view =
                software.amazon.awssdk.services.cloudformation.model.Stack.builder()
                        .stackId(stack.id())
                        .stackName(stack.name())
                        .changeSetId(state.changeSetId())
                        .description(isReviewed ? null : template.description())
                        .creationTime(state.created())
                        .lastUpdatedTime(state.updated())
                        .deletionTime(state.deleted())
                        .stackStatus(state.status())
                        .stackStatusReason(state.reason())
                        .disableRollback(definition.isRollbackDisabled())
                        .notificationARNs(definition.notificationArns())
                        .rollbackConfiguration(RollbackConfiguration.builder().build())
                        .roleARN(definition.roleArn())
                        .timeoutInMinutes(definition.timeoutMinutes())
                        .tags(tags(definition.tags()))
                        .driftInformation(StackDriftInformation.builder()
                                .stackDriftStatus(StackDriftStatus.NOT_CHECKED)
                                .build());
        if (!stack.isDeleted()) {
            view.enableTerminationProtection(state.isProtected());
            if (!stack.outputs().isEmpty()) {
                view.outputs(stack.outputs().stream().map(StackViews::output).toList());
            }
        }
        if (!definition.capabilities().isEmpty()) {
            view.capabilitiesWithStrings(definition.capabilities());
        }
        if (!definition.parameters().isEmpty()) {
            view.parameters(parameters(definition, template));
        }
        Stack.NestedIn owner = stack.nestedIn();
        if (owner != null) {
            view.parentId(owner.parentId()).rootId(owner.rootId());
        }
        return view.build();
    }

    private static Output output(Stack.Output output) {
        return Output.builder()
                .outputKey(output.name())
                .outputValue(output.value())
                .description(output.description())
                .exportName(output.exportName())
                .build();
    }

    /** Parameter values; those of {@code NoEcho} parameters are masked. */
    static List<Parameter> parameters(Stack.Definition definition, Template template) {
        List<Parameter> parameters = new ArrayList<>();
        for (Stack.ParameterValue value : definition.parameters()) {
            ParameterDeclaration declared = template.parameters().get(value.name());
            boolean isHidden = declared != null && declared.isNoEcho();
            parameters.add(Parameter.builder()
                    .parameterKey(value.name())
                    .parameterValue(isHidden ? MASK : value.value())
                    .resolvedValue(value.resolved())
                    .build());
        }
        return parameters;
    }

    static List<Tag> tags(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    static StackSummary summary(Stack stack) {
        Stack.State state = stack.state();
        Stack.NestedIn owner = stack.nestedIn();
        return StackSummary.builder()
                .stackId(stack.id())
                .stackName(stack.name())
                .templateDescription(stack.definition().parsed().description())
                .creationTime(state.created())
                .lastUpdatedTime(state.updated())
                .deletionTime(state.deleted())
                .stackStatus(state.status())
                .stackStatusReason(state.reason())
                .parentId(owner == null ? null : owner.parentId())
                .rootId(owner == null ? null : owner.rootId())
                .driftInformation(StackDriftInformationSummary.builder()
                        .stackDriftStatus(StackDriftStatus.NOT_CHECKED)
                        .build())
                .build();
    }

    static StackEvent event(StackEvents.Event event) {
        return StackEvent.builder()
                .eventId(event.id())
                .stackId(event.stackId())
                .stackName(event.stackName())
                .logicalResourceId(event.logicalId())
                .physicalResourceId(event.physicalId())
                .resourceType(event.type())
                .timestamp(event.timestamp())
                .resourceStatus(event.status())
                .resourceStatusReason(event.reason())
                .resourceProperties(event.shown())
                .clientRequestToken(event.token())
                .build();
    }

    static software.amazon.awssdk.services.cloudformation.model.StackResource resource(
            Stack stack, StackResource resource) {
        return software.amazon.awssdk.services.cloudformation.model.StackResource.builder()
                .stackId(stack.id())
                .stackName(stack.name())
                .logicalResourceId(resource.logicalId())
                .physicalResourceId(resource.physicalId())
                .resourceType(resource.type())
                .timestamp(resource.timestamp())
                .resourceStatus(resource.status())
                .resourceStatusReason(resource.reason())
                .driftInformation(drift())
                .build();
    }

    static StackResourceDetail detail(Stack stack, StackResource resource) {
        StackResource.Made current = resource.current();
        return StackResourceDetail.builder()
                .stackId(stack.id())
                .stackName(stack.name())
                .logicalResourceId(resource.logicalId())
                .physicalResourceId(resource.physicalId())
                .resourceType(resource.type())
                .lastUpdatedTimestamp(resource.timestamp())
                .resourceStatus(resource.status())
                .resourceStatusReason(resource.reason())
                .metadata(current == null ? null : current.metadata())
                .driftInformation(drift())
                .build();
    }

    static StackResourceSummary summary(StackResource resource) {
        return StackResourceSummary.builder()
                .logicalResourceId(resource.logicalId())
                .physicalResourceId(resource.physicalId())
                .resourceType(resource.type())
                .lastUpdatedTimestamp(resource.timestamp())
                .resourceStatus(resource.status())
                .resourceStatusReason(resource.reason())
                .driftInformation(StackResourceDriftInformationSummary.builder()
                        .stackResourceDriftStatus(StackResourceDriftStatus.NOT_CHECKED)
                        .build())
                .build();
    }

    private static StackResourceDriftInformation drift() {
        return StackResourceDriftInformation.builder()
                .stackResourceDriftStatus(StackResourceDriftStatus.NOT_CHECKED)
                .build();
    }
}
