package dev.labctl.localcloud.service.iam;

import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.iam.model.CreatePolicyRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyResponse;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsRequest;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsResponse;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyVersion;

/** {@code AWS::IAM::ManagedPolicy}. */
final class ManagedPolicyType implements ResourceType {
    private static final Schema NAMES = Schema.listOf(Schema.STRING);
    private static final String DOCUMENT = "PolicyDocument";

    @Override
    public String name() {
        return "AWS::IAM::ManagedPolicy";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .createOnly("Description", Schema.STRING)
                .optional("Groups", NAMES)
                .createOnly("ManagedPolicyName", Schema.STRING)
                .createOnly("Path", Schema.STRING)
                .required(DOCUMENT, Schema.JSON)
                .optional("Roles", NAMES)
                .optional("Users", NAMES);
    }

    @Override
    public Set<String> attributes() {
        return Set.of(
                "PolicyArn",
                "AttachmentCount",
                "CreateDate",
                "DefaultVersionId",
                "IsAttachable",
                "PermissionsBoundaryUsageCount",
                "PolicyId",
                "UpdateDate");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        Properties properties = request.properties();
        String name = properties.string("ManagedPolicyName").orElseGet(() -> request.generatedName(128));
        String path = properties.string("Path").orElse("/");
        String arn = "arn:aws:iam::" + request.environment().accountId() + ":policy" + path + name;
        CreatePolicyRequest creation = CreatePolicyRequest.builder()
                .policyName(name)
                .path(path)
                .description(properties.string("Description").orElse(null))
                .policyDocument(IamResources.document(properties, DOCUMENT))
                .tags(IamShapes.tags(request.tags()))
                .build();
        IamResources.create(
                request, () -> request.call(creation, CreatePolicyResponse.class), () -> policy(request, arn)
                        .tags());
        request.created(arn);
        PolicyTarget.listed(request, properties).forEach(target -> target.attach(arn));
        return described(request, arn);
    }

    private static Policy policy(ResourceRequest request, String arn) {
        return request.call(GetPolicyRequest.builder().policyArn(arn).build(), GetPolicyResponse.class)
                .policy();
    }

    private static PhysicalResource described(ResourceRequest request, String arn) {
        Policy policy = policy(request, arn);
        return new PhysicalResource(
                arn,
                Map.of(
                        "PolicyArn", arn,
                        "AttachmentCount", String.valueOf(policy.attachmentCount()),
                        "CreateDate", policy.createDate().toString(),
                        "DefaultVersionId", policy.defaultVersionId(),
                        "IsAttachable", String.valueOf(policy.isAttachable()),
                        "PermissionsBoundaryUsageCount", String.valueOf(policy.permissionsBoundaryUsageCount()),
                        "PolicyId", policy.policyId(),
                        "UpdateDate", policy.updateDate().toString()));
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        String arn = request.id();
        String document = IamResources.document(request.properties(), DOCUMENT);
        if (!document.equals(IamResources.document(request.previousProperties(), DOCUMENT))) {
            replaceDefaultVersion(request, arn, document);
        }
        List<PolicyTarget> before = PolicyTarget.listed(request, request.previousProperties());
        List<PolicyTarget> after = PolicyTarget.listed(request, request.properties());
        after.stream().filter(target -> !target.isIn(before)).forEach(target -> target.attach(arn));
        before.stream().filter(target -> !target.isIn(after)).forEach(target -> target.detach(arn));
        return described(request, arn);
    }

    /** A stack keeps one version: the new one goes in force before the old ones go. */
    private static void replaceDefaultVersion(ResourceRequest request, String arn, String document) {
        List<PolicyVersion> old = versions(request, arn);
        if (old.size() > 1) {
            deleteOthers(request, arn, old);
        }
        request.call(
                CreatePolicyVersionRequest.builder()
                        .policyArn(arn)
                        .policyDocument(document)
                        .setAsDefault(true)
                        .build(),
                CreatePolicyVersionResponse.class);
        deleteOthers(request, arn, versions(request, arn));
    }

    private static List<PolicyVersion> versions(ResourceRequest request, String arn) {
        return request.call(
                        ListPolicyVersionsRequest.builder().policyArn(arn).build(), ListPolicyVersionsResponse.class)
                .versions();
    }

    private static void deleteOthers(ResourceRequest request, String arn, List<PolicyVersion> versions) {
        for (PolicyVersion version : versions) {
            if (!version.isDefaultVersion()) {
                request.call(
                        DeletePolicyVersionRequest.builder()
                                .policyArn(arn)
                                .versionId(version.versionId())
                                .build(),
                        DeletePolicyVersionResponse.class);
            }
        }
    }

    @Override
    public void delete(ResourceRequest request) {
        String arn = request.id();
        PolicyTarget.listed(request, request.properties()).forEach(target -> target.detach(arn));
        IamResources.unlessGone(() -> {
            deleteOthers(request, arn, versions(request, arn));
            request.call(DeletePolicyRequest.builder().policyArn(arn).build(), DeletePolicyResponse.class);
        });
    }
}
