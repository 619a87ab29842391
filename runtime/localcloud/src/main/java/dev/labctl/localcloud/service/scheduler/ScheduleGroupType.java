package dev.labctl.localcloud.service.scheduler;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Schema;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleGroupRequest;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleGroupResponse;
import software.amazon.awssdk.services.scheduler.model.DeleteScheduleGroupRequest;
import software.amazon.awssdk.services.scheduler.model.DeleteScheduleGroupResponse;
import software.amazon.awssdk.services.scheduler.model.GetScheduleGroupRequest;
import software.amazon.awssdk.services.scheduler.model.GetScheduleGroupResponse;
import software.amazon.awssdk.services.scheduler.model.TagResourceRequest;
import software.amazon.awssdk.services.scheduler.model.TagResourceResponse;
import software.amazon.awssdk.services.scheduler.model.UntagResourceRequest;
import software.amazon.awssdk.services.scheduler.model.UntagResourceResponse;

/** {@code AWS::Scheduler::ScheduleGroup}; its physical id is the name. */
final class ScheduleGroupType implements ResourceType {
    private static final int MAX_NAME = 64;
    private static final ObjectSchema TAG =
            ObjectSchema.of().required("Key", Schema.STRING).required("Value", Schema.STRING);

    @Override
    public String name() {
        return "AWS::Scheduler::ScheduleGroup";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of().createOnly("Name", Schema.STRING).optional("Tags", Schema.listOf(TAG));
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Arn", "CreationDate", "LastModificationDate", "State");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        String name = request.properties().string("Name").orElseGet(() -> request.generatedName(MAX_NAME));
        request.call(
                CreateScheduleGroupRequest.builder()
                        .name(name)
                        .tags(GroupOperations.tags(request.tags()))
                        .clientToken(SchedulerTables.clientToken(request.token()))
                        .build(),
                CreateScheduleGroupResponse.class);
        request.created(name);
        return described(request, name);
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        String arn =
                String.valueOf(described(request, request.id()).attributes().get("Arn"));
        request.retag(
                keys -> request.call(
                        UntagResourceRequest.builder()
                                .resourceArn(arn)
                                .tagKeys(keys)
                                .build(),
                        UntagResourceResponse.class),
                tags -> request.call(
                        TagResourceRequest.builder()
                                .resourceArn(arn)
                                .tags(GroupOperations.tags(tags))
                                .build(),
                        TagResourceResponse.class));
        return described(request, request.id());
    }

    @Override
    public void delete(ResourceRequest request) {
        try {
            request.call(
                    DeleteScheduleGroupRequest.builder().name(request.id()).build(), DeleteScheduleGroupResponse.class);
        } catch (AwsError e) {
            if (!e.code().equals("ResourceNotFoundException")) {
                throw e;
            }
        }
    }

    private static PhysicalResource described(ResourceRequest request, String name) {
        GetScheduleGroupResponse group =
                request.call(GetScheduleGroupRequest.builder().name(name).build(), GetScheduleGroupResponse.class);
        return new PhysicalResource(
                name,
                Map.of(
                        "Arn", group.arn(),
                        "CreationDate", group.creationDate().toString(),
                        "LastModificationDate", group.lastModificationDate().toString(),
                        "State", group.stateAsString()));
    }
}
