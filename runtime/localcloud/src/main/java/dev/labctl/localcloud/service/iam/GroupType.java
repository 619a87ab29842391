package dev.labctl.localcloud.service.iam;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.iam.model.CreateGroupRequest;
import software.amazon.awssdk.services.iam.model.CreateGroupResponse;
import software.amazon.awssdk.services.iam.model.DeleteGroupRequest;
import software.amazon.awssdk.services.iam.model.DeleteGroupResponse;
import software.amazon.awssdk.services.iam.model.GetGroupRequest;
import software.amazon.awssdk.services.iam.model.GetGroupResponse;
import software.amazon.awssdk.services.iam.model.UpdateGroupRequest;
import software.amazon.awssdk.services.iam.model.UpdateGroupResponse;

/** {@code AWS::IAM::Group}. */
final class GroupType implements ResourceType {
    @Override
    public String name() {
        return "AWS::IAM::Group";
    }

    @Override
    public ObjectSchema schema() {
        return PolicyTarget.withPolicies(
                ObjectSchema.of().createOnly("GroupName", Schema.STRING).optional("Path", Schema.STRING));
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Arn");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        Properties properties = request.properties();
        String name = properties.string("GroupName").orElseGet(() -> request.generatedName(128));
        try {
            request.call(
                    CreateGroupRequest.builder()
                            .groupName(name)
                            .path(properties.string("Path").orElse("/"))
                            .build(),
                    CreateGroupResponse.class);
        } catch (AwsError e) {
            // groups have no tags to tell whose they are; a resumed creation with a made-up name is ours
            boolean isOurs = request.resumed() && !properties.has("GroupName");
            if (!e.code().equals("EntityAlreadyExists") || !isOurs) {
                throw e;
            }
        }
        request.created(name);
        new PolicyTarget(request, Holder.GROUP, name).apply(Properties.EMPTY, properties);
        return described(request, name);
    }

    private static PhysicalResource described(ResourceRequest request, String name) {
        GetGroupResponse found =
                request.call(GetGroupRequest.builder().groupName(name).build(), GetGroupResponse.class);
        return new PhysicalResource(name, Map.of("Arn", found.group().arn()));
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        String name = request.id();
        request.call(
                UpdateGroupRequest.builder()
                        .groupName(name)
                        .newPath(request.properties().string("Path").orElse("/"))
                        .build(),
                UpdateGroupResponse.class);
        new PolicyTarget(request, Holder.GROUP, name).apply(request.previousProperties(), request.properties());
        return described(request, name);
    }

    @Override
    public void delete(ResourceRequest request) {
        new PolicyTarget(request, Holder.GROUP, request.id()).clear(request.properties());
        IamResources.unlessGone(() -> request.call(
                DeleteGroupRequest.builder().groupName(request.id()).build(), DeleteGroupResponse.class));
    }
}
