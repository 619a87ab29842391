package dev.labctl.localcloud.service.events;

import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Schema;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.eventbridge.model.CreateEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.CreateEventBusResponse;
import software.amazon.awssdk.services.eventbridge.model.DeleteEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteEventBusResponse;
import software.amazon.awssdk.services.eventbridge.model.DescribeEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeEventBusResponse;
import software.amazon.awssdk.services.eventbridge.model.PutPermissionRequest;
import software.amazon.awssdk.services.eventbridge.model.PutPermissionResponse;
import software.amazon.awssdk.services.eventbridge.model.RemovePermissionRequest;
import software.amazon.awssdk.services.eventbridge.model.RemovePermissionResponse;
import software.amazon.awssdk.services.eventbridge.model.UpdateEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.UpdateEventBusResponse;

/** {@code AWS::Events::EventBus}. */
final class EventBusType implements ResourceType {
    private static final ObjectSchema TAG =
            ObjectSchema.of().required("Key", Schema.STRING).required("Value", Schema.STRING);

    @Override
    public String name() {
        return "AWS::Events::EventBus";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .requiredCreateOnly("Name", Schema.STRING)
                .optional("Description", Schema.STRING)
                .optional("Policy", Schema.JSON)
                .optional("Tags", Schema.listOf(TAG));
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Arn", "Name");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        String name = request.properties().requiredString("Name");
        if (!request.resumed() || request.physicalId() == null) {
            request.call(
                    CreateEventBusRequest.builder()
                            .name(name)
                            .description(
                                    request.properties().string("Description").orElse(null))
                            .tags(Documents.tags(request.tags()))
                            .build(),
                    CreateEventBusResponse.class);
            request.created(name);
        }
        putPolicy(request);
        return describe(request, name);
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        request.call(
                UpdateEventBusRequest.builder()
                        .name(request.id())
                        .description(request.properties().string("Description").orElse(null))
                        .build(),
                UpdateEventBusResponse.class);
        if (request.previousProperties().has("Policy") && !request.properties().has("Policy")) {
            request.call(
                    RemovePermissionRequest.builder()
                            .eventBusName(request.id())
                            .removeAllPermissions(true)
                            .build(),
                    RemovePermissionResponse.class);
        }
        putPolicy(request);
        PhysicalResource bus = describe(request, request.id());
        String arn = String.valueOf(bus.attributes().get("Arn"));
        Documents.retag(request, arn);
        return bus;
    }

    @Override
    public void delete(ResourceRequest request) {
        request.call(DeleteEventBusRequest.builder().name(request.id()).build(), DeleteEventBusResponse.class);
    }

    private static void putPolicy(ResourceRequest request) {
        Optional<String> policy = Documents.text(request.properties(), "Policy");
        policy.ifPresent(text -> request.call(
                PutPermissionRequest.builder()
                        .eventBusName(request.properties().requiredString("Name"))
                        .policy(text)
                        .build(),
                PutPermissionResponse.class));
    }

    private static PhysicalResource describe(ResourceRequest request, String name) {
        String arn = request.call(DescribeEventBusRequest.builder().name(name).build(), DescribeEventBusResponse.class)
                .arn();
        return new PhysicalResource(name, Map.of("Arn", arn, "Name", name));
    }
}
