package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;
import software.amazon.awssdk.services.lambda.model.AddPermissionResponse;
import software.amazon.awssdk.services.lambda.model.RemovePermissionRequest;
import software.amazon.awssdk.services.lambda.model.RemovePermissionResponse;

/** {@code AWS::Lambda::Permission}: a statement in the policy of a function, version or alias. */
final class PermissionType implements ResourceType {
    private static final int MAX_ID = 100;

    @Override
    public String name() {
        return "AWS::Lambda::Permission";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .requiredCreateOnly("FunctionName", Schema.STRING)
                .requiredCreateOnly("Action", Schema.STRING)
                .requiredCreateOnly("Principal", Schema.STRING)
                .createOnly("SourceArn", Schema.STRING)
                .createOnly("SourceAccount", Schema.STRING)
                .createOnly("EventSourceToken", Schema.STRING)
                .createOnly("PrincipalOrgID", Schema.STRING)
                .createOnly("FunctionUrlAuthType", Schema.STRING)
                .createOnly("InvokedViaFunctionUrl", Schema.BOOLEAN);
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Id");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        Properties properties = request.properties();
        String id = request.generatedName(MAX_ID);
        try {
            request.call(
                    AddPermissionRequest.builder()
                            .functionName(properties.requiredString("FunctionName"))
                            .statementId(id)
                            .action(properties.requiredString("Action"))
                            .principal(properties.requiredString("Principal"))
                            .sourceArn(properties.string("SourceArn").orElse(null))
                            .sourceAccount(properties.string("SourceAccount").orElse(null))
                            .eventSourceToken(
                                    properties.string("EventSourceToken").orElse(null))
                            .principalOrgID(properties.string("PrincipalOrgID").orElse(null))
                            .functionUrlAuthType(
                                    properties.string("FunctionUrlAuthType").orElse(null))
                            .invokedViaFunctionUrl(
                                    properties.bool("InvokedViaFunctionUrl").orElse(null))
                            .build(),
                    AddPermissionResponse.class);
        } catch (AwsError e) {
            if (!request.resumed() || !e.code().equals("ResourceConflictException")) {
                throw e;
            }
        }
        return new PhysicalResource(id, Map.of("Id", id));
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        return new PhysicalResource(request.id(), Map.of("Id", request.id()));
    }

    @Override
    public void delete(ResourceRequest request) {
        try {
            request.call(
                    RemovePermissionRequest.builder()
                            .functionName(request.properties().requiredString("FunctionName"))
                            .statementId(request.id())
                            .build(),
                    RemovePermissionResponse.class);
        } catch (AwsError e) {
            if (!e.code().equals("ResourceNotFoundException")) {
                throw e;
            }
        }
    }
}
