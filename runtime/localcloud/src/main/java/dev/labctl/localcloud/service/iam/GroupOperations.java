package dev.labctl.localcloud.service.iam;

import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.identity.Access;
import dev.labctl.localcloud.identity.Grants;
import dev.labctl.localcloud.identity.Group;
import dev.labctl.localcloud.identity.UniqueIds;
import dev.labctl.localcloud.identity.User;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.iam.model.AddUserToGroupRequest;
import software.amazon.awssdk.services.iam.model.AddUserToGroupResponse;
import software.amazon.awssdk.services.iam.model.CreateGroupRequest;
import software.amazon.awssdk.services.iam.model.CreateGroupResponse;
import software.amazon.awssdk.services.iam.model.DeleteGroupRequest;
import software.amazon.awssdk.services.iam.model.DeleteGroupResponse;
import software.amazon.awssdk.services.iam.model.GetGroupRequest;
import software.amazon.awssdk.services.iam.model.GetGroupResponse;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserRequest;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserResponse;
import software.amazon.awssdk.services.iam.model.ListGroupsRequest;
import software.amazon.awssdk.services.iam.model.ListGroupsResponse;
import software.amazon.awssdk.services.iam.model.RemoveUserFromGroupRequest;
import software.amazon.awssdk.services.iam.model.RemoveUserFromGroupResponse;
import software.amazon.awssdk.services.iam.model.UpdateGroupRequest;
import software.amazon.awssdk.services.iam.model.UpdateGroupResponse;

/** Groups and their members. */
final class GroupOperations {
    private final IamContext iam;

    GroupOperations(IamContext iam) {
        this.iam = iam;
    }

    void register(Operations operations) {
        operations.on(
                CreateGroupRequest.class,
                (request, call) -> List.of(Access.to(
                        "iam:CreateGroup",
                        iam.arn("group" + IamValidation.path(request.path()), String.valueOf(request.groupName())))),
                this::create);
        operations.on(GetGroupRequest.class, iam.onGroup("iam:GetGroup", GetGroupRequest::groupName), this::get);
        operations.on(
                ListGroupsRequest.class,
                (request, call) -> List.of(
                        Access.to("iam:ListGroups", iam.arn("group", IamValidation.path(request.pathPrefix())))),
                this::list);
        operations.on(
                ListGroupsForUserRequest.class,
                iam.onUser("iam:ListGroupsForUser", ListGroupsForUserRequest::userName),
                this::listForUser);
        operations.on(
                UpdateGroupRequest.class, iam.onGroup("iam:UpdateGroup", UpdateGroupRequest::groupName), this::update);
        operations.on(
                DeleteGroupRequest.class, iam.onGroup("iam:DeleteGroup", DeleteGroupRequest::groupName), this::delete);
        operations.on(
                AddUserToGroupRequest.class,
                iam.onGroup("iam:AddUserToGroup", AddUserToGroupRequest::groupName),
                this::addUser);
        operations.on(
                RemoveUserFromGroupRequest.class,
                iam.onGroup("iam:RemoveUserFromGroup", RemoveUserFromGroupRequest::groupName),
                this::removeUser);
    }

    private CreateGroupResponse create(CreateGroupRequest request, Call call) {
        String name = IamValidation.name(request.groupName(), "groupName", 128);
        Group group =
                new Group(name, IamValidation.path(request.path()), UniqueIds.entity("AGPA"), iam.now(), Grants.NONE);
        iam.identities().change(() -> {
            requireFree(name);
            iam.identities().groups().put(name, group);
        });
        return CreateGroupResponse.builder().group(iam.shapes().group(group)).build();
    }

    private void requireFree(String name) {
        if (IamContext.isTaken(iam.identities().groups(), name)) {
            throw IamErrors.alreadyExists("Group with name " + name + " already exists.");
        }
    }

    private GetGroupResponse get(GetGroupRequest request, Call call) {
        Group group = iam.group(request.groupName());
        Page<User> page = Page.of(members(group.name()), User::name, request.marker(), request.maxItems());
        return GetGroupResponse.builder()
                .group(iam.shapes().group(group))
                .users(page.items().stream().map(iam.shapes()::listed).toList())
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private List<User> members(String group) {
        return iam.identities()
                .users()
                .values()
                .filter(user -> user.groups().contains(group))
                .toList();
    }

    private ListGroupsResponse list(ListGroupsRequest request, Call call) {
        List<Group> groups = iam.identities()
                .groups()
                .values()
                .filter(group -> request.pathPrefix() == null || group.path().startsWith(request.pathPrefix()))
                .toList();
        Page<Group> page = Page.of(groups, Group::name, request.marker(), request.maxItems());
        return ListGroupsResponse.builder()
                .groups(page.items().stream().map(iam.shapes()::group).toList())
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private ListGroupsForUserResponse listForUser(ListGroupsForUserRequest request, Call call) {
        List<Group> groups = iam.user(request.userName()).groups().stream()
                .sorted()
                .map(iam::group)
                .toList();
        Page<Group> page = Page.of(groups, Group::name, request.marker(), request.maxItems());
        return ListGroupsForUserResponse.builder()
                .groups(page.items().stream().map(iam.shapes()::group).toList())
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private UpdateGroupResponse update(UpdateGroupRequest request, Call call) {
        iam.identities().change(() -> {
            Group group = iam.group(request.groupName());
            String name = request.newGroupName() == null
                    ? group.name()
                    : IamValidation.name(request.newGroupName(), "newGroupName", 128);
            if (!name.equalsIgnoreCase(group.name())) {
                requireFree(name);
            }
            String path = request.newPath() == null ? group.path() : IamValidation.path(request.newPath());
            for (User member : members(group.name())) {
                List<String> groups = new ArrayList<>(member.groups());
                groups.replaceAll(each -> each.equals(group.name()) ? name : each);
                iam.identities().users().put(member.name(), member.withGroups(groups));
            }
            iam.identities().groups().remove(group.name());
            iam.identities().groups().put(name, group.renamed(name, path));
        });
        return UpdateGroupResponse.builder().build();
    }

    private DeleteGroupResponse delete(DeleteGroupRequest request, Call call) {
        iam.identities().change(() -> {
            Group group = iam.group(request.groupName());
            if (!members(group.name()).isEmpty()) {
                throw IamErrors.deleteConflict("Cannot delete entity, must remove users from group first.");
            }
            IamContext.requireNoPolicies(group.grants());
            iam.identities().groups().remove(group.name());
        });
        return DeleteGroupResponse.builder().build();
    }

    private AddUserToGroupResponse addUser(AddUserToGroupRequest request, Call call) {
        iam.identities().change(() -> {
            Group group = iam.group(request.groupName());
            User user = iam.user(request.userName());
            if (!user.groups().contains(group.name())) {
                List<String> groups = new ArrayList<>(user.groups());
                groups.add(group.name());
                iam.identities().users().put(user.name(), user.withGroups(groups));
            }
        });
        return AddUserToGroupResponse.builder().build();
    }

    private RemoveUserFromGroupResponse removeUser(RemoveUserFromGroupRequest request, Call call) {
        iam.identities().change(() -> {
            Group group = iam.group(request.groupName());
            User user = iam.user(request.userName());
            List<String> groups = new ArrayList<>(user.groups());
            groups.remove(group.name());
            iam.identities().users().put(user.name(), user.withGroups(groups));
        });
        return RemoveUserFromGroupResponse.builder().build();
    }
}
