package dev.labctl.localcloud.service.iam;

import dev.labctl.localcloud.identity.AccessKey;
import dev.labctl.localcloud.identity.Grants;
import dev.labctl.localcloud.identity.IdentityStore;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.Group;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyVersion;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.RoleLastUsed;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.User;

/** Identities in the SDK's shapes: get answers say all, list answers leave tags and boundary out. */
final class IamShapes {
    private final IdentityStore identities;

    IamShapes(IdentityStore identities) {
        this.identities = identities;
    }

    User listed(dev.labctl.localcloud.identity.User user) {
        return User.builder()
                .path(user.path())
                .userName(user.name())
                .userId(user.id())
                .arn(user.arn(identities.accountId()))
                .createDate(user.created().truncatedTo(ChronoUnit.SECONDS))
                .build();
    }

    User full(dev.labctl.localcloud.identity.User user) {
        return listed(user).toBuilder()
                .permissionsBoundary(boundary(user.grants()))
                .tags(user.tags().isEmpty() ? null : tags(user.tags()))
                .build();
    }

    Group group(dev.labctl.localcloud.identity.Group group) {
        return Group.builder()
                .path(group.path())
                .groupName(group.name())
                .groupId(group.id())
                .arn(group.arn(identities.accountId()))
                .createDate(group.created().truncatedTo(ChronoUnit.SECONDS))
                .build();
    }

    Role listed(dev.labctl.localcloud.identity.Role role) {
        return Role.builder()
                .path(role.path())
                .roleName(role.name())
                .roleId(role.id())
                .arn(role.arn(identities.accountId()))
                .createDate(role.created().truncatedTo(ChronoUnit.SECONDS))
                .assumeRolePolicyDocument(IamDocuments.encoded(role.trustPolicy()))
                .description(role.description())
                .maxSessionDuration(role.maxSessionDuration())
                .build();
    }

    Role created(dev.labctl.localcloud.identity.Role role) {
        return listed(role).toBuilder()
                .permissionsBoundary(boundary(role.grants()))
                .tags(role.tags().isEmpty() ? null : tags(role.tags()))
                .build();
    }

    Role full(dev.labctl.localcloud.identity.Role role) {
        return created(role).toBuilder()
                .roleLastUsed(RoleLastUsed.builder().build())
                .build();
    }

    InstanceProfile profile(dev.labctl.localcloud.identity.InstanceProfile profile) {
        List<Role> roles = profile.role() == null
                ? List.of()
                : identities.roles().get(profile.role()).map(this::listed).stream()
                        .toList();
        return InstanceProfile.builder()
                .path(profile.path())
                .instanceProfileName(profile.name())
                .instanceProfileId(profile.id())
                .arn(profile.arn(identities.accountId()))
                .createDate(profile.created().truncatedTo(ChronoUnit.SECONDS))
                .roles(roles)
                .tags(profile.tags().isEmpty() ? null : tags(profile.tags()))
                .build();
    }

    Policy listed(dev.labctl.localcloud.identity.ManagedPolicy policy) {
        return Policy.builder()
                .policyName(policy.name())
                .policyId(policy.id())
                .arn(policy.arn())
                .path(policy.path())
                .defaultVersionId(policy.defaultVersion())
                .attachmentCount((int) grants().filter(holds(policy.arn())).count())
                .permissionsBoundaryUsageCount(
                        (int) grants().filter(grants -> policy.arn().equals(grants.boundary()))
                                .count())
                .isAttachable(true)
                .createDate(policy.created().truncatedTo(ChronoUnit.SECONDS))
                .updateDate(policy.updated().truncatedTo(ChronoUnit.SECONDS))
                .build();
    }

    private static java.util.function.Predicate<Grants> holds(String arn) {
        return grants -> grants.attached().contains(arn);
    }

    Policy full(dev.labctl.localcloud.identity.ManagedPolicy policy) {
        return listed(policy).toBuilder()
                .description(policy.description())
                .tags(tags(policy.tags()))
                .build();
    }

    PolicyVersion version(
            dev.labctl.localcloud.identity.ManagedPolicy policy,
            dev.labctl.localcloud.identity.ManagedPolicy.Version version,
            boolean withDocument) {
        return PolicyVersion.builder()
                .versionId(version.id())
                .isDefaultVersion(version.id().equals(policy.defaultVersion()))
                .createDate(version.created().truncatedTo(ChronoUnit.SECONDS))
                .document(withDocument ? IamDocuments.encoded(version.document()) : null)
                .build();
    }

    AccessKeyMetadata metadata(AccessKey key) {
        return AccessKeyMetadata.builder()
                .userName(key.user())
                .accessKeyId(key.id())
                .status(key.isActive() ? "Active" : "Inactive")
                .createDate(key.created().truncatedTo(ChronoUnit.SECONDS))
                .build();
    }

    static List<AttachedPolicy> attached(Collection<String> arns) {
        return arns.stream()
                .map(arn -> AttachedPolicy.builder()
                        .policyArn(arn)
                        .policyName(arn.substring(arn.lastIndexOf('/') + 1))
                        .build())
                .toList();
    }

    static List<Tag> tags(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    static @Nullable AttachedPermissionsBoundary boundary(Grants grants) {
        return grants.boundary() == null
                ? null
                : AttachedPermissionsBoundary.builder()
                        .permissionsBoundaryType("Policy")
                        .permissionsBoundaryArn(grants.boundary())
                        .build();
    }

    /** The policies of every user, group and role. */
    private Stream<Grants> grants() {
        return Stream.of(
                        identities.users().values().map(dev.labctl.localcloud.identity.User::grants),
                        identities.groups().values().map(dev.labctl.localcloud.identity.Group::grants),
                        identities.roles().values().map(dev.labctl.localcloud.identity.Role::grants))
                .flatMap(each -> each);
    }
}
