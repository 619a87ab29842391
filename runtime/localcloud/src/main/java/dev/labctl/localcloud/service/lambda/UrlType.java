package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.Cors;
import software.amazon.awssdk.services.lambda.model.CreateFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionUrlConfigResponse;

/** {@code AWS::Lambda::Url}: {@code Ref} gives the ARN of the function or alias. */
final class UrlType implements ResourceType {
    @Override
    public String name() {
        return "AWS::Lambda::Url";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .requiredCreateOnly("TargetFunctionArn", Schema.STRING)
                .createOnly("Qualifier", Schema.STRING)
                .required("AuthType", Schema.STRING)
                .optional("InvokeMode", Schema.STRING)
                .optional(
                        "Cors",
                        ObjectSchema.of()
                                .optional("AllowCredentials", Schema.BOOLEAN)
                                .optional("AllowHeaders", Schema.listOf(Schema.STRING))
                                .optional("AllowMethods", Schema.listOf(Schema.STRING))
                                .optional("AllowOrigins", Schema.listOf(Schema.STRING))
                                .optional("ExposeHeaders", Schema.listOf(Schema.STRING))
                                .optional("MaxAge", Schema.INTEGER));
    }

    @Override
    public Set<String> attributes() {
        return Set.of("FunctionArn", "FunctionUrl");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        Properties properties = request.properties();
        try {
            CreateFunctionUrlConfigResponse created = request.call(
                    CreateFunctionUrlConfigRequest.builder()
                            .functionName(properties.requiredString("TargetFunctionArn"))
                            .qualifier(qualifier(properties))
                            .authType(properties.requiredString("AuthType"))
                            .invokeMode(properties.string("InvokeMode").orElse(null))
                            .cors(properties.object("Cors").map(UrlType::cors).orElse(null))
                            .build(),
                    CreateFunctionUrlConfigResponse.class);
            return described(created.functionArn(), created.functionUrl());
        } catch (AwsError e) {
            if (!request.resumed() || !e.code().equals("ResourceConflictException")) {
                throw e;
            }
            GetFunctionUrlConfigResponse found = request.call(
                    GetFunctionUrlConfigRequest.builder()
                            .functionName(properties.requiredString("TargetFunctionArn"))
                            .qualifier(qualifier(properties))
                            .build(),
                    GetFunctionUrlConfigResponse.class);
            return described(found.functionArn(), found.functionUrl());
        }
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        Properties properties = request.properties();
        UpdateFunctionUrlConfigResponse updated = request.call(
                UpdateFunctionUrlConfigRequest.builder()
                        .functionName(properties.requiredString("TargetFunctionArn"))
                        .qualifier(qualifier(properties))
                        .authType(properties.requiredString("AuthType"))
                        .invokeMode(properties.string("InvokeMode").orElse("BUFFERED"))
                        .cors(properties.object("Cors").map(UrlType::cors).orElseGet(() -> Cors.builder()
                                .build()))
                        .build(),
                UpdateFunctionUrlConfigResponse.class);
        return described(updated.functionArn(), updated.functionUrl());
    }

    private static @Nullable String qualifier(Properties properties) {
        return properties.string("Qualifier").orElse(null);
    }

    private static Cors cors(Properties given) {
        Cors.Builder cors = Cors.builder()
                .allowCredentials(given.bool("AllowCredentials").orElse(null))
                .maxAge(given.integer("MaxAge").orElse(null));
        if (given.has("AllowHeaders")) {
            cors.allowHeaders(given.strings("AllowHeaders"));
        }
        if (given.has("AllowMethods")) {
            cors.allowMethods(given.strings("AllowMethods"));
        }
        if (given.has("AllowOrigins")) {
            cors.allowOrigins(given.strings("AllowOrigins"));
        }
        if (given.has("ExposeHeaders")) {
            cors.exposeHeaders(given.strings("ExposeHeaders"));
        }
        return cors.build();
    }

    private static PhysicalResource described(String functionArn, String functionUrl) {
        return new PhysicalResource(functionArn, Map.of("FunctionArn", functionArn, "FunctionUrl", functionUrl));
    }

    @Override
    public void delete(ResourceRequest request) {
        try {
            request.call(
                    DeleteFunctionUrlConfigRequest.builder()
                            .functionName(request.properties().requiredString("TargetFunctionArn"))
                            .qualifier(qualifier(request.properties()))
                            .build(),
                    DeleteFunctionUrlConfigResponse.class);
        } catch (AwsError e) {
            if (!e.code().equals("ResourceNotFoundException")) {
                throw e;
            }
        }
    }
}
