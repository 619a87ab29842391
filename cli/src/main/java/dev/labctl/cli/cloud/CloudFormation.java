package dev.labctl.cli.cloud;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.Change;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetType;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.Tag;

/** CloudFormation: stacks, their change sets, events and resources. */
public final class CloudFormation implements AutoCloseable {
    private final CloudFormationClient client;

    CloudFormation(ClientFactory clients) {
        client = clients.client(CloudFormationClient.builder());
    }

    /** The stack of that name or id, if there is one; a deleted one is found by its id only. */
    public Optional<StackDescription> describe(String stack) {
        try {
            return client.describeStacks(request -> request.stackName(stack)).stacks().stream()
                    .findFirst()
                    .map(CloudFormation::description);
        } catch (CloudException e) {
            if (e.getMessage() != null && e.is("ValidationError") && e.text().contains("does not exist")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** All stacks that have not been deleted. */
    public List<StackDescription> list() {
        return client.describeStacksPaginator().stacks().stream()
                .map(CloudFormation::description)
                .toList();
    }

    /** A stack's resources. */
    public List<StackResource> resources(String stack) {
        return client.listStackResourcesPaginator(request -> request.stackName(stack)).stackResourceSummaries().stream()
                .map(each -> new StackResource(
                        each.logicalResourceId(),
                        orEmpty(each.physicalResourceId()),
                        each.resourceType(),
                        each.resourceStatusAsString()))
                .toList();
    }

    /** A stack's events, newest first; pages are fetched while the stream is read. */
    public Stream<StackEvent> events(String stack) {
        return client.describeStackEventsPaginator(request -> request.stackName(stack)).stackEvents().stream()
                .map(each -> new StackEvent(
                        each.eventId(),
                        each.timestamp(),
                        orEmpty(each.logicalResourceId()),
                        orEmpty(each.physicalResourceId()),
                        orEmpty(each.resourceType()),
                        each.resourceStatusAsString(),
                        orEmpty(each.resourceStatusReason())));
    }

    /**
     * What CloudFormation found wrong with a change set before it made anything, newest first.
     *
     * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeEvents.html">
     *     DescribeEvents</a>
     */
    public List<StackEvent> validationFailures(String changeSet) {
        return client
                .describeEventsPaginator(
                        request -> request.changeSetName(changeSet).filters(filter -> filter.failedEvents(true)))
                .operationEvents()
                .stream()
                .filter(each -> each.validationStatusReason() != null)
                .map(each -> new StackEvent(
                        each.eventId(),
                        each.timestamp(),
                        orEmpty(each.logicalResourceId()),
                        orEmpty(each.physicalResourceId()),
                        orEmpty(each.resourceType()),
                        orEmpty(each.validationStatusAsString()),
                        orEmpty(each.validationStatusReason())))
                .toList();
    }

    /**
     * Starts to work out a change set.
     *
     * @param create whether the stack does not exist yet
     * @param template its body, or the URL of an object in S3
     * @return the change set's id
     */
    public String createChangeSet(
            String stack,
            String name,
            boolean create,
            Template template,
            Map<String, String> parameters,
            Map<String, String> tags) {
        return client.createChangeSet(request -> {
                    request.stackName(stack)
                            .changeSetName(name)
                            .changeSetType(create ? ChangeSetType.CREATE : ChangeSetType.UPDATE)
                            .capabilities(Capability.CAPABILITY_NAMED_IAM)
                            .parameters(parameters.entrySet().stream()
                                    .map(each -> Parameter.builder()
                                            .parameterKey(each.getKey())
                                            .parameterValue(each.getValue())
                                            .build())
                                    .toList())
                            .tags(tags.entrySet().stream()
                                    .map(each -> Tag.builder()
                                            .key(each.getKey())
                                            .value(each.getValue())
                                            .build())
                                    .toList());
                    switch (template.where()) {
                        case INLINE -> request.templateBody(template.value());
                        case URL -> request.templateURL(template.value());
                    }
                })
                .id();
    }

    /** A template: in the request, or an object in S3. */
    public record Template(Where where, String value) {
        /** Where the template is. */
        public enum Where {
            INLINE,
            URL
        }
    }

    /** A change set with all its changes. */
    public ChangeSet changeSet(String stack, String name) {
        Stream.Builder<ChangeSet.Change> changes = Stream.builder();
        String token = null;
        DescribeChangeSetResponse page;
        do {
            String next = token;
            page = client.describeChangeSet(
                    request -> request.stackName(stack).changeSetName(name).nextToken(next));
            page.changes().forEach(each -> changes.add(change(each)));
            token = page.nextToken();
        } while (token != null);
        return new ChangeSet(
                page.changeSetId(),
                page.changeSetName(),
                page.statusAsString(),
                orEmpty(page.statusReason()),
                changes.build().toList());
    }

    /** Starts a change set's execution. */
    public void execute(String stack, String changeSet) {
        client.executeChangeSet(request -> request.stackName(stack).changeSetName(changeSet));
    }

    /** Throws a change set away. */
    public void deleteChangeSet(String stack, String changeSet) {
        client.deleteChangeSet(request -> request.stackName(stack).changeSetName(changeSet));
    }

    /** Starts to delete a stack; a stack that is not there is no error. */
    public void delete(String stack) {
        client.deleteStack(request -> request.stackName(stack));
    }

    /** The template that a stack was deployed from, as it was uploaded. */
    public String template(String stack) {
        return client.getTemplate(request -> request.stackName(stack)).templateBody();
    }

    /** How many stacks the account may have in this region, and has. */
    public Optional<Quota> stackQuota() {
        return client.describeAccountLimitsPaginator().accountLimits().stream()
                .filter(each -> each.name().equals("StackLimit"))
                .findFirst()
                .map(each -> new Quota("stacks", list().size(), each.value()));
    }

    @Override
    public void close() {
        client.close();
    }

    private static ChangeSet.Change change(Change change) {
        ResourceChange resource = change.resourceChange();
        return new ChangeSet.Change(
                resource.actionAsString(),
                resource.logicalResourceId(),
                orEmpty(resource.physicalResourceId()),
                resource.resourceType(),
                orEmpty(resource.replacementAsString()),
                resource.details().stream()
                        .map(detail -> detail.target())
                        .filter(Objects::nonNull)
                        .map(target -> target.name() == null ? target.attributeAsString() : target.name())
                        .filter(Objects::nonNull)
                        .distinct()
                        .toList());
    }

    private static StackDescription description(Stack stack) {
        return new StackDescription(
                stack.stackId(),
                stack.stackName(),
                stack.stackStatusAsString(),
                stack.stackStatusReason(),
                values(stack.parameters(), Parameter::parameterKey, Parameter::parameterValue),
                values(stack.outputs(), Output::outputKey, Output::outputValue),
                values(stack.tags(), Tag::key, Tag::value),
                stack.creationTime(),
                stack.lastUpdatedTime());
    }

    private static <T> Map<String, String> values(
            List<T> list, Function<T, String> key, Function<T, @Nullable String> value) {
        return list.stream().collect(Collectors.toMap(key, each -> orEmpty(value.apply(each)), (a, b) -> b));
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}
