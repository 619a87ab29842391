package dev.labctl.cli.cloud;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.LambdaFunctionConfiguration;

/** The functions that one bucket tells about its objects; queues and topics that it tells as well are left alone. */
public final class FunctionNotifications {
    private final S3Client client;
    private final String bucket;

    FunctionNotifications(S3Client client, String bucket) {
        this.client = client;
        this.bucket = bucket;
    }

    /**
     * A function that is told.
     *
     * @param filter what the keys must begin or end with, by {@code prefix} and {@code suffix}; empty for all keys
     */
    public record Told(String id, String functionArn, List<String> events, Map<String, String> filter) {
        public Told {
            events = List.copyOf(events);
            filter = Map.copyOf(filter);
        }
    }

    /** All of them. */
    public List<Told> get() {
        return now().lambdaFunctionConfigurations().stream()
                .map(each -> new Told(
                        Objects.requireNonNullElse(each.id(), ""),
                        each.lambdaFunctionArn(),
                        each.eventsAsStrings(),
                        filter(each)))
                .toList();
    }

    /** Sets them, all. */
    public void set(List<Told> functions) {
        GetBucketNotificationConfigurationResponse now = now();
        client.putBucketNotificationConfiguration(
                request -> request.bucket(bucket).notificationConfiguration(configuration -> configuration
                        .queueConfigurations(now.queueConfigurations())
                        .topicConfigurations(now.topicConfigurations())
                        .eventBridgeConfiguration(now.eventBridgeConfiguration())
                        .lambdaFunctionConfigurations(functions.stream()
                                .map(FunctionNotifications::configuration)
                                .toList())));
    }

    private GetBucketNotificationConfigurationResponse now() {
        return client.getBucketNotificationConfiguration(request -> request.bucket(bucket));
    }

    private static Map<String, String> filter(LambdaFunctionConfiguration found) {
        Map<String, String> filter = new TreeMap<>();
        if (found.filter() != null && found.filter().key() != null) {
            found.filter().key().filterRules().forEach(rule -> filter.put(rule.nameAsString(), rule.value()));
        }
        return filter;
    }

    private static LambdaFunctionConfiguration configuration(Told told) {
        LambdaFunctionConfiguration.Builder configuration = LambdaFunctionConfiguration.builder()
                .id(told.id())
                .lambdaFunctionArn(told.functionArn())
                .eventsWithStrings(told.events());
        if (!told.filter().isEmpty()) {
            configuration.filter(by -> by.key(keys -> keys.filterRules(told.filter().entrySet().stream()
                    .map(rule -> FilterRule.builder()
                            .name(rule.getKey())
                            .value(rule.getValue())
                            .build())
                    .toList())));
        }
        return configuration.build();
    }
}
