package dev.labctl.localcloud.service.iam;

import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Schema;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyResponse;

/** {@code AWS::IAM::AccessKey}. Raising {@code Serial} makes a new key. */
final class AccessKeyType implements ResourceType {
    private static final String SECRET = "SecretAccessKey";

    @Override
    public String name() {
        return "AWS::IAM::AccessKey";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .createOnly("Serial", Schema.INTEGER)
                .optional("Status", Schema.STRING)
                .requiredCreateOnly("UserName", Schema.STRING);
    }

    @Override
    public Set<String> attributes() {
        return Set.of(SECRET);
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        if (request.physicalId() != null) {
            // the secret of a key is told only once: a broken-off creation starts over
            delete(request);
        }
        AccessKey key = request.call(
                        CreateAccessKeyRequest.builder().userName(user(request)).build(), CreateAccessKeyResponse.class)
                .accessKey();
        request.created(key.accessKeyId());
        setStatus(request, key.accessKeyId());
        return new PhysicalResource(key.accessKeyId(), Map.of(SECRET, key.secretAccessKey()));
    }

    private static String user(ResourceRequest request) {
        return request.properties().requiredString("UserName");
    }

    private static void setStatus(ResourceRequest request, String id) {
        request.call(
                UpdateAccessKeyRequest.builder()
                        .userName(user(request))
                        .accessKeyId(id)
                        .status(request.properties().string("Status").orElse("Active"))
                        .build(),
                UpdateAccessKeyResponse.class);
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        setStatus(request, request.id());
        // IAM tells a secret once; the stack goes on giving it
        String secret = request.environment()
                .identities()
                .accessKeys()
                .get(request.id())
                .orElseThrow(
                        () -> IamErrors.noSuchEntity("The Access Key with id " + request.id() + " cannot be found."))
                .secret();
        return new PhysicalResource(request.id(), Map.of(SECRET, secret));
    }

    @Override
    public void delete(ResourceRequest request) {
        IamResources.unlessGone(() -> request.call(
                DeleteAccessKeyRequest.builder()
                        .userName(user(request))
                        .accessKeyId(request.id())
                        .build(),
                DeleteAccessKeyResponse.class));
    }
}
