package dev.labctl.localcloud.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourcesRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourcesResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksResponse;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudformation.model.StackResource;

/** Stacks, and the graph of what their resources refer to. */
final class StacksView implements View {
    private static final int EVENTS = 200;

    @Override
    public String name() {
        return "stacks";
    }

    @Override
    public List<Item> items(Calls calls) {
        List<Item> items = new ArrayList<>();
        @Nullable String token = null;
        do {
            DescribeStacksResponse page =
                    calls.call(DescribeStacksRequest.builder().nextToken(token).build(), DescribeStacksResponse.class);
            page.stacks().forEach(stack -> items.add(new Item(stack.stackName(), () -> row(stack))));
            token = page.nextToken();
        } while (token != null);
        return items;
    }

    private static Facts row(Stack stack) {
        return new Facts()
                .with("name", stack.stackName())
                .with("status", stack.stackStatusAsString())
                .with("reason", stack.stackStatusReason())
                .with("description", stack.description())
                .with("created", stack.creationTime())
                .with("updated", stack.lastUpdatedTime());
    }

    @Override
    public Facts details(Calls calls, String name) {
        Stack stack = calls.call(DescribeStacksRequest.builder().stackName(name).build(), DescribeStacksResponse.class)
                .stacks()
                .get(0);
        Map<String, String> parameters = new LinkedHashMap<>();
        stack.parameters().forEach(each -> parameters.put(each.parameterKey(), each.parameterValue()));
        Map<String, String> outputs = new LinkedHashMap<>();
        stack.outputs().forEach(each -> outputs.put(each.outputKey(), each.outputValue()));
        List<Map<String, Object>> resources = calls
                .call(
                        DescribeStackResourcesRequest.builder().stackName(name).build(),
                        DescribeStackResourcesResponse.class)
                .stackResources()
                .stream()
                .map(each -> resource(each).asMap())
                .toList();
        return row(stack)
                .with("resources", resources)
                .with("references", calls.inside("cloudformation", name))
                .with("events", events(calls, name))
                .with("outputs", outputs)
                .with("parameters", parameters);
    }

    private static Facts resource(StackResource resource) {
        return new Facts()
                .with("id", resource.logicalResourceId())
                .with("type", resource.resourceType())
                .with("physicalId", resource.physicalResourceId())
                .with("status", resource.resourceStatusAsString())
                .with("reason", resource.resourceStatusReason())
                .with("at", resource.timestamp());
    }

    private static List<Map<String, Object>> events(Calls calls, String name) {
        List<Map<String, Object>> events = new ArrayList<>();
        @Nullable String token = null;
        do {
            DescribeStackEventsResponse page = calls.call(
                    DescribeStackEventsRequest.builder()
                            .stackName(name)
                            .nextToken(token)
                            .build(),
                    DescribeStackEventsResponse.class);
            page.stackEvents().forEach(event -> events.add(event(event).asMap()));
            token = page.nextToken();
        } while (token != null && events.size() < EVENTS);
        return events;
    }

    private static Facts event(StackEvent event) {
        return new Facts()
                .with("at", event.timestamp())
                .with("id", event.logicalResourceId())
                .with("status", event.resourceStatusAsString())
                .with("reason", event.resourceStatusReason());
    }
}
