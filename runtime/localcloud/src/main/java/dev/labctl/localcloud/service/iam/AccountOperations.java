package dev.labctl.localcloud.service.iam;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.identity.Grants;
import dev.labctl.localcloud.identity.IdentityStore;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsRequest;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsResponse;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryRequest;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryResponse;
import software.amazon.awssdk.services.iam.model.GroupDetail;
import software.amazon.awssdk.services.iam.model.ManagedPolicyDetail;
import software.amazon.awssdk.services.iam.model.PolicyDetail;
import software.amazon.awssdk.services.iam.model.RoleDetail;
import software.amazon.awssdk.services.iam.model.SummaryKeyType;
import software.amazon.awssdk.services.iam.model.UserDetail;

/** Overviews of all identities in the account. */
final class AccountOperations {
    private final IamContext iam;

    AccountOperations(IamContext iam) {
        this.iam = iam;
    }

    void register(Operations operations) {
        operations.on(GetAccountSummaryRequest.class, AccessRule.anyResource("iam:GetAccountSummary"), this::summary);
        operations.on(
                GetAccountAuthorizationDetailsRequest.class,
                AccessRule.anyResource("iam:GetAccountAuthorizationDetails"),
                this::details);
    }

    private GetAccountSummaryResponse summary(GetAccountSummaryRequest request, Call call) {
        IdentityStore identities = iam.identities();
        long versions = identities
                .customerPolicies()
                .values()
                .mapToLong(policy -> policy.versions().size())
                .sum();
        return GetAccountSummaryResponse.builder()
                .summaryMap(Map.ofEntries(
                        Map.entry(SummaryKeyType.USERS, (int) identities.users().size()),
                        Map.entry(SummaryKeyType.USERS_QUOTA, 5_000),
                        Map.entry(
                                SummaryKeyType.GROUPS, (int) identities.groups().size()),
                        Map.entry(SummaryKeyType.GROUPS_QUOTA, 300),
                        Map.entry(SummaryKeyType.POLICIES, (int)
                                identities.customerPolicies().size()),
                        Map.entry(SummaryKeyType.POLICIES_QUOTA, 1_500),
                        Map.entry(SummaryKeyType.POLICY_SIZE_QUOTA, IamDocuments.MOST_IN_MANAGED_POLICY),
                        Map.entry(SummaryKeyType.POLICY_VERSIONS_IN_USE, (int) versions),
                        Map.entry(SummaryKeyType.VERSIONS_PER_POLICY_QUOTA, 5),
                        Map.entry(SummaryKeyType.ACCESS_KEYS_PER_USER_QUOTA, 2),
                        Map.entry(SummaryKeyType.ATTACHED_POLICIES_PER_USER_QUOTA, 10),
                        Map.entry(SummaryKeyType.ATTACHED_POLICIES_PER_GROUP_QUOTA, 10),
                        Map.entry(SummaryKeyType.ATTACHED_POLICIES_PER_ROLE_QUOTA, 10),
                        Map.entry(SummaryKeyType.USER_POLICY_SIZE_QUOTA, Holder.USER.mostInline()),
                        Map.entry(SummaryKeyType.GROUP_POLICY_SIZE_QUOTA, Holder.GROUP.mostInline()),
                        Map.entry(SummaryKeyType.ACCOUNT_MFA_ENABLED, 0),
                        Map.entry(SummaryKeyType.ACCOUNT_ACCESS_KEYS_PRESENT, 0)))
                .build();
    }

    private GetAccountAuthorizationDetailsResponse details(GetAccountAuthorizationDetailsRequest request, Call call) {
        IdentityStore identities = iam.identities();
        return GetAccountAuthorizationDetailsResponse.builder()
                .userDetailList(
                        isAsked(request, EntityType.USER)
                                ? identities.users().values().map(this::detail).toList()
                                : List.of())
                .groupDetailList(
                        isAsked(request, EntityType.GROUP)
                                ? identities.groups().values().map(this::detail).toList()
                                : List.of())
                .roleDetailList(
                        isAsked(request, EntityType.ROLE)
                                ? identities.roles().values().map(this::detail).toList()
                                : List.of())
                .policies(
                        isAsked(request, EntityType.LOCAL_MANAGED_POLICY)
                                ? identities
                                        .customerPolicies()
                                        .values()
                                        .map(this::detail)
                                        .toList()
                                : List.of())
                .isTruncated(false)
                .build();
    }

    private static boolean isAsked(GetAccountAuthorizationDetailsRequest request, EntityType type) {
        return request.filter().isEmpty() || request.filter().contains(type);
    }

    private UserDetail detail(dev.labctl.localcloud.identity.User user) {
        return UserDetail.builder()
                .path(user.path())
                .userName(user.name())
                .userId(user.id())
                .arn(user.arn(iam.identities().accountId()))
                .createDate(user.created())
                .userPolicyList(inline(user.grants()))
                .groupList(user.groups())
                .attachedManagedPolicies(IamShapes.attached(user.grants().attached()))
                .permissionsBoundary(IamShapes.boundary(user.grants()))
                .tags(IamShapes.tags(user.tags()))
                .build();
    }

    private GroupDetail detail(dev.labctl.localcloud.identity.Group group) {
        return GroupDetail.builder()
                .path(group.path())
                .groupName(group.name())
                .groupId(group.id())
                .arn(group.arn(iam.identities().accountId()))
                .createDate(group.created())
                .groupPolicyList(inline(group.grants()))
                .attachedManagedPolicies(IamShapes.attached(group.grants().attached()))
                .build();
    }

    private RoleDetail detail(dev.labctl.localcloud.identity.Role role) {
        return RoleDetail.builder()
                .path(role.path())
                .roleName(role.name())
                .roleId(role.id())
                .arn(role.arn(iam.identities().accountId()))
                .createDate(role.created())
                .assumeRolePolicyDocument(IamDocuments.encoded(role.trustPolicy()))
                .instanceProfileList(iam.identities()
                        .instanceProfiles()
                        .values()
                        .filter(profile -> role.name().equals(profile.role()))
                        .map(iam.shapes()::profile)
                        .toList())
                .rolePolicyList(inline(role.grants()))
                .attachedManagedPolicies(IamShapes.attached(role.grants().attached()))
                .permissionsBoundary(IamShapes.boundary(role.grants()))
                .tags(IamShapes.tags(role.tags()))
                .build();
    }

    private ManagedPolicyDetail detail(dev.labctl.localcloud.identity.ManagedPolicy policy) {
        software.amazon.awssdk.services.iam.model.Policy listed = iam.shapes().listed(policy);
        return ManagedPolicyDetail.builder()
                .policyName(listed.policyName())
                .policyId(listed.policyId())
                .arn(listed.arn())
                .path(listed.path())
                .defaultVersionId(listed.defaultVersionId())
                .attachmentCount(listed.attachmentCount())
                .permissionsBoundaryUsageCount(listed.permissionsBoundaryUsageCount())
                .isAttachable(listed.isAttachable())
                .description(policy.description())
                .createDate(listed.createDate())
                .updateDate(listed.updateDate())
                .policyVersionList(policy.versions().stream()
                        .map(version -> iam.shapes().version(policy, version, true))
                        .toList())
                .build();
    }

    private static List<PolicyDetail> inline(Grants grants) {
        return grants.inline().entrySet().stream()
                .map(policy -> PolicyDetail.builder()
                        .policyName(policy.getKey())
                        .policyDocument(IamDocuments.encoded(policy.getValue()))
                        .build())
                .toList();
    }
}
