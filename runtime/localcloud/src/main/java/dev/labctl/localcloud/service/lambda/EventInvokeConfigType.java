package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.DestinationConfig;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigResponse;

/** {@code AWS::Lambda::EventInvokeConfig}. */
final class EventInvokeConfigType implements ResourceType {
    private static final ObjectSchema DESTINATION = ObjectSchema.of().required("Destination", Schema.STRING);

    @Override
    public String name() {
        return "AWS::Lambda::EventInvokeConfig";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .requiredCreateOnly("FunctionName", Schema.STRING)
                .requiredCreateOnly("Qualifier", Schema.STRING)
                .optional("MaximumRetryAttempts", Schema.INTEGER)
                .optional("MaximumEventAgeInSeconds", Schema.INTEGER)
                .optional(
                        "DestinationConfig",
                        ObjectSchema.of().optional("OnSuccess", DESTINATION).optional("OnFailure", DESTINATION));
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        put(request);
        return new PhysicalResource(request.generatedName(128), Map.of());
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        put(request);
        return new PhysicalResource(request.id(), Map.of());
    }

    private static void put(ResourceRequest request) {
        Properties properties = request.properties();
        PutFunctionEventInvokeConfigRequest.Builder put = PutFunctionEventInvokeConfigRequest.builder()
                .functionName(properties.requiredString("FunctionName"))
                .qualifier(properties.requiredString("Qualifier"))
                .maximumRetryAttempts(properties.integer("MaximumRetryAttempts").orElse(null))
                .maximumEventAgeInSeconds(
                        properties.integer("MaximumEventAgeInSeconds").orElse(null));
        properties.object("DestinationConfig").ifPresent(given -> {
            DestinationConfig.Builder destinations = DestinationConfig.builder();
            destination(given, "OnSuccess").ifPresent(arn -> destinations.onSuccess(d -> d.destination(arn)));
            destination(given, "OnFailure").ifPresent(arn -> destinations.onFailure(d -> d.destination(arn)));
            put.destinationConfig(destinations.build());
        });
        request.call(put.build(), PutFunctionEventInvokeConfigResponse.class);
    }

    private static Optional<String> destination(Properties config, String name) {
        return config.object(name).map(destination -> destination.requiredString("Destination"));
    }

    @Override
    public void delete(ResourceRequest request) {
        try {
            request.call(
                    DeleteFunctionEventInvokeConfigRequest.builder()
                            .functionName(request.properties().requiredString("FunctionName"))
                            .qualifier(request.properties().requiredString("Qualifier"))
                            .build(),
                    DeleteFunctionEventInvokeConfigResponse.class);
        } catch (AwsError e) {
            if (!e.code().equals("ResourceNotFoundException")) {
                throw e;
            }
        }
    }
}
