package dev.labctl.localcloud.service.iam;

import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteRolePermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.DeleteRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteRoleResponse;
import software.amazon.awssdk.services.iam.model.GetRoleRequest;
import software.amazon.awssdk.services.iam.model.GetRoleResponse;
import software.amazon.awssdk.services.iam.model.PutRolePermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.PutRolePermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.TagRoleRequest;
import software.amazon.awssdk.services.iam.model.TagRoleResponse;
import software.amazon.awssdk.services.iam.model.UntagRoleRequest;
import software.amazon.awssdk.services.iam.model.UntagRoleResponse;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.UpdateRoleRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleResponse;

/** {@code AWS::IAM::Role}. */
final class RoleType implements ResourceType {
    private static final String TRUST_POLICY = "AssumeRolePolicyDocument";
    private static final String BOUNDARY = "PermissionsBoundary";
    private static final int DEFAULT_SESSION = 3_600;

    @Override
    public String name() {
        return "AWS::IAM::Role";
    }

    @Override
    public ObjectSchema schema() {
        return PolicyTarget.withPolicies(ObjectSchema.of()
                .required(TRUST_POLICY, Schema.JSON)
                .optional("Description", Schema.STRING)
                .optional("MaxSessionDuration", Schema.INTEGER)
                .createOnly("Path", Schema.STRING)
                .optional(BOUNDARY, Schema.STRING)
                .createOnly("RoleName", Schema.STRING)
                .optional("Tags", IamResources.TAGS));
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Arn", "RoleId");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        Properties properties = request.properties();
        String name = properties.string("RoleName").orElseGet(() -> request.generatedName(64));
        CreateRoleRequest creation = CreateRoleRequest.builder()
                .roleName(name)
                .path(properties.string("Path").orElse("/"))
                .assumeRolePolicyDocument(IamResources.document(properties, TRUST_POLICY))
                .description(properties.string("Description").orElse(null))
                .maxSessionDuration(properties.integer("MaxSessionDuration").orElse(null))
                .permissionsBoundary(properties.string(BOUNDARY).orElse(null))
                .tags(IamShapes.tags(request.tags()))
                .build();
        IamResources.create(request, () -> request.call(creation, CreateRoleResponse.class), () -> role(request, name)
                .tags());
        request.created(name);
        new PolicyTarget(request, Holder.ROLE, name).apply(Properties.EMPTY, properties);
        return described(request, name);
    }

    private static Role role(ResourceRequest request, String name) {
        return request.call(GetRoleRequest.builder().roleName(name).build(), GetRoleResponse.class)
                .role();
    }

    private static PhysicalResource described(ResourceRequest request, String name) {
        Role role = role(request, name);
        return new PhysicalResource(name, Map.of("Arn", role.arn(), "RoleId", role.roleId()));
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        String name = request.id();
        Properties before = request.previousProperties();
        Properties after = request.properties();
        request.call(
                UpdateAssumeRolePolicyRequest.builder()
                        .roleName(name)
                        .policyDocument(IamResources.document(after, TRUST_POLICY))
                        .build(),
                UpdateAssumeRolePolicyResponse.class);
        request.call(
                UpdateRoleRequest.builder()
                        .roleName(name)
                        .description(after.string("Description").orElse(""))
                        .maxSessionDuration(after.integer("MaxSessionDuration").orElse(DEFAULT_SESSION))
                        .build(),
                UpdateRoleResponse.class);
        updateBoundary(request, before, after);
        new PolicyTarget(request, Holder.ROLE, name).apply(before, after);
        updateTags(request);
        return described(request, name);
    }

    private static void updateBoundary(ResourceRequest request, Properties before, Properties after) {
        if (after.has(BOUNDARY)) {
            request.call(
                    PutRolePermissionsBoundaryRequest.builder()
                            .roleName(request.id())
                            .permissionsBoundary(after.requiredString(BOUNDARY))
                            .build(),
                    PutRolePermissionsBoundaryResponse.class);
        } else if (before.has(BOUNDARY)) {
            IamResources.unlessGone(() -> request.call(
                    DeleteRolePermissionsBoundaryRequest.builder()
                            .roleName(request.id())
                            .build(),
                    DeleteRolePermissionsBoundaryResponse.class));
        }
    }

    private static void updateTags(ResourceRequest request) {
        request.retag(
                removed -> request.call(
                        UntagRoleRequest.builder()
                                .roleName(request.id())
                                .tagKeys(removed)
                                .build(),
                        UntagRoleResponse.class),
                tags -> request.call(
                        TagRoleRequest.builder()
                                .roleName(request.id())
                                .tags(IamShapes.tags(tags))
                                .build(),
                        TagRoleResponse.class));
    }

    @Override
    public void delete(ResourceRequest request) {
        new PolicyTarget(request, Holder.ROLE, request.id()).clear(request.properties());
        IamResources.unlessGone(() ->
                request.call(DeleteRoleRequest.builder().roleName(request.id()).build(), DeleteRoleResponse.class));
    }
}
