package dev.labctl.localcloud.service.iam;

import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.identity.Access;
import dev.labctl.localcloud.identity.AccessKey;
import dev.labctl.localcloud.identity.Grants;
import dev.labctl.localcloud.identity.UniqueIds;
import dev.labctl.localcloud.identity.User;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.iam.model.CreateUserResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserResponse;
import software.amazon.awssdk.services.iam.model.GetUserRequest;
import software.amazon.awssdk.services.iam.model.GetUserResponse;
import software.amazon.awssdk.services.iam.model.ListUsersRequest;
import software.amazon.awssdk.services.iam.model.ListUsersResponse;
import software.amazon.awssdk.services.iam.model.UpdateUserRequest;
import software.amazon.awssdk.services.iam.model.UpdateUserResponse;

/** Users: made, shown, renamed, deleted. */
final class UserOperations {
    private final IamContext iam;

    UserOperations(IamContext iam) {
        this.iam = iam;
    }

    void register(Operations operations) {
        operations.on(CreateUserRequest.class, this::createAccess, this::create);
        operations.on(GetUserRequest.class, iam.onUser("iam:GetUser", GetUserRequest::userName), this::get);
        operations.on(
                ListUsersRequest.class,
                (request, call) ->
                        List.of(Access.to("iam:ListUsers", iam.arn("user", IamValidation.path(request.pathPrefix())))),
                this::list);
        operations.on(UpdateUserRequest.class, iam.onUser("iam:UpdateUser", UpdateUserRequest::userName), this::update);
        operations.on(DeleteUserRequest.class, iam.onUser("iam:DeleteUser", DeleteUserRequest::userName), this::delete);
    }

    private List<Access> createAccess(CreateUserRequest request, Call call) {
        String arn = iam.arn("user" + IamValidation.path(request.path()), String.valueOf(request.userName()));
        Access access = Access.to("iam:CreateUser", arn).withRequestTags(IamValidation.tags(request.tags(), call));
        return List.of(
                request.permissionsBoundary() == null
                        ? access
                        : access.with("iam:PermissionsBoundary", request.permissionsBoundary()));
    }

    private CreateUserResponse create(CreateUserRequest request, Call call) {
        String name = IamValidation.name(request.userName(), "userName", 64);
        Map<String, String> tags = IamValidation.merged(Map.of(), IamValidation.tags(request.tags(), call));
        Grants grants = Grants.NONE;
        if (request.permissionsBoundary() != null) {
            grants = grants.withBoundary(
                    iam.attachable(request.permissionsBoundary()).arn());
        }
        User user = new User(
                name, IamValidation.path(request.path()), UniqueIds.entity("AIDA"), iam.now(), grants, List.of(), tags);
        iam.identities().change(() -> {
            if (IamContext.isTaken(iam.identities().users(), name)) {
                throw IamErrors.alreadyExists("User with name " + name + " already exists.");
            }
            iam.identities().users().put(name, user);
        });
        return CreateUserResponse.builder().user(iam.shapes().full(user)).build();
    }

    private GetUserResponse get(GetUserRequest request, Call call) {
        return GetUserResponse.builder()
                .user(iam.shapes().full(iam.userOrCaller(request.userName(), call)))
                .build();
    }

    private ListUsersResponse list(ListUsersRequest request, Call call) {
        List<User> users = iam.identities()
                .users()
                .values()
                .filter(user -> request.pathPrefix() == null || user.path().startsWith(request.pathPrefix()))
                .toList();
        Page<User> page = Page.of(users, User::name, request.marker(), request.maxItems());
        return ListUsersResponse.builder()
                .users(page.items().stream().map(iam.shapes()::listed).toList())
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private UpdateUserResponse update(UpdateUserRequest request, Call call) {
        iam.identities().change(() -> {
            User user = iam.user(request.userName());
            String name = request.newUserName() == null
                    ? user.name()
                    : IamValidation.name(request.newUserName(), "newUserName", 64);
            if (!name.equalsIgnoreCase(user.name())
                    && IamContext.isTaken(iam.identities().users(), name)) {
                throw IamErrors.alreadyExists("User with name " + name + " already exists.");
            }
            String path = request.newPath() == null ? user.path() : IamValidation.path(request.newPath());
            iam.identities().users().remove(user.name());
            iam.identities().users().put(name, user.renamed(name, path));
            for (AccessKey key : keysOf(user)) {
                iam.identities().accessKeys().put(key.id(), key.ofUser(name));
            }
        });
        return UpdateUserResponse.builder().build();
    }

    private List<AccessKey> keysOf(User user) {
        return iam.identities()
                .accessKeys()
                .values()
                .filter(key -> key.user().equals(user.name()))
                .toList();
    }

    private DeleteUserResponse delete(DeleteUserRequest request, Call call) {
        iam.identities().change(() -> {
            User user = iam.user(request.userName());
            if (!keysOf(user).isEmpty()) {
                throw IamErrors.deleteConflict("Cannot delete entity, must delete access keys first.");
            }
            if (!user.groups().isEmpty()) {
                throw IamErrors.deleteConflict("Cannot delete entity, must remove users from group first.");
            }
            IamContext.requireNoPolicies(user.grants());
            iam.identities().users().remove(user.name());
        });
        return DeleteUserResponse.builder().build();
    }
}
