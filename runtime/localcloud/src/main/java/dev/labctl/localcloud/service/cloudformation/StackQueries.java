package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.AccountLimit;
import software.amazon.awssdk.services.cloudformation.model.DescribeAccountLimitsRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeAccountLimitsResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourceRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourceResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourcesRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourcesResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksResponse;
import software.amazon.awssdk.services.cloudformation.model.Export;
import software.amazon.awssdk.services.cloudformation.model.GetStackPolicyRequest;
import software.amazon.awssdk.services.cloudformation.model.GetStackPolicyResponse;
import software.amazon.awssdk.services.cloudformation.model.ListExportsRequest;
import software.amazon.awssdk.services.cloudformation.model.ListExportsResponse;
import software.amazon.awssdk.services.cloudformation.model.ListImportsRequest;
import software.amazon.awssdk.services.cloudformation.model.ListImportsResponse;
import software.amazon.awssdk.services.cloudformation.model.ListStackResourcesRequest;
import software.amazon.awssdk.services.cloudformation.model.ListStackResourcesResponse;
import software.amazon.awssdk.services.cloudformation.model.ListStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.ListStacksResponse;

/** The requests that show stacks, their resources, events and exports. */
final class StackQueries {
    private static final int PAGE = 100;

    private final Stacks stacks;
    private final StackEvents events;

    StackQueries(Stacks stacks, StackEvents events) {
        this.stacks = stacks;
        this.events = events;
    }

    void register(Operations operations) {
        operations.on(
                DescribeStacksRequest.class,
                AccessRule.on("cloudformation:DescribeStacks", (q, call) -> arn(call, q.stackName())),
                this::describeStacks);
        operations.on(ListStacksRequest.class, AccessRule.anyResource("cloudformation:ListStacks"), this::listStacks);
        operations.on(
                DescribeStackEventsRequest.class,
                AccessRule.on("cloudformation:DescribeStackEvents", (q, call) -> arn(call, q.stackName())),
                this::describeEvents);
        operations.on(
                DescribeStackResourceRequest.class,
                AccessRule.on("cloudformation:DescribeStackResource", (q, call) -> arn(call, q.stackName())),
                this::describeResource);
        operations.on(
                DescribeStackResourcesRequest.class,
                AccessRule.on("cloudformation:DescribeStackResources", (q, call) -> arn(call, q.stackName())),
                this::describeResources);
        operations.on(
                ListStackResourcesRequest.class,
                AccessRule.on("cloudformation:ListStackResources", (q, call) -> arn(call, q.stackName())),
                this::listResources);
        operations.on(
                GetStackPolicyRequest.class,
                AccessRule.on("cloudformation:GetStackPolicy", (q, call) -> arn(call, q.stackName())),
                this::getPolicy);
        operations.on(
                ListExportsRequest.class, AccessRule.anyResource("cloudformation:ListExports"), this::listExports);
        operations.on(
                ListImportsRequest.class, AccessRule.anyResource("cloudformation:ListImports"), this::listImports);
        operations.on(
                DescribeAccountLimitsRequest.class,
                AccessRule.anyResource("cloudformation:DescribeAccountLimits"),
                StackQueries::describeLimits);
    }

    private String arn(Call call, @Nullable String nameOrId) {
        return StackArns.of(stacks, call, nameOrId);
    }

    private DescribeStacksResponse describeStacks(DescribeStacksRequest request, Call call) {
        String name = request.stackName();
        List<Stack> found = name == null
                ? newestFirst(stacks.live(call.region()))
                : List.of(stacks.get(call.region(), StackArns.requireName(name)));
        Paging<Stack> page = Paging.of(found, PAGE, request.nextToken());
        return DescribeStacksResponse.builder()
                .stacks(page.items().stream().map(StackViews::stack).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static List<Stack> newestFirst(List<Stack> stacks) {
        return stacks.stream()
                .sorted(Comparator.comparing((Stack stack) -> stack.state().created())
                        .reversed())
                .toList();
    }

    private ListStacksResponse listStacks(ListStacksRequest request, Call call) {
        List<String> statuses = request.stackStatusFiltersAsStrings();
        List<Stack> found = stacks.all().stream()
                .filter(stack -> stack.region().equals(call.region()))
                .filter(stack ->
                        statuses.isEmpty() || statuses.contains(stack.status().toString()))
                .toList();
        Paging<Stack> page = Paging.of(newestFirst(found), PAGE, request.nextToken());
        return ListStacksResponse.builder()
                .stackSummaries(page.items().stream().map(StackViews::summary).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private DescribeStackEventsResponse describeEvents(DescribeStackEventsRequest request, Call call) {
        String name = StackArns.requireName(request.stackName());
        Stack stack = stacks.find(call.region(), name)
                .orElseThrow(() -> Definitions.invalid("Stack [" + name + "] does not exist"));
        Paging<StackEvents.Event> page = Paging.of(events.newestFirst(stack.id()), PAGE, request.nextToken());
        return DescribeStackEventsResponse.builder()
                .stackEvents(page.items().stream().map(StackViews::event).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private DescribeStackResourceResponse describeResource(DescribeStackResourceRequest request, Call call) {
        String name = StackArns.requireName(request.stackName());
        Stack stack = stacks.find(call.region(), name)
                .orElseThrow(() -> Definitions.invalid("Stack '" + name + "' does not exist"));
        StackResource resource = stacks.resource(stack.id(), request.logicalResourceId())
                .orElseThrow(() -> Definitions.invalid(
                        "Resource " + request.logicalResourceId() + " does not exist for stack " + stack.name()));
        return DescribeStackResourceResponse.builder()
                .stackResourceDetail(StackViews.detail(stack, resource))
                .build();
    }

    private DescribeStackResourcesResponse describeResources(DescribeStackResourcesRequest request, Call call) {
        List<StackResource> found = new ArrayList<>();
        if (request.stackName() != null) {
            Stack stack = stacks.get(call.region(), StackArns.requireName(request.stackName()));
            found.addAll(stacks.resources(stack.id()));
        } else if (request.physicalResourceId() != null) {
            String physicalId = request.physicalResourceId();
            List<StackResource> owned = stacks.resourcesByPhysicalId(call.region(), physicalId);
            if (owned.isEmpty()) {
                throw Definitions.invalid("Stack for " + physicalId + " does not exist");
            }
            found.addAll(stacks.resources(owned.get(0).stackId()));
        } else {
            throw Definitions.invalid("Both StackName and PhysicalResourceId cannot be empty");
        }
        String logicalId = request.logicalResourceId();
        List<software.amazon.awssdk.services.cloudformation.model.StackResource> views = found.stream()
                .filter(resource -> logicalId == null || logicalId.equals(resource.logicalId()))
                .map(resource -> StackViews.resource(stacks.byId(resource.stackId()), resource))
                .toList();
        if (logicalId != null && views.isEmpty()) {
            throw Definitions.invalid("Resource " + logicalId + " does not exist for stack " + request.stackName());
        }
        return DescribeStackResourcesResponse.builder().stackResources(views).build();
    }

    private ListStackResourcesResponse listResources(ListStackResourcesRequest request, Call call) {
        Stack stack = stacks.get(call.region(), StackArns.requireName(request.stackName()));
        Paging<StackResource> page = Paging.of(stacks.resources(stack.id()), PAGE, request.nextToken());
        return ListStackResourcesResponse.builder()
                .stackResourceSummaries(
                        page.items().stream().map(StackViews::summary).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private GetStackPolicyResponse getPolicy(GetStackPolicyRequest request, Call call) {
        Stack stack = stacks.live(call.region(), StackArns.requireName(request.stackName()));
        return GetStackPolicyResponse.builder().stackPolicyBody(stack.policy()).build();
    }

    private ListExportsResponse listExports(ListExportsRequest request, Call call) {
        List<Export> all = stacks.exports(call.region()).stream()
                .map(export -> Export.builder()
                        .exportingStackId(export.stack().id())
                        .name(export.output().exportName())
                        .value(export.output().value())
                        .build())
                .sorted(Comparator.comparing(Export::name))
                .toList();
        Paging<Export> page = Paging.of(all, PAGE, request.nextToken());
        return ListExportsResponse.builder()
                .exports(page.items())
                .nextToken(page.nextToken())
                .build();
    }

    private ListImportsResponse listImports(ListImportsRequest request, Call call) {
        List<String> importers = stacks.importers(call.region(), request.exportName());
        if (importers.isEmpty()) {
            throw Definitions.invalid("Export '" + request.exportName() + "' is not imported by any stack.");
        }
        Paging<String> page = Paging.of(importers, PAGE, request.nextToken());
        return ListImportsResponse.builder()
                .imports(page.items())
                .nextToken(page.nextToken())
                .build();
    }

    private static DescribeAccountLimitsResponse describeLimits(DescribeAccountLimitsRequest request, Call call) {
        return DescribeAccountLimitsResponse.builder()
                .accountLimits(
                        AccountLimit.builder().name("StackLimit").value(2000).build(),
                        AccountLimit.builder()
                                .name("StackOutputsLimit")
                                .value(200)
                                .build())
                .build();
    }
}
