package dev.labctl.localcloud.service.secretsmanager;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Schema;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.secretsmanager.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.DeleteResourcePolicyResponse;
import software.amazon.awssdk.services.secretsmanager.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.PutResourcePolicyResponse;

/** {@code AWS::SecretsManager::ResourcePolicy}. */
final class ResourcePolicyType implements ResourceType {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    public String name() {
        return "AWS::SecretsManager::ResourcePolicy";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .requiredCreateOnly("SecretId", Schema.STRING)
                .required("ResourcePolicy", Schema.JSON)
                .optional("BlockPublicPolicy", Schema.BOOLEAN);
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Id");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        return put(request);
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        return put(request);
    }

    private static PhysicalResource put(ResourceRequest request) {
        Object policy = request.properties().value("ResourcePolicy").orElseThrow();
        try {
            String arn = request.call(
                            PutResourcePolicyRequest.builder()
                                    .secretId(request.properties().requiredString("SecretId"))
                                    .resourcePolicy(
                                            policy instanceof String text ? text : JSON.writeValueAsString(policy))
                                    .blockPublicPolicy(request.properties()
                                            .bool("BlockPublicPolicy")
                                            .orElse(null))
                                    .build(),
                            PutResourcePolicyResponse.class)
                    .arn();
            return new PhysicalResource(arn, Map.of("Id", arn));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void delete(ResourceRequest request) {
        try {
            request.call(
                    DeleteResourcePolicyRequest.builder().secretId(request.id()).build(),
                    DeleteResourcePolicyResponse.class);
        } catch (AwsError e) {
            if (!e.code().equals("ResourceNotFoundException")) {
                throw e;
            }
        }
    }
}
