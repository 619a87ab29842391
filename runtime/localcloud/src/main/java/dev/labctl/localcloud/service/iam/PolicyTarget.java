package dev.labctl.localcloud.service.iam;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.iam.model.AttachGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.DeleteGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.PutGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.PutRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.PutRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.PutUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutUserPolicyResponse;

/**
 * A user, group or role whose policies a CloudFormation resource manages.
 *
 * @param request whose caller makes the calls
 * @param holder what it is
 * @param name its name
 */
record PolicyTarget(ResourceRequest request, Holder holder, String name) {
    private static final String POLICIES = "Policies";
    private static final String MANAGED = "ManagedPolicyArns";

    /** The schema with the properties that {@link #apply} brings about. */
    static ObjectSchema withPolicies(ObjectSchema schema) {
        ObjectSchema policy =
                ObjectSchema.of().required("PolicyName", Schema.STRING).required("PolicyDocument", Schema.JSON);
        return schema.optional(MANAGED, Schema.listOf(Schema.STRING)).optional(POLICIES, Schema.listOf(policy));
    }

    /** Brings {@code ManagedPolicyArns} and {@code Policies} from the previous properties to the current. */
    void apply(Properties before, Properties after) {
        Map<String, String> oldInline = inline(before);
        Map<String, String> newInline = inline(after);
        newInline.forEach((policy, document) -> {
            if (!document.equals(oldInline.get(policy))) {
                put(policy, document);
            }
        });
        oldInline.keySet().stream()
                .filter(policy -> !newInline.containsKey(policy))
                .forEach(this::delete);
        List<String> oldManaged = before.strings(MANAGED);
        List<String> newManaged = after.strings(MANAGED);
        newManaged.stream().filter(arn -> !oldManaged.contains(arn)).forEach(this::attach);
        oldManaged.stream().filter(arn -> !newManaged.contains(arn)).forEach(this::detach);
    }

    /** Takes off all policies that the properties name. */
    void clear(Properties properties) {
        apply(properties, Properties.EMPTY);
    }

    private static Map<String, String> inline(Properties properties) {
        Map<String, String> documents = new LinkedHashMap<>();
        for (Properties policy : properties.objects(POLICIES)) {
            documents.put(policy.requiredString("PolicyName"), IamResources.document(policy, "PolicyDocument"));
        }
        return documents;
    }

    void put(String policy, String document) {
        switch (holder) {
            case USER ->
                request.call(
                        PutUserPolicyRequest.builder()
                                .userName(name)
                                .policyName(policy)
                                .policyDocument(document)
                                .build(),
                        PutUserPolicyResponse.class);
            case GROUP ->
                request.call(
                        PutGroupPolicyRequest.builder()
                                .groupName(name)
                                .policyName(policy)
                                .policyDocument(document)
                                .build(),
                        PutGroupPolicyResponse.class);
            case ROLE ->
                request.call(
                        PutRolePolicyRequest.builder()
                                .roleName(name)
                                .policyName(policy)
                                .policyDocument(document)
                                .build(),
                        PutRolePolicyResponse.class);
        }
    }

    /** Deletes the inline policy; succeeds when it or its holder is gone. */
    void delete(String policy) {
        IamResources.unlessGone(() -> {
            switch (holder) {
                case USER ->
                    request.call(
                            DeleteUserPolicyRequest.builder()
                                    .userName(name)
                                    .policyName(policy)
                                    .build(),
                            DeleteUserPolicyResponse.class);
                case GROUP ->
                    request.call(
                            DeleteGroupPolicyRequest.builder()
                                    .groupName(name)
                                    .policyName(policy)
                                    .build(),
                            DeleteGroupPolicyResponse.class);
                case ROLE ->
                    request.call(
                            DeleteRolePolicyRequest.builder()
                                    .roleName(name)
                                    .policyName(policy)
                                    .build(),
                            DeleteRolePolicyResponse.class);
            }
        });
    }

    void attach(String arn) {
        switch (holder) {
            case USER ->
                request.call(
                        AttachUserPolicyRequest.builder()
                                .userName(name)
                                .policyArn(arn)
                                .build(),
                        AttachUserPolicyResponse.class);
            case GROUP ->
                request.call(
                        AttachGroupPolicyRequest.builder()
                                .groupName(name)
                                .policyArn(arn)
                                .build(),
                        AttachGroupPolicyResponse.class);
            case ROLE ->
                request.call(
                        AttachRolePolicyRequest.builder()
                                .roleName(name)
                                .policyArn(arn)
                                .build(),
                        AttachRolePolicyResponse.class);
        }
    }

    /** Detaches the managed policy; succeeds when it or its holder is gone. */
    void detach(String arn) {
        IamResources.unlessGone(() -> {
            switch (holder) {
                case USER ->
                    request.call(
                            DetachUserPolicyRequest.builder()
                                    .userName(name)
                                    .policyArn(arn)
                                    .build(),
                            DetachUserPolicyResponse.class);
                case GROUP ->
                    request.call(
                            DetachGroupPolicyRequest.builder()
                                    .groupName(name)
                                    .policyArn(arn)
                                    .build(),
                            DetachGroupPolicyResponse.class);
                case ROLE ->
                    request.call(
                            DetachRolePolicyRequest.builder()
                                    .roleName(name)
                                    .policyArn(arn)
                                    .build(),
                            DetachRolePolicyResponse.class);
            }
        });
    }

    /** The users, groups and roles that a policy resource lists. */
    static List<PolicyTarget> listed(ResourceRequest request, Properties properties) {
        List<PolicyTarget> targets = new ArrayList<>();
        properties.strings("Users").forEach(name -> targets.add(new PolicyTarget(request, Holder.USER, name)));
        properties.strings("Groups").forEach(name -> targets.add(new PolicyTarget(request, Holder.GROUP, name)));
        properties.strings("Roles").forEach(name -> targets.add(new PolicyTarget(request, Holder.ROLE, name)));
        return targets;
    }

    /** Whether it is the same user, group or role. */
    boolean isIn(List<PolicyTarget> others) {
        return others.stream().anyMatch(other -> other.holder == holder && other.name.equals(name));
    }

    /** Refuses a policy resource that is for nobody, as AWS does. */
    static void requireSome(List<PolicyTarget> targets) {
        if (targets.isEmpty()) {
            throw AwsError.of(400, "ValidationError", "At least one of [Groups,Roles,Users] must be non-empty.");
        }
    }
}
