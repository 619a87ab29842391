package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfigurationFilter;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.S3KeyFilter;

/** The notification configuration of a bucket: validated as S3 does, destinations included. */
final class Notifications {
    private final Buckets buckets;
    private final EventSender sender;

    Notifications(Buckets buckets, EventSender sender) {
        this.buckets = buckets;
        this.sender = sender;
    }

    void register(Operations on, S3Access access) {
        on.on(PutBucketNotificationConfigurationRequest.class, access.bucket("s3:PutBucketNotification"), this::put);
        on.on(GetBucketNotificationConfigurationRequest.class, access.bucket("s3:GetBucketNotification"), this::get);
    }

    private PutBucketNotificationConfigurationResponse put(
            PutBucketNotificationConfigurationRequest request, Call call) {
        Bucket bucket = buckets.require(request.bucket(), call);
        NotificationConfiguration configuration = named(BucketSettings.given(request.notificationConfiguration()));
        List<Destination> destinations = Destination.of(configuration);
        destinations.forEach(Notifications::check);
        checkOverlaps(destinations);
        if (!Boolean.TRUE.equals(request.skipDestinationValidation())) {
            validate(bucket, destinations, call);
        }
        buckets.update(
                bucket.name(),
                changed -> destinations.isEmpty() && configuration.eventBridgeConfiguration() == null
                        ? changed.without(NotificationConfiguration.class)
                        : changed.with(configuration));
        return PutBucketNotificationConfigurationResponse.builder().build();
    }

    private static void check(Destination destination) {
        if (destination.parsed().isEmpty()) {
            throw S3Errors.invalidArgument(
                    "The ARN could not be parsed", destination.kind().argument(), String.valueOf(destination.arn()));
        }
        if (destination.events().isEmpty()) {
            throw S3Errors.malformedXml();
        }
        destination.unsupportedEvent().ifPresent(event -> {
            throw S3Errors.invalidArgument(
                    "The event '" + event + "' is not supported for notifications", "Event", event);
        });
        List<String> names = new ArrayList<>();
        for (FilterRule rule : destination.filters()) {
            String name = String.valueOf(rule.nameAsString()).toLowerCase(Locale.ROOT);
            if (!name.equals("prefix") && !name.equals("suffix")) {
                throw S3Errors.invalidArgument(
                        "filter rule name must be either prefix or suffix",
                        "FilterRule.Name",
                        String.valueOf(rule.nameAsString()));
            }
            if (names.contains(name)) {
                throw S3Errors.invalidArgument(
                        "Cannot specify more than one " + name + " rule in a filter.",
                        "FilterRule.Name",
                        String.valueOf(rule.nameAsString()));
            }
            names.add(name);
        }
    }

    private static void checkOverlaps(List<Destination> destinations) {
        for (int i = 0; i < destinations.size(); i++) {
            for (int j = i + 1; j < destinations.size(); j++) {
                Destination one = destinations.get(i);
                Destination other = destinations.get(j);
                if (one.overlaps(other)) {
                    boolean filtered =
                            !one.filters().isEmpty() || !other.filters().isEmpty();
                    throw AwsError.of(
                            400,
                            "InvalidArgument",
                            filtered
                                    ? "Configuration is ambiguously defined. Cannot have overlapping suffixes in two"
                                            + " rules if the prefixes are overlapping for the same event type."
                                    : "Configurations overlap. Configurations on the same bucket cannot share a common"
                                            + " event type.");
                }
            }
        }
    }

    /** Asks each destination; queues and topics get a test event. All that refuse are named at once. */
    private void validate(Bucket bucket, List<Destination> destinations, Call call) {
        Map<String, String> elements = new LinkedHashMap<>();
        int failures = 0;
        for (Destination destination : destinations) {
            Destination.DestinationArn arn = destination.parsed().orElseThrow(S3Errors::malformedXml);
            Optional<EventSender.Refusal> refusal = sender.probe(bucket, destination.kind(), arn, call.requestId());
            if (refusal.isPresent()) {
                failures++;
                elements.put("ArgumentName" + failures, refusal.get().name());
                elements.put("ArgumentValue" + failures, refusal.get().reason());
            }
        }
        if (failures > 0) {
            throw AwsError.of(400, "InvalidArgument", "Unable to validate the following destination configurations")
                    .with(ErrorDetails.of(elements));
        }
    }

    /** Every rule gets an id, and filter names their canonical case. */
    private static NotificationConfiguration named(NotificationConfiguration sent) {
        return NotificationConfiguration.builder()
                .topicConfigurations(sent.topicConfigurations().stream()
                        .map(rule -> rule.toBuilder()
                                .id(id(rule.id()))
                                .filter(canonical(rule.filter()))
                                .build())
                        .toList())
                .queueConfigurations(sent.queueConfigurations().stream()
                        .map(rule -> rule.toBuilder()
                                .id(id(rule.id()))
                                .filter(canonical(rule.filter()))
                                .build())
                        .toList())
                .lambdaFunctionConfigurations(sent.lambdaFunctionConfigurations().stream()
                        .map(rule -> rule.toBuilder()
                                .id(id(rule.id()))
                                .filter(canonical(rule.filter()))
                                .build())
                        .toList())
                .eventBridgeConfiguration(sent.eventBridgeConfiguration())
                .build();
    }

    private static String id(@Nullable String given) {
        return given == null || given.isEmpty() ? UUID.randomUUID().toString() : given;
    }

    private static @Nullable NotificationConfigurationFilter canonical(
            @Nullable NotificationConfigurationFilter filter) {
        if (filter == null || filter.key() == null) {
            return null;
        }
        List<FilterRule> rules = filter.key().filterRules().stream()
                .map(rule -> FilterRule.builder()
                        .name(canonical(String.valueOf(rule.nameAsString())))
                        .value(rule.value() == null ? "" : rule.value())
                        .build())
                .toList();
        return NotificationConfigurationFilter.builder()
                .key(S3KeyFilter.builder().filterRules(rules).build())
                .build();
    }

    private static String canonical(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "prefix" -> "Prefix";
            case "suffix" -> "Suffix";
            default -> name;
        };
    }

    private GetBucketNotificationConfigurationResponse get(
            GetBucketNotificationConfigurationRequest request, Call call) {
        NotificationConfiguration configuration = of(buckets.require(request.bucket(), call));
        return GetBucketNotificationConfigurationResponse.builder()
                .topicConfigurations(nullIfEmpty(configuration.topicConfigurations()))
                .queueConfigurations(nullIfEmpty(configuration.queueConfigurations()))
                .lambdaFunctionConfigurations(nullIfEmpty(configuration.lambdaFunctionConfigurations()))
                .eventBridgeConfiguration(configuration.eventBridgeConfiguration())
                .build();
    }

    private static <T> @Nullable List<T> nullIfEmpty(List<T> list) {
        return list.isEmpty() ? null : list;
    }

    /** The bucket's configuration, empty when it has none. */
    static NotificationConfiguration of(Bucket bucket) {
        return bucket.setting(NotificationConfiguration.class)
                .orElseGet(() -> NotificationConfiguration.builder().build());
    }
}
