package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.lambda.model.AliasRoutingConfiguration;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.CreateAliasResponse;
import software.amazon.awssdk.services.lambda.model.DeleteAliasRequest;
import software.amazon.awssdk.services.lambda.model.DeleteAliasResponse;
import software.amazon.awssdk.services.lambda.model.GetAliasRequest;
import software.amazon.awssdk.services.lambda.model.GetAliasResponse;
import software.amazon.awssdk.services.lambda.model.UpdateAliasRequest;
import software.amazon.awssdk.services.lambda.model.UpdateAliasResponse;

/** {@code AWS::Lambda::Alias}. */
final class AliasType implements ResourceType {
    private static final ObjectSchema WEIGHT =
            ObjectSchema.of().required("FunctionVersion", Schema.STRING).required("FunctionWeight", Schema.NUMBER);

    @Override
    public String name() {
        return "AWS::Lambda::Alias";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .requiredCreateOnly("FunctionName", Schema.STRING)
                .requiredCreateOnly("Name", Schema.STRING)
                .required("FunctionVersion", Schema.STRING)
                .optional("Description", Schema.STRING)
                .optional(
                        "RoutingConfig", ObjectSchema.of().optional("AdditionalVersionWeights", Schema.listOf(WEIGHT)));
    }

    @Override
    public Set<String> attributes() {
        return Set.of("AliasArn");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        Properties properties = request.properties();
        String function = properties.requiredString("FunctionName");
        String name = properties.requiredString("Name");
        try {
            CreateAliasResponse created = request.call(
                    CreateAliasRequest.builder()
                            .functionName(function)
                            .name(name)
                            .functionVersion(properties.requiredString("FunctionVersion"))
                            .description(properties.string("Description").orElse(null))
                            .routingConfig(routing(properties))
                            .build(),
                    CreateAliasResponse.class);
            return described(created.aliasArn());
        } catch (AwsError e) {
            if (!request.resumed() || !e.code().equals("ResourceConflictException")) {
                throw e;
            }
            return described(request.call(
                            GetAliasRequest.builder()
                                    .functionName(function)
                                    .name(name)
                                    .build(),
                            GetAliasResponse.class)
                    .aliasArn());
        }
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        Properties properties = request.properties();
        UpdateAliasResponse updated = request.call(
                UpdateAliasRequest.builder()
                        .functionName(properties.requiredString("FunctionName"))
                        .name(properties.requiredString("Name"))
                        .functionVersion(properties.requiredString("FunctionVersion"))
                        .description(properties.string("Description").orElse(""))
                        .routingConfig(routing(properties))
                        .build(),
                UpdateAliasResponse.class);
        return described(updated.aliasArn());
    }

    private static AliasRoutingConfiguration routing(Properties properties) {
        Map<String, Double> weights = new LinkedHashMap<>();
        properties.object("RoutingConfig").ifPresent(config -> config.objects("AdditionalVersionWeights")
                .forEach(weight -> weights.put(
                        weight.requiredString("FunctionVersion"),
                        weight.number("FunctionWeight").map(Number::doubleValue).orElse(0.0))));
        return AliasRoutingConfiguration.builder()
                .additionalVersionWeights(weights)
                .build();
    }

    private static PhysicalResource described(String arn) {
        return new PhysicalResource(arn, Map.of("AliasArn", arn));
    }

    @Override
    public void delete(ResourceRequest request) {
        try {
            request.call(
                    DeleteAliasRequest.builder()
                            .functionName(request.properties().requiredString("FunctionName"))
                            .name(request.properties().requiredString("Name"))
                            .build(),
                    DeleteAliasResponse.class);
        } catch (AwsError e) {
            if (!e.code().equals("ResourceNotFoundException")) {
                throw e;
            }
        }
    }
}
