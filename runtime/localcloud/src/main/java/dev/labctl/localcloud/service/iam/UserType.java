package dev.labctl.localcloud.service.iam;

import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.iam.model.AddUserToGroupRequest;
import software.amazon.awssdk.services.iam.model.AddUserToGroupResponse;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.iam.model.CreateUserResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserPermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserResponse;
import software.amazon.awssdk.services.iam.model.GetUserRequest;
import software.amazon.awssdk.services.iam.model.GetUserResponse;
import software.amazon.awssdk.services.iam.model.PutUserPermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.PutUserPermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.RemoveUserFromGroupRequest;
import software.amazon.awssdk.services.iam.model.RemoveUserFromGroupResponse;
import software.amazon.awssdk.services.iam.model.TagUserRequest;
import software.amazon.awssdk.services.iam.model.TagUserResponse;
import software.amazon.awssdk.services.iam.model.UntagUserRequest;
import software.amazon.awssdk.services.iam.model.UntagUserResponse;
import software.amazon.awssdk.services.iam.model.UpdateUserRequest;
import software.amazon.awssdk.services.iam.model.UpdateUserResponse;
import software.amazon.awssdk.services.iam.model.User;

/** {@code AWS::IAM::User}. There is no console here to sign in to, so a login profile is only recorded. */
final class UserType implements ResourceType {
    private static final String BOUNDARY = "PermissionsBoundary";

    @Override
    public String name() {
        return "AWS::IAM::User";
    }

    @Override
    public ObjectSchema schema() {
        ObjectSchema login =
                ObjectSchema.of().required("Password", Schema.STRING).optional("PasswordResetRequired", Schema.BOOLEAN);
        return PolicyTarget.withPolicies(ObjectSchema.of()
                .optional("Groups", Schema.listOf(Schema.STRING))
                .recordedOnly("LoginProfile", login)
                .optional("Path", Schema.STRING)
                .optional(BOUNDARY, Schema.STRING)
                .optional("Tags", IamResources.TAGS)
                .createOnly("UserName", Schema.STRING));
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Arn");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        Properties properties = request.properties();
        String name = properties.string("UserName").orElseGet(() -> request.generatedName(64));
        CreateUserRequest creation = CreateUserRequest.builder()
                .userName(name)
                .path(properties.string("Path").orElse("/"))
                .permissionsBoundary(properties.string(BOUNDARY).orElse(null))
                .tags(IamShapes.tags(request.tags()))
                .build();
        IamResources.create(request, () -> request.call(creation, CreateUserResponse.class), () -> user(request, name)
                .tags());
        request.created(name);
        new PolicyTarget(request, Holder.USER, name).apply(Properties.EMPTY, properties);
        joinGroups(request, name, List.of(), properties.strings("Groups"));
        return described(request, name);
    }

    private static User user(ResourceRequest request, String name) {
        return request.call(GetUserRequest.builder().userName(name).build(), GetUserResponse.class)
                .user();
    }

    private static PhysicalResource described(ResourceRequest request, String name) {
        return new PhysicalResource(name, Map.of("Arn", user(request, name).arn()));
    }

    private static void joinGroups(ResourceRequest request, String name, List<String> before, List<String> after) {
        for (String group : after) {
            if (!before.contains(group)) {
                request.call(
                        AddUserToGroupRequest.builder()
                                .userName(name)
                                .groupName(group)
                                .build(),
                        AddUserToGroupResponse.class);
            }
        }
        for (String group : before) {
            if (!after.contains(group)) {
                IamResources.unlessGone(() -> request.call(
                        RemoveUserFromGroupRequest.builder()
                                .userName(name)
                                .groupName(group)
                                .build(),
                        RemoveUserFromGroupResponse.class));
            }
        }
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        String name = request.id();
        Properties before = request.previousProperties();
        Properties after = request.properties();
        request.call(
                UpdateUserRequest.builder()
                        .userName(name)
                        .newPath(after.string("Path").orElse("/"))
                        .build(),
                UpdateUserResponse.class);
        updateBoundary(request, before, after);
        new PolicyTarget(request, Holder.USER, name).apply(before, after);
        joinGroups(request, name, before.strings("Groups"), after.strings("Groups"));
        request.retag(
                removed -> request.call(
                        UntagUserRequest.builder()
                                .userName(name)
                                .tagKeys(removed)
                                .build(),
                        UntagUserResponse.class),
                tags -> request.call(
                        TagUserRequest.builder()
                                .userName(name)
                                .tags(IamShapes.tags(tags))
                                .build(),
                        TagUserResponse.class));
        return described(request, name);
    }

    private static void updateBoundary(ResourceRequest request, Properties before, Properties after) {
        if (after.has(BOUNDARY)) {
            request.call(
                    PutUserPermissionsBoundaryRequest.builder()
                            .userName(request.id())
                            .permissionsBoundary(after.requiredString(BOUNDARY))
                            .build(),
                    PutUserPermissionsBoundaryResponse.class);
        } else if (before.has(BOUNDARY)) {
            IamResources.unlessGone(() -> request.call(
                    DeleteUserPermissionsBoundaryRequest.builder()
                            .userName(request.id())
                            .build(),
                    DeleteUserPermissionsBoundaryResponse.class));
        }
    }

    @Override
    public void delete(ResourceRequest request) {
        String name = request.id();
        new PolicyTarget(request, Holder.USER, name).clear(request.properties());
        joinGroups(request, name, request.properties().strings("Groups"), List.of());
        IamResources.unlessGone(
                () -> request.call(DeleteUserRequest.builder().userName(name).build(), DeleteUserResponse.class));
    }
}
