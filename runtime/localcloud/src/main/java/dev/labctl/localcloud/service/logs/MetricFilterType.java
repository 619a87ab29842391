package dev.labctl.localcloud.service.logs;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteMetricFilterRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteMetricFilterResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.MetricTransformation;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutMetricFilterRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutMetricFilterResponse;

/** {@code AWS::Logs::MetricFilter}. */
final class MetricFilterType implements ResourceType {
    private static final ObjectSchema DIMENSION =
            ObjectSchema.of().required("Key", Schema.STRING).required("Value", Schema.STRING);
    private static final ObjectSchema TRANSFORMATION = ObjectSchema.of()
            .required("MetricName", Schema.STRING)
            .required("MetricNamespace", Schema.STRING)
            .required("MetricValue", Schema.STRING)
            .optional("DefaultValue", Schema.NUMBER)
            .optional("Dimensions", Schema.listOf(DIMENSION))
            .optional("Unit", Schema.STRING);
    private static final int MAX_NAME = 512;

    @Override
    public String name() {
        return "AWS::Logs::MetricFilter";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .requiredCreateOnly("LogGroupName", Schema.STRING)
                .createOnly("FilterName", Schema.STRING)
                .required("FilterPattern", Schema.STRING)
                .required("MetricTransformations", Schema.listOf(TRANSFORMATION));
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        String name = request.properties().string("FilterName").orElseGet(() -> request.generatedName(MAX_NAME));
        put(request, name);
        return new PhysicalResource(name, Map.of());
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        put(request, request.id());
        return new PhysicalResource(request.id(), Map.of());
    }

    private static void put(ResourceRequest request, String name) {
        List<MetricTransformation> transformations = request.properties().objects("MetricTransformations").stream()
                .map(MetricFilterType::transformation)
                .toList();
        request.call(
                PutMetricFilterRequest.builder()
                        .logGroupName(request.properties().requiredString("LogGroupName"))
                        .filterName(name)
                        .filterPattern(request.properties().requiredString("FilterPattern"))
                        .metricTransformations(transformations)
                        .build(),
                PutMetricFilterResponse.class);
    }

    private static MetricTransformation transformation(Properties properties) {
        MetricTransformation.Builder builder = MetricTransformation.builder()
                .metricName(properties.requiredString("MetricName"))
                .metricNamespace(properties.requiredString("MetricNamespace"))
                .metricValue(properties.requiredString("MetricValue"))
                .unit(properties.string("Unit").orElse(null))
                .defaultValue(properties
                        .number("DefaultValue")
                        .map(Number::doubleValue)
                        .orElse(null));
        Map<String, String> dimensions = new LinkedHashMap<>();
        properties
                .objects("Dimensions")
                .forEach(dimension ->
                        dimensions.put(dimension.requiredString("Key"), dimension.requiredString("Value")));
        if (!dimensions.isEmpty()) {
            builder.dimensions(dimensions);
        }
        return builder.build();
    }

    @Override
    public void delete(ResourceRequest request) {
        try {
            request.call(
                    DeleteMetricFilterRequest.builder()
                            .logGroupName(request.properties().requiredString("LogGroupName"))
                            .filterName(request.id())
                            .build(),
                    DeleteMetricFilterResponse.class);
        } catch (AwsError e) {
            if (!e.code().equals("ResourceNotFoundException")) {
                throw e;
            }
        }
    }
}
