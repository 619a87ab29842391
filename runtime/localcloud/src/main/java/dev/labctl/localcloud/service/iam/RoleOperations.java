package dev.labctl.localcloud.service.iam;

import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.identity.Access;
import dev.labctl.localcloud.identity.Grants;
import dev.labctl.localcloud.identity.Role;
import dev.labctl.localcloud.identity.UniqueIds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteRoleResponse;
import software.amazon.awssdk.services.iam.model.GetRoleRequest;
import software.amazon.awssdk.services.iam.model.GetRoleResponse;
import software.amazon.awssdk.services.iam.model.ListRolesRequest;
import software.amazon.awssdk.services.iam.model.ListRolesResponse;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.UpdateRoleDescriptionRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleDescriptionResponse;
import software.amazon.awssdk.services.iam.model.UpdateRoleRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleResponse;

/** Roles: made, shown, changed, deleted. */
final class RoleOperations {
    private static final int SHORTEST_SESSION = 3_600;
    private static final int LONGEST_SESSION = 43_200;

    private final IamContext iam;

    RoleOperations(IamContext iam) {
        this.iam = iam;
    }

    void register(Operations operations) {
        operations.on(CreateRoleRequest.class, this::createAccess, this::create);
        operations.on(GetRoleRequest.class, iam.onRole("iam:GetRole", GetRoleRequest::roleName), this::get);
        operations.on(
                ListRolesRequest.class,
                (request, call) ->
                        List.of(Access.to("iam:ListRoles", iam.arn("role", IamValidation.path(request.pathPrefix())))),
                this::list);
        operations.on(UpdateRoleRequest.class, iam.onRole("iam:UpdateRole", UpdateRoleRequest::roleName), this::update);
        operations.on(
                UpdateRoleDescriptionRequest.class,
                iam.onRole("iam:UpdateRoleDescription", UpdateRoleDescriptionRequest::roleName),
                this::updateDescription);
        operations.on(
                UpdateAssumeRolePolicyRequest.class,
                iam.onRole("iam:UpdateAssumeRolePolicy", UpdateAssumeRolePolicyRequest::roleName),
                this::updateTrustPolicy);
        operations.on(DeleteRoleRequest.class, iam.onRole("iam:DeleteRole", DeleteRoleRequest::roleName), this::delete);
    }

    private List<Access> createAccess(CreateRoleRequest request, Call call) {
        String arn = iam.arn("role" + IamValidation.path(request.path()), String.valueOf(request.roleName()));
        Access access = Access.to("iam:CreateRole", arn).withRequestTags(IamValidation.tags(request.tags(), call));
        return List.of(
                request.permissionsBoundary() == null
                        ? access
                        : access.with("iam:PermissionsBoundary", request.permissionsBoundary()));
    }

    private CreateRoleResponse create(CreateRoleRequest request, Call call) {
        String name = IamValidation.name(request.roleName(), "roleName", 64);
        Grants grants = Grants.NONE;
        if (request.permissionsBoundary() != null) {
            grants = grants.withBoundary(
                    iam.attachable(request.permissionsBoundary()).arn());
        }
        Role role = new Role(
                name,
                IamValidation.path(request.path()),
                UniqueIds.entity("AROA"),
                iam.now(),
                IamDocuments.trustPolicy(request.assumeRolePolicyDocument(), iam.identities()),
                request.description(),
                sessionDuration(request.maxSessionDuration(), SHORTEST_SESSION),
                grants,
                IamValidation.merged(Map.of(), IamValidation.tags(request.tags(), call)));
        iam.identities().change(() -> {
            if (IamContext.isTaken(iam.identities().roles(), name)) {
                throw IamErrors.alreadyExists("Role with name " + name + " already exists.");
            }
            iam.identities().roles().put(name, role);
        });
        return CreateRoleResponse.builder().role(iam.shapes().created(role)).build();
    }

    private static int sessionDuration(@Nullable Integer seconds, int otherwise) {
        return IamValidation.number(seconds, "maxSessionDuration", SHORTEST_SESSION, LONGEST_SESSION, otherwise);
    }

    private GetRoleResponse get(GetRoleRequest request, Call call) {
        return GetRoleResponse.builder()
                .role(iam.shapes().full(iam.role(request.roleName())))
                .build();
    }

    private ListRolesResponse list(ListRolesRequest request, Call call) {
        List<Role> roles = iam.identities()
                .roles()
                .values()
                .filter(role -> request.pathPrefix() == null || role.path().startsWith(request.pathPrefix()))
                .toList();
        Page<Role> page = Page.of(roles, Role::name, request.marker(), request.maxItems());
        return ListRolesResponse.builder()
                .roles(page.items().stream().map(iam.shapes()::listed).toList())
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private UpdateRoleResponse update(UpdateRoleRequest request, Call call) {
        iam.identities().change(() -> {
            Role role = changeable(request.roleName());
            String description = Optional.ofNullable(request.description()).orElse(role.description());
            int seconds = sessionDuration(request.maxSessionDuration(), role.maxSessionDuration());
            put(role.withDescription(description).withMaxSessionDuration(seconds));
        });
        return UpdateRoleResponse.builder().build();
    }

    private UpdateRoleDescriptionResponse updateDescription(UpdateRoleDescriptionRequest request, Call call) {
        Role changed = iam.identities().change(() -> {
            Role role = changeable(request.roleName()).withDescription(request.description());
            put(role);
            return role;
        });
        return UpdateRoleDescriptionResponse.builder()
                .role(iam.shapes().listed(changed))
                .build();
    }

    private UpdateAssumeRolePolicyResponse updateTrustPolicy(UpdateAssumeRolePolicyRequest request, Call call) {
        iam.identities().change(() -> {
            Role role = changeable(request.roleName());
            put(role.withTrustPolicy(IamDocuments.trustPolicy(request.policyDocument(), iam.identities())));
        });
        return UpdateAssumeRolePolicyResponse.builder().build();
    }

    private void put(Role role) {
        iam.identities().roles().put(role.name(), role);
    }

    /** A role that its service does not keep to itself. */
    private Role changeable(@Nullable String name) {
        Role role = iam.role(name);
        ServiceLinkedRoles.requireUnlinked(role);
        return role;
    }

    private DeleteRoleResponse delete(DeleteRoleRequest request, Call call) {
        iam.identities().change(() -> {
            Role role = changeable(request.roleName());
            boolean isInProfile = iam.identities().instanceProfiles().values().anyMatch(profile -> role.name()
                    .equals(profile.role()));
            if (isInProfile) {
                throw IamErrors.deleteConflict("Cannot delete entity, must remove roles from instance profile first.");
            }
            IamContext.requireNoPolicies(role.grants());
            iam.identities().roles().remove(role.name());
        });
        return DeleteRoleResponse.builder().build();
    }
}
