package dev.labctl.localcloud.service.iam;

import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.identity.Access;
import dev.labctl.localcloud.identity.AwsManagedPolicies;
import dev.labctl.localcloud.identity.Grants;
import dev.labctl.localcloud.identity.ManagedPolicy;
import dev.labctl.localcloud.identity.UniqueIds;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.CreatePolicyRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyResponse;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.GetPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyRequest;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListPoliciesResponse;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyGroup;
import software.amazon.awssdk.services.iam.model.PolicyRole;
import software.amazon.awssdk.services.iam.model.PolicyScopeType;
import software.amazon.awssdk.services.iam.model.PolicyUsageType;
import software.amazon.awssdk.services.iam.model.PolicyUser;

/** Managed policies: made, shown, deleted. AWS's own are shown beside the account's. */
final class ManagedPolicyOperations {
    private final IamContext iam;

    ManagedPolicyOperations(IamContext iam) {
        this.iam = iam;
    }

    void register(Operations operations) {
        operations.on(
                CreatePolicyRequest.class,
                (request, call) -> List.of(Access.to(
                                "iam:CreatePolicy",
                                iam.arn(
                                        "policy" + IamValidation.path(request.path()),
                                        String.valueOf(request.policyName())))
                        .withRequestTags(IamValidation.tags(request.tags(), call))),
                this::create);
        operations.on(GetPolicyRequest.class, iam.onPolicy("iam:GetPolicy", GetPolicyRequest::policyArn), this::get);
        operations.on(
                ListPoliciesRequest.class,
                (request, call) -> List.of(
                        Access.to("iam:ListPolicies", iam.arn("policy", IamValidation.path(request.pathPrefix())))),
                this::list);
        operations.on(
                DeletePolicyRequest.class,
                iam.onPolicy("iam:DeletePolicy", DeletePolicyRequest::policyArn),
                this::delete);
        operations.on(
                ListEntitiesForPolicyRequest.class,
                iam.onPolicy("iam:ListEntitiesForPolicy", ListEntitiesForPolicyRequest::policyArn),
                this::entities);
    }

    private CreatePolicyResponse create(CreatePolicyRequest request, Call call) {
        String name = IamValidation.name(request.policyName(), "policyName", 128);
        String path = IamValidation.path(request.path());
        Instant now = iam.now();
        ManagedPolicy.Version first =
                new ManagedPolicy.Version("v1", IamDocuments.managedPolicy(request.policyDocument()), now);
        ManagedPolicy policy = new ManagedPolicy(
                iam.arn("policy" + path, name),
                name,
                path,
                UniqueIds.entity("ANPA"),
                now,
                now,
                request.description(),
                List.of(first),
                first.id(),
                IamValidation.merged(Map.of(), IamValidation.tags(request.tags(), call)));
        iam.identities().change(() -> {
            boolean isTaken = iam.identities().customerPolicies().values().anyMatch(other -> other.name()
                    .equalsIgnoreCase(name));
            if (isTaken) {
                throw IamErrors.alreadyExists(
                        "A policy called " + name + " already exists. Duplicate names are not allowed.");
            }
            iam.identities().customerPolicies().put(policy.arn(), policy);
        });
        Policy shown = iam.shapes().listed(policy);
        return CreatePolicyResponse.builder()
                .policy(
                        policy.tags().isEmpty()
                                ? shown
                                : shown.toBuilder()
                                        .tags(IamShapes.tags(policy.tags()))
                                        .build())
                .build();
    }

    private GetPolicyResponse get(GetPolicyRequest request, Call call) {
        return GetPolicyResponse.builder()
                .policy(iam.shapes().full(iam.policy(request.policyArn())))
                .build();
    }

    private ListPoliciesResponse list(ListPoliciesRequest request, Call call) {
        PolicyScopeType scope = request.scope() == null ? PolicyScopeType.ALL : request.scope();
        Stream<ManagedPolicy> own = iam.identities().customerPolicies().values();
        Stream<ManagedPolicy> chosen =
                switch (scope) {
                    case LOCAL -> own;
                    case AWS -> AwsManagedPolicies.all().stream();
                    case ALL -> Stream.concat(own, AwsManagedPolicies.all().stream());
                    case UNKNOWN_TO_SDK_VERSION ->
                        throw IamErrors.invalid("1 validation error detected: Value '" + request.scopeAsString()
                                + "' at 'scope' failed to satisfy constraint: Member must satisfy enum value set:"
                                + " [All, AWS, Local]");
                };
        List<Policy> policies = chosen.filter(
                        policy -> request.pathPrefix() == null || policy.path().startsWith(request.pathPrefix()))
                .map(iam.shapes()::listed)
                .filter(used(Boolean.TRUE.equals(request.onlyAttached()), request.policyUsageFilter()))
                .sorted(Comparator.comparing(Policy::arn))
                .toList();
        Page<Policy> page = Page.of(policies, Policy::arn, request.marker(), request.maxItems());
        return ListPoliciesResponse.builder()
                .policies(page.items())
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private static Predicate<Policy> used(boolean onlyAttached, @Nullable PolicyUsageType usage) {
        return policy -> {
            boolean asPolicy = policy.attachmentCount() > 0;
            boolean asBoundary = policy.permissionsBoundaryUsageCount() > 0;
            if (!onlyAttached) {
                return true;
            }
            return usage == PolicyUsageType.PERMISSIONS_BOUNDARY ? asBoundary : asPolicy;
        };
    }

    private DeletePolicyResponse delete(DeletePolicyRequest request, Call call) {
        iam.identities().change(() -> {
            ManagedPolicy policy = iam.ownPolicy(request.policyArn());
            Policy usage = iam.shapes().listed(policy);
            if (usage.attachmentCount() > 0 || usage.permissionsBoundaryUsageCount() > 0) {
                throw IamErrors.deleteConflict("Cannot delete a policy attached to entities.");
            }
            if (policy.versions().size() > 1) {
                throw IamErrors.deleteConflict("This policy has more than one version. Before you delete a policy, you"
                        + " must delete the policy's versions. The default version is deleted with the policy.");
            }
            iam.identities().customerPolicies().remove(policy.arn());
        });
        return DeletePolicyResponse.builder().build();
    }

    private ListEntitiesForPolicyResponse entities(ListEntitiesForPolicyRequest request, Call call) {
        ManagedPolicy policy = iam.policy(request.policyArn());
        boolean asBoundary = request.policyUsageFilter() == PolicyUsageType.PERMISSIONS_BOUNDARY;
        Predicate<Grants> uses = grants -> asBoundary
                ? policy.arn().equals(grants.boundary())
                : grants.attached().contains(policy.arn());
        return ListEntitiesForPolicyResponse.builder()
                .policyUsers(iam.identities()
                        .users()
                        .values()
                        .filter(user -> isAsked(request, EntityType.USER) && uses.test(user.grants()))
                        .map(user -> PolicyUser.builder()
                                .userName(user.name())
                                .userId(user.id())
                                .build())
                        .toList())
                .policyGroups(iam.identities()
                        .groups()
                        .values()
                        .filter(group -> isAsked(request, EntityType.GROUP) && uses.test(group.grants()))
                        .map(group -> PolicyGroup.builder()
                                .groupName(group.name())
                                .groupId(group.id())
                                .build())
                        .toList())
                .policyRoles(iam.identities()
                        .roles()
                        .values()
                        .filter(role -> isAsked(request, EntityType.ROLE) && uses.test(role.grants()))
                        .map(role -> PolicyRole.builder()
                                .roleName(role.name())
                                .roleId(role.id())
                                .build())
                        .toList())
                .isTruncated(false)
                .build();
    }

    private static boolean isAsked(ListEntitiesForPolicyRequest request, EntityType type) {
        return request.entityFilter() == null || request.entityFilter() == type;
    }
}
