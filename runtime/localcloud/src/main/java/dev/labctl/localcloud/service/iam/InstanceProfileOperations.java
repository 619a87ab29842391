package dev.labctl.localcloud.service.iam;

import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.identity.Access;
import dev.labctl.localcloud.identity.InstanceProfile;
import dev.labctl.localcloud.identity.Role;
import dev.labctl.localcloud.identity.UniqueIds;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.DeleteInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.DeleteInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.GetInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.GetInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesForRoleRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesForRoleResponse;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesResponse;
import software.amazon.awssdk.services.iam.model.RemoveRoleFromInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.RemoveRoleFromInstanceProfileResponse;

/** Instance profiles and the one role in each. */
final class InstanceProfileOperations {
    private final IamContext iam;

    InstanceProfileOperations(IamContext iam) {
        this.iam = iam;
    }

    void register(Operations operations) {
        operations.on(
                CreateInstanceProfileRequest.class,
                (request, call) -> List.of(Access.to(
                                "iam:CreateInstanceProfile",
                                iam.arn(
                                        "instance-profile" + IamValidation.path(request.path()),
                                        String.valueOf(request.instanceProfileName())))
                        .withRequestTags(IamValidation.tags(request.tags(), call))),
                this::create);
        operations.on(
                GetInstanceProfileRequest.class,
                iam.onProfile("iam:GetInstanceProfile", GetInstanceProfileRequest::instanceProfileName),
                this::get);
        operations.on(
                ListInstanceProfilesRequest.class,
                (request, call) -> List.of(Access.to(
                        "iam:ListInstanceProfiles",
                        iam.arn("instance-profile", IamValidation.path(request.pathPrefix())))),
                this::list);
        operations.on(
                ListInstanceProfilesForRoleRequest.class,
                iam.onRole("iam:ListInstanceProfilesForRole", ListInstanceProfilesForRoleRequest::roleName),
                this::listForRole);
        operations.on(
                DeleteInstanceProfileRequest.class,
                iam.onProfile("iam:DeleteInstanceProfile", DeleteInstanceProfileRequest::instanceProfileName),
                this::delete);
        operations.on(AddRoleToInstanceProfileRequest.class, this::addRoleAccess, this::addRole);
        operations.on(
                RemoveRoleFromInstanceProfileRequest.class,
                iam.onProfile(
                        "iam:RemoveRoleFromInstanceProfile", RemoveRoleFromInstanceProfileRequest::instanceProfileName),
                this::removeRole);
    }

    private CreateInstanceProfileResponse create(CreateInstanceProfileRequest request, Call call) {
        String name = IamValidation.name(request.instanceProfileName(), "instanceProfileName", 128);
        InstanceProfile profile = new InstanceProfile(
                name,
                IamValidation.path(request.path()),
                UniqueIds.entity("AIPA"),
                iam.now(),
                null,
                IamValidation.merged(Map.of(), IamValidation.tags(request.tags(), call)));
        iam.identities().change(() -> {
            if (IamContext.isTaken(iam.identities().instanceProfiles(), name)) {
                throw IamErrors.alreadyExists("Instance Profile " + name + " already exists.");
            }
            put(profile);
        });
        return CreateInstanceProfileResponse.builder()
                .instanceProfile(iam.shapes().profile(profile))
                .build();
    }

    private void put(InstanceProfile profile) {
        iam.identities().instanceProfiles().put(profile.name(), profile);
    }

    private GetInstanceProfileResponse get(GetInstanceProfileRequest request, Call call) {
        return GetInstanceProfileResponse.builder()
                .instanceProfile(iam.shapes().profile(iam.profile(request.instanceProfileName())))
                .build();
    }

    private ListInstanceProfilesResponse list(ListInstanceProfilesRequest request, Call call) {
        Page<InstanceProfile> page = page(
                profile -> request.pathPrefix() == null || profile.path().startsWith(request.pathPrefix()),
                request.marker(),
                request.maxItems());
        return ListInstanceProfilesResponse.builder()
                .instanceProfiles(
                        page.items().stream().map(iam.shapes()::profile).toList())
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private ListInstanceProfilesForRoleResponse listForRole(ListInstanceProfilesForRoleRequest request, Call call) {
        Role role = iam.role(request.roleName());
        Page<InstanceProfile> page =
                page(profile -> role.name().equals(profile.role()), request.marker(), request.maxItems());
        return ListInstanceProfilesForRoleResponse.builder()
                .instanceProfiles(
                        page.items().stream().map(iam.shapes()::profile).toList())
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private Page<InstanceProfile> page(
            Predicate<InstanceProfile> chosen, @Nullable String marker, @Nullable Integer maxItems) {
        List<InstanceProfile> profiles =
                iam.identities().instanceProfiles().values().filter(chosen).toList();
        return Page.of(profiles, InstanceProfile::name, marker, maxItems);
    }

    private DeleteInstanceProfileResponse delete(DeleteInstanceProfileRequest request, Call call) {
        iam.identities().change(() -> {
            InstanceProfile profile = iam.profile(request.instanceProfileName());
            if (profile.role() != null) {
                throw IamErrors.deleteConflict("Cannot delete entity, must remove roles from instance profile first.");
            }
            iam.identities().instanceProfiles().remove(profile.name());
        });
        return DeleteInstanceProfileResponse.builder().build();
    }

    /** Who puts a role into a profile passes it to EC2. */
    private List<Access> addRoleAccess(AddRoleToInstanceProfileRequest request, Call call) {
        return List.of(
                iam.profileAccess("iam:AddRoleToInstanceProfile", request.instanceProfileName()),
                iam.roleAccess("iam:PassRole", request.roleName()).with("iam:PassedToService", "ec2.amazonaws.com"));
    }

    private AddRoleToInstanceProfileResponse addRole(AddRoleToInstanceProfileRequest request, Call call) {
        iam.identities().change(() -> {
            InstanceProfile profile = iam.profile(request.instanceProfileName());
            Role role = iam.role(request.roleName());
            if (profile.role() != null) {
                throw IamErrors.limitExceeded("Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1");
            }
            put(profile.withRole(role.name()));
        });
        return AddRoleToInstanceProfileResponse.builder().build();
    }

    private RemoveRoleFromInstanceProfileResponse removeRole(RemoveRoleFromInstanceProfileRequest request, Call call) {
        iam.identities().change(() -> {
            InstanceProfile profile = iam.profile(request.instanceProfileName());
            Role role = iam.role(request.roleName());
            if (!role.name().equals(profile.role())) {
                throw IamErrors.notFound("role", role.name());
            }
            put(profile.withRole(null));
        });
        return RemoveRoleFromInstanceProfileResponse.builder().build();
    }
}
