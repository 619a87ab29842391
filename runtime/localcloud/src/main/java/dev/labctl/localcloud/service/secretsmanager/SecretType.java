package dev.labctl.localcloud.service.secretsmanager;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetRandomPasswordRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetRandomPasswordResponse;
import software.amazon.awssdk.services.secretsmanager.model.TagResourceRequest;
import software.amazon.awssdk.services.secretsmanager.model.TagResourceResponse;
import software.amazon.awssdk.services.secretsmanager.model.UntagResourceRequest;
import software.amazon.awssdk.services.secretsmanager.model.UntagResourceResponse;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretResponse;

/** {@code AWS::SecretsManager::Secret}. */
final class SecretType implements ResourceType {
    private static final String GENERATE = "GenerateSecretString";
    private static final int MAX_NAME = 64;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final ObjectSchema GENERATED = ObjectSchema.of()
            .optional("ExcludeCharacters", Schema.STRING)
            .optional("ExcludeLowercase", Schema.BOOLEAN)
            .optional("ExcludeNumbers", Schema.BOOLEAN)
            .optional("ExcludePunctuation", Schema.BOOLEAN)
            .optional("ExcludeUppercase", Schema.BOOLEAN)
            .optional("GenerateStringKey", Schema.STRING)
            .optional("IncludeSpace", Schema.BOOLEAN)
            .optional("PasswordLength", Schema.INTEGER)
            .optional("RequireEachIncludedType", Schema.BOOLEAN)
            .optional("SecretStringTemplate", Schema.STRING);
    private static final ObjectSchema TAG =
            ObjectSchema.of().required("Key", Schema.STRING).required("Value", Schema.STRING);

    @Override
    public String name() {
        return "AWS::SecretsManager::Secret";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .createOnly("Name", Schema.STRING)
                .optional("Description", Schema.STRING)
                .optional(GENERATE, GENERATED)
                .optional("SecretString", Schema.STRING)
                .recordedOnly("KmsKeyId", Schema.STRING)
                .optional("Tags", Schema.listOf(TAG));
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Id");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        Properties properties = request.properties();
        String token = UUID.nameUUIDFromBytes(request.token().getBytes(StandardCharsets.UTF_8))
                .toString();
        String name = properties.string("Name").orElseGet(() -> request.generatedName(MAX_NAME));
        CreateSecretRequest create = CreateSecretRequest.builder()
                .name(name)
                .description(properties.string("Description").orElse(null))
                .kmsKeyId(properties.string("KmsKeyId").orElse(null))
                .secretString(value(request))
                .clientRequestToken(token)
                .tags(Tags.list(request.tags()))
                .build();
        try {
            return resource(request.call(create, CreateSecretResponse.class).arn());
        } catch (AwsError e) {
            if (!request.resumed() || !e.code().equals("ResourceExistsException")) {
                throw e;
            }
            // What a broken-off attempt made with another generated value: taken over as it is.
            return resource(
                    request.call(UpdateSecretRequest.builder().secretId(name).build(), UpdateSecretResponse.class)
                            .arn());
        }
    }

    private static PhysicalResource resource(String arn) {
        return new PhysicalResource(arn, Map.of("Id", arn));
    }

    private static @Nullable String value(ResourceRequest request) {
        Properties properties = request.properties();
        if (properties.has(GENERATE) && properties.has("SecretString")) {
            throw AwsError.of(
                    400, "InvalidRequest", "Only one of SecretString and GenerateSecretString can be provided");
        }
        return properties
                .object(GENERATE)
                .map(generated -> generate(request, generated))
                .orElseGet(() -> properties.string("SecretString").orElse(null));
    }

    private static String generate(ResourceRequest request, Properties generated) {
        String password = request.call(
                        GetRandomPasswordRequest.builder()
                                .passwordLength(generated
                                        .number("PasswordLength")
                                        .map(Number::longValue)
                                        .orElse(null))
                                .excludeCharacters(
                                        generated.string("ExcludeCharacters").orElse(null))
                                .excludeLowercase(
                                        generated.bool("ExcludeLowercase").orElse(null))
                                .excludeUppercase(
                                        generated.bool("ExcludeUppercase").orElse(null))
                                .excludeNumbers(generated.bool("ExcludeNumbers").orElse(null))
                                .excludePunctuation(
                                        generated.bool("ExcludePunctuation").orElse(null))
                                .includeSpace(generated.bool("IncludeSpace").orElse(null))
                                .requireEachIncludedType(generated
                                        .bool("RequireEachIncludedType")
                                        .orElse(null))
                                .build(),
                        GetRandomPasswordResponse.class)
                .randomPassword();
        String template = generated.string("SecretStringTemplate").orElse(null);
        String key = generated.string("GenerateStringKey").orElse(null);
        if (template == null && key == null) {
            return password;
        }
        if (template == null || key == null) {
            throw AwsError.of(
                    400,
                    "InvalidRequest",
                    "You must specify both SecretStringTemplate and GenerateStringKey, or neither");
        }
        try {
            if (JSON.readTree(template) instanceof ObjectNode members) {
                return JSON.writeValueAsString(members.put(key, password));
            }
        } catch (JsonProcessingException e) {
            // Said below.
        }
        throw AwsError.of(400, "InvalidRequest", "Could not parse SecretStringTemplate JSON");
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        Properties properties = request.properties();
        Properties before = request.previousProperties();
        boolean isValueChanged = !Objects.equals(properties.value(GENERATE), before.value(GENERATE))
                || !Objects.equals(properties.value("SecretString"), before.value("SecretString"));
        request.call(
                UpdateSecretRequest.builder()
                        .secretId(request.id())
                        .description(properties.string("Description").orElse(""))
                        .kmsKeyId(properties.string("KmsKeyId").orElse(null))
                        .secretString(isValueChanged ? value(request) : null)
                        .build(),
                UpdateSecretResponse.class);
        request.retag(
                keys -> request.call(
                        UntagResourceRequest.builder()
                                .secretId(request.id())
                                .tagKeys(keys)
                                .build(),
                        UntagResourceResponse.class),
                tags -> request.call(
                        TagResourceRequest.builder()
                                .secretId(request.id())
                                .tags(Tags.list(tags))
                                .build(),
                        TagResourceResponse.class));
        return resource(request.id());
    }

    /** At once, as CloudFormation does: another stack may take the name. */
    @Override
    public void delete(ResourceRequest request) {
        try {
            request.call(
                    DeleteSecretRequest.builder()
                            .secretId(request.id())
                            .forceDeleteWithoutRecovery(true)
                            .build(),
                    DeleteSecretResponse.class);
        } catch (AwsError e) {
            if (!e.code().equals("ResourceNotFoundException")) {
                throw e;
            }
        }
    }
}
