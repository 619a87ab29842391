package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import dev.labctl.localcloud.service.cloudformation.template.TemplateException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.cloudformation.model.CreateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateStackResponse;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackRequest;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackResponse;
import software.amazon.awssdk.services.cloudformation.model.OnFailure;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.cloudformation.model.UpdateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.UpdateStackResponse;

/** {@code AWS::CloudFormation::Stack}: a stack of its own, made, changed and deleted as a resource of another. */
final class NestedStackType implements ResourceType {
    static final String NAME = "AWS::CloudFormation::Stack";
    private static final int MAX_NAME = 128;
    private static final long LOOK_AGAIN_MILLIS = 50;

    private final Stacks stacks;
    private final StackEvents events;

    NestedStackType(Stacks stacks, StackEvents events) {
        this.stacks = stacks;
        this.events = events;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .required("TemplateURL", Schema.STRING)
                .optional("Parameters", Schema.mapOf(Schema.JSON))
                .optional("NotificationARNs", Schema.listOf(Schema.STRING))
                .optional("TimeoutInMinutes", Schema.INTEGER)
                .optional(
                        "Tags",
                        Schema.listOf(
                                ObjectSchema.of().required("Key", Schema.STRING).required("Value", Schema.STRING)));
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        Stack parent = stacks.byId(request.stackId());
        Properties properties = request.properties();
        String name = name(request);
        Stack known = stacks.find(request.caller().region(), name).orElse(null);
        String id = known != null && request.resumed()
                ? known.id()
                : request.call(
                                CreateStackRequest.builder()
                                        .stackName(name)
                                        .templateURL(properties.requiredString("TemplateURL"))
                                        .parameters(parameters(properties))
                                        .capabilitiesWithStrings(
                                                parent.definition().capabilities())
                                        .notificationARNs(notified(properties))
                                        .tags(StackViews.tags(request.userTags()))
                                        .timeoutInMinutes(properties
                                                .integer("TimeoutInMinutes")
                                                .orElse(null))
                                        .onFailure(OnFailure.DO_NOTHING)
                                        .roleARN(parent.definition().roleArn())
                                        .build(),
                                CreateStackResponse.class)
                        .stackId();
        String root =
                parent.nestedIn() == null ? parent.id() : parent.nestedIn().rootId();
        stacks.change(id, stack -> stack.withNestedIn(new Stack.NestedIn(parent.id(), root)));
        request.created(id);
        Stack child = settled(id);
        if (child.status() != StackStatus.CREATE_COMPLETE) {
            throw failed(child, "created");
        }
        return resource(child);
    }

    /** The parent's name, the logical id and twelve characters in upper case. */
    private static String name(ResourceRequest request) {
        String name = request.generatedName(MAX_NAME);
        int suffix = name.lastIndexOf('-') + 1;
        return name.substring(0, suffix) + name.substring(suffix).toUpperCase(Locale.ROOT);
    }

    private static TemplateException failed(Stack child, String what) {
        return new TemplateException("Embedded stack " + child.id() + " was not successfully " + what + ": "
                + Objects.requireNonNullElse(child.state().reason(), "Currently in " + child.status()));
    }

    private static List<Parameter> parameters(Properties properties) {
        return properties.object("Parameters").orElse(Properties.EMPTY).values().entrySet().stream()
                .map(entry -> Parameter.builder()
                        .parameterKey(entry.getKey())
                        .parameterValue(text(entry.getValue()))
                        .build())
                .toList();
    }

    private static String text(Object value) {
        return value instanceof List<?> list
                ? String.join(",", list.stream().map(String::valueOf).toList())
                : String.valueOf(Blueprint.texts(value));
    }

    private static List<String> notified(Properties properties) {
        return properties.strings("NotificationARNs");
    }

    /** The stack once nothing is in progress in it. */
    private Stack settled(String id) {
        Stack stack = stacks.byId(id);
        while (stack.status().toString().endsWith("IN_PROGRESS")) {
            try {
                Thread.sleep(LOOK_AGAIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TaskGraph.Interrupted(e);
            }
            stack = stacks.byId(id);
        }
        return stack;
    }

    private static PhysicalResource resource(Stack child) {
        Map<String, Object> outputs = new LinkedHashMap<>();
        child.outputs().forEach(output -> outputs.put("Outputs." + output.name(), output.value()));
        return new PhysicalResource(child.id(), outputs);
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        Properties properties = request.properties();
        try {
            request.call(
                    UpdateStackRequest.builder()
                            .stackName(request.id())
                            .templateURL(properties.requiredString("TemplateURL"))
                            .parameters(parameters(properties))
                            .capabilitiesWithStrings(
                                    stacks.byId(request.stackId()).definition().capabilities())
                            .notificationARNs(notified(properties))
                            .tags(StackViews.tags(request.userTags()))
                            .roleARN(stacks.byId(request.stackId()).definition().roleArn())
                            .build(),
                    UpdateStackResponse.class);
        } catch (AwsError e) {
            if (!e.message().equals("No updates are to be performed.")) {
                throw e;
            }
            return resource(stacks.byId(request.id()));
        }
        Stack child = settled(request.id());
        if (child.status() != StackStatus.UPDATE_COMPLETE) {
            throw new TemplateException("Embedded stack " + child.id() + " was not successfully updated. Currently in "
                    + child.status() + " with reason: "
                    + whyRolledBack(child));
        }
        return resource(child);
    }

    private String whyRolledBack(Stack child) {
        return events.newestFirst(child.id()).stream()
                .filter(event -> event.physicalId().equals(child.id())
                        && event.status().equals(StackStatus.UPDATE_ROLLBACK_IN_PROGRESS.toString()))
                .findFirst()
                .map(StackEvents.Event::reason)
                .orElse("");
    }

    @Override
    public void delete(ResourceRequest request) {
        Stack child = stacks.find(request.caller().region(), request.id()).orElse(null);
        if (child == null || child.isDeleted()) {
            return;
        }
        request.call(DeleteStackRequest.builder().stackName(request.id()).build(), DeleteStackResponse.class);
        Stack after = settled(request.id());
        if (!after.isDeleted()) {
            throw failed(after, "deleted");
        }
    }
}
