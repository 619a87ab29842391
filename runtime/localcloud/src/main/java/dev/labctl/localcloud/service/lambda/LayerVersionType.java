package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.lambda.model.DeleteLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteLayerVersionResponse;
import software.amazon.awssdk.services.lambda.model.LayerVersionContentInput;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionResponse;

/** {@code AWS::Lambda::LayerVersion}; any change publishes another version. */
final class LayerVersionType implements ResourceType {
    private static final ObjectSchema CONTENT = ObjectSchema.of()
            .required("S3Bucket", Schema.STRING)
            .required("S3Key", Schema.STRING)
            .optional("S3ObjectVersion", Schema.STRING);

    @Override
    public String name() {
        return "AWS::Lambda::LayerVersion";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .requiredCreateOnly("Content", CONTENT)
                .createOnly("LayerName", Schema.STRING)
                .createOnly("Description", Schema.STRING)
                .createOnly("LicenseInfo", Schema.STRING)
                .createOnly("CompatibleRuntimes", Schema.listOf(Schema.STRING))
                .createOnly("CompatibleArchitectures", Schema.listOf(Schema.STRING));
    }

    @Override
    public Set<String> attributes() {
        return Set.of("LayerVersionArn");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        Properties properties = request.properties();
        Properties content = properties.object("Content").orElse(Properties.EMPTY);
        PublishLayerVersionRequest.Builder publish = PublishLayerVersionRequest.builder()
                .layerName(properties.string("LayerName").orElseGet(() -> request.generatedName(140)))
                .description(properties.string("Description").orElse(null))
                .licenseInfo(properties.string("LicenseInfo").orElse(null))
                .content(LayerVersionContentInput.builder()
                        .s3Bucket(content.requiredString("S3Bucket"))
                        .s3Key(content.requiredString("S3Key"))
                        .s3ObjectVersion(content.string("S3ObjectVersion").orElse(null))
                        .build());
        if (properties.has("CompatibleRuntimes")) {
            publish.compatibleRuntimesWithStrings(properties.strings("CompatibleRuntimes"));
        }
        if (properties.has("CompatibleArchitectures")) {
            publish.compatibleArchitecturesWithStrings(properties.strings("CompatibleArchitectures"));
        }
        String arn =
                request.call(publish.build(), PublishLayerVersionResponse.class).layerVersionArn();
        return described(arn);
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        return described(request.id());
    }

    private static PhysicalResource described(String arn) {
        return new PhysicalResource(arn, Map.of("LayerVersionArn", arn));
    }

    @Override
    public void delete(ResourceRequest request) {
        String arn = request.id();
        int version = arn.lastIndexOf(':');
        request.call(
                DeleteLayerVersionRequest.builder()
                        .layerName(arn.substring(0, version))
                        .versionNumber(Long.parseLong(arn.substring(version + 1)))
                        .build(),
                DeleteLayerVersionResponse.class);
    }
}
