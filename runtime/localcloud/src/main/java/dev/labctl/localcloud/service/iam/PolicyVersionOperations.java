package dev.labctl.localcloud.service.iam;

import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.identity.ManagedPolicy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsRequest;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsResponse;
import software.amazon.awssdk.services.iam.model.SetDefaultPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.SetDefaultPolicyVersionResponse;

/** The versions of managed policies, of which one is in force. */
final class PolicyVersionOperations {
    private static final int MOST_VERSIONS = 5;

    private final IamContext iam;

    PolicyVersionOperations(IamContext iam) {
        this.iam = iam;
    }

    void register(Operations operations) {
        operations.on(
                CreatePolicyVersionRequest.class,
                iam.onPolicy("iam:CreatePolicyVersion", CreatePolicyVersionRequest::policyArn),
                this::create);
        operations.on(
                GetPolicyVersionRequest.class,
                iam.onPolicy("iam:GetPolicyVersion", GetPolicyVersionRequest::policyArn),
                this::get);
        operations.on(
                ListPolicyVersionsRequest.class,
                iam.onPolicy("iam:ListPolicyVersions", ListPolicyVersionsRequest::policyArn),
                this::list);
        operations.on(
                SetDefaultPolicyVersionRequest.class,
                iam.onPolicy("iam:SetDefaultPolicyVersion", SetDefaultPolicyVersionRequest::policyArn),
                this::setDefault);
        operations.on(
                DeletePolicyVersionRequest.class,
                iam.onPolicy("iam:DeletePolicyVersion", DeletePolicyVersionRequest::policyArn),
                this::delete);
    }

    private CreatePolicyVersionResponse create(CreatePolicyVersionRequest request, Call call) {
        ManagedPolicy changed = iam.identities().change(() -> {
            ManagedPolicy policy = iam.ownPolicy(request.policyArn());
            if (policy.versions().size() >= MOST_VERSIONS) {
                throw IamErrors.limitExceeded("A managed policy can have up to 5 versions. Before you create a new"
                        + " version, you must delete an existing version.");
            }
            String document = IamDocuments.managedPolicy(request.policyDocument());
            ManagedPolicy next = policy.withVersion(document, iam.now(), Boolean.TRUE.equals(request.setAsDefault()));
            iam.identities().customerPolicies().put(next.arn(), next);
            return next;
        });
        ManagedPolicy.Version added = changed.versions().get(changed.versions().size() - 1);
        return CreatePolicyVersionResponse.builder()
                .policyVersion(iam.shapes().version(changed, added, false))
                .build();
    }

    private GetPolicyVersionResponse get(GetPolicyVersionRequest request, Call call) {
        ManagedPolicy policy = iam.policy(request.policyArn());
        return GetPolicyVersionResponse.builder()
                .policyVersion(iam.shapes().version(policy, version(policy, request.versionId()), true))
                .build();
    }

    private static ManagedPolicy.Version version(ManagedPolicy policy, String versionId) {
        return policy.version(versionId)
                .orElseThrow(() -> IamErrors.noSuchEntity(
                        "Policy " + policy.arn() + " version " + versionId + " does not exist or is not attachable."));
    }

    private ListPolicyVersionsResponse list(ListPolicyVersionsRequest request, Call call) {
        ManagedPolicy policy = iam.policy(request.policyArn());
        List<ManagedPolicy.Version> newestFirst = new ArrayList<>(policy.versions());
        Collections.reverse(newestFirst);
        return ListPolicyVersionsResponse.builder()
                .versions(newestFirst.stream()
                        .map(version -> iam.shapes().version(policy, version, false))
                        .toList())
                .isTruncated(false)
                .build();
    }

    private SetDefaultPolicyVersionResponse setDefault(SetDefaultPolicyVersionRequest request, Call call) {
        iam.identities().change(() -> {
            ManagedPolicy policy = iam.ownPolicy(request.policyArn());
            String version = version(policy, request.versionId()).id();
            iam.identities().customerPolicies().put(policy.arn(), policy.withDefaultVersion(version, iam.now()));
        });
        return SetDefaultPolicyVersionResponse.builder().build();
    }

    private DeletePolicyVersionResponse delete(DeletePolicyVersionRequest request, Call call) {
        iam.identities().change(() -> {
            ManagedPolicy policy = iam.ownPolicy(request.policyArn());
            String version = version(policy, request.versionId()).id();
            if (version.equals(policy.defaultVersion())) {
                throw IamErrors.deleteConflict("Cannot delete the default version of a policy.");
            }
            iam.identities().customerPolicies().put(policy.arn(), policy.withoutVersion(version));
        });
        return DeletePolicyVersionResponse.builder().build();
    }
}
