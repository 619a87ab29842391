package dev.labctl.localcloud.service.iam;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.identity.Grants;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AttachGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.DeleteRolePermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserPermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.DetachGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedGroupPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedGroupPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.PutRolePermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.PutRolePermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.PutUserPermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.PutUserPermissionsBoundaryResponse;

/** Managed policies attached to users, groups and roles, and their permissions boundaries. */
final class AttachmentOperations {
    private static final int MOST_ATTACHED = 10;

    private final IamContext iam;

    AttachmentOperations(IamContext iam) {
        this.iam = iam;
    }

    void register(Operations operations) {
        registerUser(operations);
        registerGroup(operations);
        registerRole(operations);
        registerBoundaries(operations);
    }

    private void registerUser(Operations operations) {
        operations.on(
                AttachUserPolicyRequest.class,
                about(
                        iam.onUser("iam:AttachUserPolicy", AttachUserPolicyRequest::userName),
                        AttachUserPolicyRequest::policyArn),
                (request, call) -> {
                    attach(Holder.USER, request.userName(), request.policyArn());
                    return AttachUserPolicyResponse.builder().build();
                });
        operations.on(
                DetachUserPolicyRequest.class,
                about(
                        iam.onUser("iam:DetachUserPolicy", DetachUserPolicyRequest::userName),
                        DetachUserPolicyRequest::policyArn),
                (request, call) -> {
                    detach(Holder.USER, request.userName(), request.policyArn());
                    return DetachUserPolicyResponse.builder().build();
                });
        operations.on(
                ListAttachedUserPoliciesRequest.class,
                iam.onUser("iam:ListAttachedUserPolicies", ListAttachedUserPoliciesRequest::userName),
                (request, call) -> {
                    Page<AttachedPolicy> page = list(
                            Holder.USER,
                            request.userName(),
                            request.pathPrefix(),
                            request.marker(),
                            request.maxItems());
                    return ListAttachedUserPoliciesResponse.builder()
                            .attachedPolicies(page.items())
                            .isTruncated(page.isTruncated())
                            .marker(page.marker())
                            .build();
                });
    }

    private void registerGroup(Operations operations) {
        operations.on(
                AttachGroupPolicyRequest.class,
                about(
                        iam.onGroup("iam:AttachGroupPolicy", AttachGroupPolicyRequest::groupName),
                        AttachGroupPolicyRequest::policyArn),
                (request, call) -> {
                    attach(Holder.GROUP, request.groupName(), request.policyArn());
                    return AttachGroupPolicyResponse.builder().build();
                });
        operations.on(
                DetachGroupPolicyRequest.class,
                about(
                        iam.onGroup("iam:DetachGroupPolicy", DetachGroupPolicyRequest::groupName),
                        DetachGroupPolicyRequest::policyArn),
                (request, call) -> {
                    detach(Holder.GROUP, request.groupName(), request.policyArn());
                    return DetachGroupPolicyResponse.builder().build();
                });
        operations.on(
                ListAttachedGroupPoliciesRequest.class,
                iam.onGroup("iam:ListAttachedGroupPolicies", ListAttachedGroupPoliciesRequest::groupName),
                (request, call) -> {
                    Page<AttachedPolicy> page = list(
                            Holder.GROUP,
                            request.groupName(),
                            request.pathPrefix(),
                            request.marker(),
                            request.maxItems());
                    return ListAttachedGroupPoliciesResponse.builder()
                            .attachedPolicies(page.items())
                            .isTruncated(page.isTruncated())
                            .marker(page.marker())
                            .build();
                });
    }

    private void registerRole(Operations operations) {
        operations.on(
                AttachRolePolicyRequest.class,
                about(
                        iam.onRole("iam:AttachRolePolicy", AttachRolePolicyRequest::roleName),
                        AttachRolePolicyRequest::policyArn),
                (request, call) -> {
                    attach(Holder.ROLE, request.roleName(), request.policyArn());
                    return AttachRolePolicyResponse.builder().build();
                });
        operations.on(
                DetachRolePolicyRequest.class,
                about(
                        iam.onRole("iam:DetachRolePolicy", DetachRolePolicyRequest::roleName),
                        DetachRolePolicyRequest::policyArn),
                (request, call) -> {
                    detach(Holder.ROLE, request.roleName(), request.policyArn());
                    return DetachRolePolicyResponse.builder().build();
                });
        operations.on(
                ListAttachedRolePoliciesRequest.class,
                iam.onRole("iam:ListAttachedRolePolicies", ListAttachedRolePoliciesRequest::roleName),
                (request, call) -> {
                    Page<AttachedPolicy> page = list(
                            Holder.ROLE,
                            request.roleName(),
                            request.pathPrefix(),
                            request.marker(),
                            request.maxItems());
                    return ListAttachedRolePoliciesResponse.builder()
                            .attachedPolicies(page.items())
                            .isTruncated(page.isTruncated())
                            .marker(page.marker())
                            .build();
                });
    }

    private void registerBoundaries(Operations operations) {
        operations.on(
                PutUserPermissionsBoundaryRequest.class,
                bounded(
                        iam.onUser("iam:PutUserPermissionsBoundary", PutUserPermissionsBoundaryRequest::userName),
                        PutUserPermissionsBoundaryRequest::permissionsBoundary),
                (request, call) -> {
                    bound(Holder.USER, request.userName(), request.permissionsBoundary());
                    return PutUserPermissionsBoundaryResponse.builder().build();
                });
        operations.on(
                PutRolePermissionsBoundaryRequest.class,
                bounded(
                        iam.onRole("iam:PutRolePermissionsBoundary", PutRolePermissionsBoundaryRequest::roleName),
                        PutRolePermissionsBoundaryRequest::permissionsBoundary),
                (request, call) -> {
                    bound(Holder.ROLE, request.roleName(), request.permissionsBoundary());
                    return PutRolePermissionsBoundaryResponse.builder().build();
                });
        operations.on(
                DeleteUserPermissionsBoundaryRequest.class,
                iam.onUser("iam:DeleteUserPermissionsBoundary", DeleteUserPermissionsBoundaryRequest::userName),
                (request, call) -> {
                    unbound(Holder.USER, request.userName());
                    return DeleteUserPermissionsBoundaryResponse.builder().build();
                });
        operations.on(
                DeleteRolePermissionsBoundaryRequest.class,
                iam.onRole("iam:DeleteRolePermissionsBoundary", DeleteRolePermissionsBoundaryRequest::roleName),
                (request, call) -> {
                    unbound(Holder.ROLE, request.roleName());
                    return DeleteRolePermissionsBoundaryResponse.builder().build();
                });
    }

    /** The rule with the policy that is attached or detached as {@code iam:PolicyARN}. */
    private static <Q> AccessRule<Q> about(AccessRule<Q> rule, Function<Q, @Nullable String> policyArn) {
        return with(rule, "iam:PolicyARN", policyArn);
    }

    private static <Q> AccessRule<Q> bounded(AccessRule<Q> rule, Function<Q, @Nullable String> boundary) {
        return with(rule, "iam:PermissionsBoundary", boundary);
    }

    private static <Q> AccessRule<Q> with(AccessRule<Q> rule, String key, Function<Q, @Nullable String> value) {
        return (request, call) -> rule.of(request, call).stream()
                .map(access -> access.with(key, String.valueOf(value.apply(request))))
                .toList();
    }

    private void attach(Holder holder, String name, @Nullable String policyArn) {
        iam.identities().change(() -> {
            Grants grants = holder.grants(iam, name);
            String arn = iam.attachable(policyArn).arn();
            Grants changed = grants.withAttached(arn);
            if (changed.attached().size() > MOST_ATTACHED) {
                throw IamErrors.limitExceeded("Cannot exceed quota for " + holder.quota() + ": " + MOST_ATTACHED);
            }
            holder.put(iam, name, changed);
        });
    }

    private void detach(Holder holder, String name, String policyArn) {
        iam.identities().change(() -> {
            Grants grants = holder.grants(iam, name);
            if (!grants.attached().contains(policyArn)) {
                throw IamErrors.policyNotFound(policyArn);
            }
            holder.put(iam, name, grants.withoutAttached(policyArn));
        });
    }

    private Page<AttachedPolicy> list(
            Holder holder,
            String name,
            @Nullable String pathPrefix,
            @Nullable String marker,
            @Nullable Integer maxItems) {
        List<String> arns = holder.grants(iam, name).attached().stream()
                .filter(arn -> pathPrefix == null || iam.policy(arn).path().startsWith(pathPrefix))
                .sorted()
                .toList();
        return Page.of(IamShapes.attached(arns), AttachedPolicy::policyArn, marker, maxItems);
    }

    private void bound(Holder holder, String name, @Nullable String boundary) {
        iam.identities().change(() -> {
            Grants grants = holder.grants(iam, name);
            holder.put(iam, name, grants.withBoundary(iam.attachable(boundary).arn()));
        });
    }

    private void unbound(Holder holder, String name) {
        iam.identities().change(() -> {
            Grants grants = holder.grants(iam, name);
            if (grants.boundary() == null) {
                throw IamErrors.noSuchEntity(holder.word() + " " + name + " does not have a permissions boundary");
            }
            holder.put(iam, name, grants.withBoundary(null));
        });
    }
}
