package dev.labctl.localcloud.service.s3;

import static dev.labctl.localcloud.schema.Schema.BOOLEAN;
import static dev.labctl.localcloud.schema.Schema.STRING;
import static dev.labctl.localcloud.schema.Schema.listOf;

import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.EventBridgeConfiguration;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.LambdaFunctionConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfigurationFilter;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;

/** {@code NotificationConfiguration} of {@code AWS::S3::Bucket}: one event a rule, unlike S3's own shape. */
final class NotificationProperties {
    private static final ObjectSchema FILTER = ObjectSchema.of()
            .required(
                    "S3Key",
                    ObjectSchema.of()
                            .required(
                                    "Rules",
                                    listOf(ObjectSchema.of()
                                            .required("Name", STRING)
                                            .required("Value", STRING))));

    static final ObjectSchema SCHEMA = ObjectSchema.of()
            .optional("EventBridgeConfiguration", ObjectSchema.of().optional("EventBridgeEnabled", BOOLEAN))
            .optional("LambdaConfigurations", rules("Function"))
            .optional("QueueConfigurations", rules("Queue"))
            .optional("TopicConfigurations", rules("Topic"));

    private NotificationProperties() {}

    private static dev.labctl.localcloud.schema.Schema rules(String destination) {
        return listOf(ObjectSchema.of()
                .required("Event", STRING)
                .optional("Filter", FILTER)
                .required(destination, STRING));
    }

    static NotificationConfiguration toSdk(Properties given) {
        NotificationConfiguration.Builder configuration = NotificationConfiguration.builder()
                .lambdaFunctionConfigurations(given.objects("LambdaConfigurations").stream()
                        .map(rule -> LambdaFunctionConfiguration.builder()
                                .lambdaFunctionArn(rule.requiredString("Function"))
                                .eventsWithStrings(rule.requiredString("Event"))
                                .filter(filter(rule))
                                .build())
                        .toList())
                .queueConfigurations(given.objects("QueueConfigurations").stream()
                        .map(rule -> QueueConfiguration.builder()
                                .queueArn(rule.requiredString("Queue"))
                                .eventsWithStrings(rule.requiredString("Event"))
                                .filter(filter(rule))
                                .build())
                        .toList())
                .topicConfigurations(given.objects("TopicConfigurations").stream()
                        .map(rule -> TopicConfiguration.builder()
                                .topicArn(rule.requiredString("Topic"))
                                .eventsWithStrings(rule.requiredString("Event"))
                                .filter(filter(rule))
                                .build())
                        .toList());
        given.object("EventBridgeConfiguration")
                .filter(bridge -> bridge.bool("EventBridgeEnabled").orElse(true))
                .ifPresent(bridge -> configuration.eventBridgeConfiguration(
                        EventBridgeConfiguration.builder().build()));
        return configuration.build();
    }

    private static @Nullable NotificationConfigurationFilter filter(Properties rule) {
        return rule.object("Filter")
                .flatMap(filter -> filter.object("S3Key"))
                .map(key -> {
                    List<FilterRule> rules = key.objects("Rules").stream()
                            .map(filter -> FilterRule.builder()
                                    .name(filter.requiredString("Name"))
                                    .value(filter.requiredString("Value"))
                                    .build())
                            .toList();
                    return NotificationConfigurationFilter.builder()
                            .key(filter -> filter.filterRules(rules))
                            .build();
                })
                .orElse(null);
    }
}
