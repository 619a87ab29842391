package dev.labctl.localcloud.service.iam;

import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.identity.Grants;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.DeleteGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.GetRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.GetUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListGroupPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListGroupPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.PutGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.PutRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.PutRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.PutUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutUserPolicyResponse;

/** Inline policies of users, groups and roles. */
final class InlinePolicyOperations {
    private final IamContext iam;

    InlinePolicyOperations(IamContext iam) {
        this.iam = iam;
    }

    void register(Operations operations) {
        registerPut(operations);
        registerGet(operations);
        registerList(operations);
        registerDelete(operations);
    }

    private void registerPut(Operations operations) {
        operations.on(
                PutUserPolicyRequest.class,
                iam.onUser("iam:PutUserPolicy", PutUserPolicyRequest::userName),
                (request, call) -> {
                    put(Holder.USER, request.userName(), request.policyName(), request.policyDocument());
                    return PutUserPolicyResponse.builder().build();
                });
        operations.on(
                PutGroupPolicyRequest.class,
                iam.onGroup("iam:PutGroupPolicy", PutGroupPolicyRequest::groupName),
                (request, call) -> {
                    put(Holder.GROUP, request.groupName(), request.policyName(), request.policyDocument());
                    return PutGroupPolicyResponse.builder().build();
                });
        operations.on(
                PutRolePolicyRequest.class,
                iam.onRole("iam:PutRolePolicy", PutRolePolicyRequest::roleName),
                (request, call) -> {
                    put(Holder.ROLE, request.roleName(), request.policyName(), request.policyDocument());
                    return PutRolePolicyResponse.builder().build();
                });
    }

    private void registerGet(Operations operations) {
        operations.on(
                GetUserPolicyRequest.class,
                iam.onUser("iam:GetUserPolicy", GetUserPolicyRequest::userName),
                (request, call) -> GetUserPolicyResponse.builder()
                        .userName(request.userName())
                        .policyName(request.policyName())
                        .policyDocument(get(Holder.USER, request.userName(), request.policyName()))
                        .build());
        operations.on(
                GetGroupPolicyRequest.class,
                iam.onGroup("iam:GetGroupPolicy", GetGroupPolicyRequest::groupName),
                (request, call) -> GetGroupPolicyResponse.builder()
                        .groupName(request.groupName())
                        .policyName(request.policyName())
                        .policyDocument(get(Holder.GROUP, request.groupName(), request.policyName()))
                        .build());
        operations.on(
                GetRolePolicyRequest.class,
                iam.onRole("iam:GetRolePolicy", GetRolePolicyRequest::roleName),
                (request, call) -> GetRolePolicyResponse.builder()
                        .roleName(request.roleName())
                        .policyName(request.policyName())
                        .policyDocument(get(Holder.ROLE, request.roleName(), request.policyName()))
                        .build());
    }

    private void registerList(Operations operations) {
        operations.on(
                ListUserPoliciesRequest.class,
                iam.onUser("iam:ListUserPolicies", ListUserPoliciesRequest::userName),
                (request, call) -> {
                    Page<String> page = list(Holder.USER, request.userName(), request.marker(), request.maxItems());
                    return ListUserPoliciesResponse.builder()
                            .policyNames(page.items())
                            .isTruncated(page.isTruncated())
                            .marker(page.marker())
                            .build();
                });
        operations.on(
                ListGroupPoliciesRequest.class,
                iam.onGroup("iam:ListGroupPolicies", ListGroupPoliciesRequest::groupName),
                (request, call) -> {
                    Page<String> page = list(Holder.GROUP, request.groupName(), request.marker(), request.maxItems());
                    return ListGroupPoliciesResponse.builder()
                            .policyNames(page.items())
                            .isTruncated(page.isTruncated())
                            .marker(page.marker())
                            .build();
                });
        operations.on(
                ListRolePoliciesRequest.class,
                iam.onRole("iam:ListRolePolicies", ListRolePoliciesRequest::roleName),
                (request, call) -> {
                    Page<String> page = list(Holder.ROLE, request.roleName(), request.marker(), request.maxItems());
                    return ListRolePoliciesResponse.builder()
                            .policyNames(page.items())
                            .isTruncated(page.isTruncated())
                            .marker(page.marker())
                            .build();
                });
    }

    private void registerDelete(Operations operations) {
        operations.on(
                DeleteUserPolicyRequest.class,
                iam.onUser("iam:DeleteUserPolicy", DeleteUserPolicyRequest::userName),
                (request, call) -> {
                    delete(Holder.USER, request.userName(), request.policyName());
                    return DeleteUserPolicyResponse.builder().build();
                });
        operations.on(
                DeleteGroupPolicyRequest.class,
                iam.onGroup("iam:DeleteGroupPolicy", DeleteGroupPolicyRequest::groupName),
                (request, call) -> {
                    delete(Holder.GROUP, request.groupName(), request.policyName());
                    return DeleteGroupPolicyResponse.builder().build();
                });
        operations.on(
                DeleteRolePolicyRequest.class,
                iam.onRole("iam:DeleteRolePolicy", DeleteRolePolicyRequest::roleName),
                (request, call) -> {
                    delete(Holder.ROLE, request.roleName(), request.policyName());
                    return DeleteRolePolicyResponse.builder().build();
                });
    }

    private void put(Holder holder, String name, @Nullable String policyName, @Nullable String document) {
        String policy = IamValidation.name(policyName, "policyName", 128);
        iam.identities().change(() -> {
            Grants grants = holder.grants(iam, name).withInline(policy, IamDocuments.identityPolicy(document));
            IamDocuments.checkInlineSize(grants.inline().values(), holder.mostInline(), holder.word(), name);
            holder.put(iam, name, grants);
        });
    }

    private String get(Holder holder, String name, @Nullable String policyName) {
        return IamDocuments.encoded(required(holder, name, IamValidation.name(policyName, "policyName", 128)));
    }

    private String required(Holder holder, String name, String policy) {
        String document = holder.grants(iam, name).inline().get(policy);
        if (document == null) {
            throw IamErrors.notFound(holder.word() + " policy", policy);
        }
        return document;
    }

    private Page<String> list(Holder holder, String name, @Nullable String marker, @Nullable Integer maxItems) {
        List<String> names =
                holder.grants(iam, name).inline().keySet().stream().sorted().toList();
        return Page.of(names, policy -> policy, marker, maxItems);
    }

    private void delete(Holder holder, String name, @Nullable String policyName) {
        String policy = IamValidation.name(policyName, "policyName", 128);
        iam.identities().change(() -> {
            required(holder, name, policy);
            holder.put(iam, name, holder.grants(iam, name).withoutInline(policy));
        });
    }
}
