package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionResponse;
import software.amazon.awssdk.services.lambda.model.PublishVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishVersionResponse;

/** {@code AWS::Lambda::Version}: a published version; any change publishes another. */
final class VersionType implements ResourceType {
    @Override
    public String name() {
        return "AWS::Lambda::Version";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .requiredCreateOnly("FunctionName", Schema.STRING)
                .createOnly("CodeSha256", Schema.STRING)
                .createOnly("Description", Schema.STRING);
    }

    @Override
    public Set<String> attributes() {
        return Set.of("FunctionArn", "Version");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        Properties properties = request.properties();
        PublishVersionResponse published = request.call(
                PublishVersionRequest.builder()
                        .functionName(properties.requiredString("FunctionName"))
                        .codeSha256(properties.string("CodeSha256").orElse(null))
                        .description(properties.string("Description").orElse(null))
                        .build(),
                PublishVersionResponse.class);
        return described(published.functionArn());
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        return described(request.id());
    }

    private static PhysicalResource described(String arn) {
        return new PhysicalResource(
                arn, Map.of("FunctionArn", arn, "Version", arn.substring(arn.lastIndexOf(':') + 1)));
    }

    @Override
    public void delete(ResourceRequest request) {
        try {
            request.call(
                    DeleteFunctionRequest.builder().functionName(request.id()).build(), DeleteFunctionResponse.class);
        } catch (AwsError e) {
            if (!e.code().equals("ResourceNotFoundException")) {
                throw e;
            }
        }
    }
}
