package dev.labctl.localcloud.service.secretsmanager;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.identity.MalformedPolicyException;
import dev.labctl.localcloud.identity.PolicyDocument;
import dev.labctl.localcloud.identity.PolicyKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.DeleteResourcePolicyResponse;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetResourcePolicyResponse;
import software.amazon.awssdk.services.secretsmanager.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.PutResourcePolicyResponse;
import software.amazon.awssdk.services.secretsmanager.model.TagResourceRequest;
import software.amazon.awssdk.services.secretsmanager.model.TagResourceResponse;
import software.amazon.awssdk.services.secretsmanager.model.UntagResourceRequest;
import software.amazon.awssdk.services.secretsmanager.model.UntagResourceResponse;

/** Who may use a secret: its resource policy and its tags. */
final class PolicyOperations {
    private final SecretStore store;
    private final Object lock;

    PolicyOperations(SecretStore store, Object lock) {
        this.store = store;
        this.lock = lock;
    }

    void register(Operations operations) {
        operations.on(
                PutResourcePolicyRequest.class,
                AccessRule.on("secretsmanager:PutResourcePolicy", (q, call) -> store.arn(call, q.secretId())),
                this::put);
        operations.on(
                GetResourcePolicyRequest.class,
                AccessRule.on("secretsmanager:GetResourcePolicy", (q, call) -> store.arn(call, q.secretId())),
                this::get);
        operations.on(
                DeleteResourcePolicyRequest.class,
                AccessRule.on("secretsmanager:DeleteResourcePolicy", (q, call) -> store.arn(call, q.secretId())),
                this::delete);
        operations.on(
                TagResourceRequest.class,
                AccessRule.on("secretsmanager:TagResource", (q, call) -> store.arn(call, q.secretId())),
                this::tag);
        operations.on(
                UntagResourceRequest.class,
                AccessRule.on("secretsmanager:UntagResource", (q, call) -> store.arn(call, q.secretId())),
                this::untag);
    }

    /** The policy of the secret with this ARN. */
    Optional<String> policy(String arn) {
        String[] parts = arn.split(":", 5);
        return parts.length < 5 ? Optional.empty() : store.find(parts[3], arn).flatMap(store::policy);
    }

    private PutResourcePolicyResponse put(PutResourcePolicyRequest request, Call call) {
        try {
            PolicyDocument.parse(request.resourcePolicy(), PolicyKind.RESOURCE);
        } catch (MalformedPolicyException e) {
            throw AwsError.of(400, "MalformedPolicyDocumentException", "This resource policy contains invalid Json.");
        }
        synchronized (lock) {
            DescribeSecretResponse secret = store.require(call, request.secretId());
            store.putPolicy(secret, request.resourcePolicy());
            return PutResourcePolicyResponse.builder()
                    .arn(secret.arn())
                    .name(secret.name())
                    .build();
        }
    }

    private GetResourcePolicyResponse get(GetResourcePolicyRequest request, Call call) {
        DescribeSecretResponse secret = store.require(call, request.secretId());
        return GetResourcePolicyResponse.builder()
                .arn(secret.arn())
                .name(secret.name())
                .resourcePolicy(store.policy(secret).orElse(null))
                .build();
    }

    private DeleteResourcePolicyResponse delete(DeleteResourcePolicyRequest request, Call call) {
        synchronized (lock) {
            DescribeSecretResponse secret = store.require(call, request.secretId());
            store.putPolicy(secret, null);
            return DeleteResourcePolicyResponse.builder()
                    .arn(secret.arn())
                    .name(secret.name())
                    .build();
        }
    }

    private TagResourceResponse tag(TagResourceRequest request, Call call) {
        synchronized (lock) {
            DescribeSecretResponse secret = store.require(call, request.secretId());
            Map<String, String> tags = new LinkedHashMap<>(Tags.map(secret.tags()));
            tags.putAll(Tags.map(request.tags()));
            store.put(secret.toBuilder().tags(Tags.list(tags)).build());
            return TagResourceResponse.builder().build();
        }
    }

    private UntagResourceResponse untag(UntagResourceRequest request, Call call) {
        synchronized (lock) {
            DescribeSecretResponse secret = store.require(call, request.secretId());
            Map<String, String> tags = new LinkedHashMap<>(Tags.map(secret.tags()));
            tags.keySet().removeAll(request.tagKeys());
            store.put(secret.toBuilder().tags(Tags.list(tags)).build());
            return UntagResourceResponse.builder().build();
        }
    }
}
