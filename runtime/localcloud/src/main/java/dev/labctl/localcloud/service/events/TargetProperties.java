package dev.labctl.localcloud.service.events;

import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.eventbridge.model.InputTransformer;
import software.amazon.awssdk.services.eventbridge.model.Target;

/** {@code Targets} of {@code AWS::Events::Rule}, as far as there are targets here that take them. */
final class TargetProperties {
    static final ObjectSchema SCHEMA = ObjectSchema.of()
            .required("Id", Schema.STRING)
            .required("Arn", Schema.STRING)
            .optional("RoleArn", Schema.STRING)
            .optional("Input", Schema.STRING)
            .optional("InputPath", Schema.STRING)
            .optional(
                    "InputTransformer",
                    ObjectSchema.of()
                            .required("InputTemplate", Schema.STRING)
                            .optional("InputPathsMap", Schema.mapOf(Schema.STRING)))
            .optional("SqsParameters", ObjectSchema.of().required("MessageGroupId", Schema.STRING))
            .optional(
                    "RetryPolicy",
                    ObjectSchema.of()
                            .optional("MaximumRetryAttempts", Schema.INTEGER)
                            .optional("MaximumEventAgeInSeconds", Schema.INTEGER))
            .optional("DeadLetterConfig", ObjectSchema.of().optional("Arn", Schema.STRING));

    private TargetProperties() {}

    static Target target(Properties properties) {
        Target.Builder target = Target.builder()
                .id(properties.requiredString("Id"))
                .arn(properties.requiredString("Arn"))
                .roleArn(properties.string("RoleArn").orElse(null))
                .input(properties.string("Input").orElse(null))
                .inputPath(properties.string("InputPath").orElse(null));
        properties
                .object("InputTransformer")
                .ifPresent(transformer -> target.inputTransformer(inputTransformer(transformer)));
        properties
                .object("SqsParameters")
                .ifPresent(sqs -> target.sqsParameters(
                        parameters -> parameters.messageGroupId(sqs.requiredString("MessageGroupId"))));
        properties
                .object("RetryPolicy")
                .ifPresent(retry -> target.retryPolicy(policy -> policy.maximumRetryAttempts(
                                retry.integer("MaximumRetryAttempts").orElse(null))
                        .maximumEventAgeInSeconds(
                                retry.integer("MaximumEventAgeInSeconds").orElse(null))));
        properties
                .object("DeadLetterConfig")
                .ifPresent(config -> target.deadLetterConfig(
                        letters -> letters.arn(config.string("Arn").orElse(null))));
        return target.build();
    }

    private static InputTransformer inputTransformer(Properties properties) {
        Map<String, String> paths = new LinkedHashMap<>();
        properties.object("InputPathsMap").ifPresent(map -> map.values()
                .forEach((name, path) -> paths.put(name, String.valueOf(path))));
        InputTransformer.Builder transformer =
                InputTransformer.builder().inputTemplate(properties.requiredString("InputTemplate"));
        return (paths.isEmpty() ? transformer : transformer.inputPathsMap(paths)).build();
    }
}
