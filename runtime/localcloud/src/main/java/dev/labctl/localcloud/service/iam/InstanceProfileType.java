package dev.labctl.localcloud.service.iam;

import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.DeleteInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.DeleteInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.GetInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.GetInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.RemoveRoleFromInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.RemoveRoleFromInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.Role;

/** {@code AWS::IAM::InstanceProfile}. */
final class InstanceProfileType implements ResourceType {
    @Override
    public String name() {
        return "AWS::IAM::InstanceProfile";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .createOnly("InstanceProfileName", Schema.STRING)
                .createOnly("Path", Schema.STRING)
                .required("Roles", Schema.listOf(Schema.STRING));
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Arn");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        Properties properties = request.properties();
        String name = properties.string("InstanceProfileName").orElseGet(() -> request.generatedName(128));
        CreateInstanceProfileRequest creation = CreateInstanceProfileRequest.builder()
                .instanceProfileName(name)
                .path(properties.string("Path").orElse("/"))
                .tags(IamShapes.tags(request.tags()))
                .build();
        IamResources.create(
                request, () -> request.call(creation, CreateInstanceProfileResponse.class), () -> profile(request, name)
                        .tags());
        request.created(name);
        return withRoles(request, name);
    }

    private static InstanceProfile profile(ResourceRequest request, String name) {
        return request.call(
                        GetInstanceProfileRequest.builder()
                                .instanceProfileName(name)
                                .build(),
                        GetInstanceProfileResponse.class)
                .instanceProfile();
    }

    /** Brings the roles in the profile to those of the properties. */
    private static PhysicalResource withRoles(ResourceRequest request, String name) {
        InstanceProfile profile = profile(request, name);
        List<String> present = profile.roles().stream().map(Role::roleName).toList();
        List<String> wanted = request.properties().strings("Roles");
        present.stream().filter(role -> !wanted.contains(role)).forEach(role -> remove(request, name, role));
        for (String role : wanted) {
            if (!present.contains(role)) {
                request.call(
                        AddRoleToInstanceProfileRequest.builder()
                                .instanceProfileName(name)
                                .roleName(role)
                                .build(),
                        AddRoleToInstanceProfileResponse.class);
            }
        }
        return new PhysicalResource(name, Map.of("Arn", profile.arn()));
    }

    private static void remove(ResourceRequest request, String name, String role) {
        request.call(
                RemoveRoleFromInstanceProfileRequest.builder()
                        .instanceProfileName(name)
                        .roleName(role)
                        .build(),
                RemoveRoleFromInstanceProfileResponse.class);
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        return withRoles(request, request.id());
    }

    @Override
    public void delete(ResourceRequest request) {
        String name = request.id();
        IamResources.unlessGone(() -> {
            profile(request, name).roles().forEach(role -> remove(request, name, role.roleName()));
            request.call(
                    DeleteInstanceProfileRequest.builder()
                            .instanceProfileName(name)
                            .build(),
                    DeleteInstanceProfileResponse.class);
        });
    }
}
