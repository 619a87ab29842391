package dev.labctl.localcloud.service.s3;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.FilterRuleName;
import software.amazon.awssdk.services.s3.model.LambdaFunctionConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfigurationFilter;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;

/**
 * One rule of a notification configuration: which events of which keys go where.
 *
 * @param kind what the destination is
 * @param arn the destination
 * @param id the rule's id, which events carry as {@code configurationId}
 * @param events for instance {@code s3:ObjectCreated:*}
 * @param filters prefix and suffix
 */
record Destination(Kind kind, String arn, @Nullable String id, List<String> events, List<FilterRule> filters) {
    private static final Pattern ARN = Pattern.compile("arn:aws[a-z-]*:([a-z0-9-]+):([a-z0-9-]*):(\\d{12}):([^:].*)");
    private static final Set<String> SUPPORTED = Set.of(
            "s3:ReducedRedundancyLostObject",
            "s3:ObjectCreated:*",
            "s3:ObjectCreated:Put",
            "s3:ObjectCreated:Post",
            "s3:ObjectCreated:Copy",
            "s3:ObjectCreated:CompleteMultipartUpload",
            "s3:ObjectRemoved:*",
            "s3:ObjectRemoved:Delete",
            "s3:ObjectRemoved:DeleteMarkerCreated",
            "s3:ObjectRestore:*",
            "s3:ObjectRestore:Post",
            "s3:ObjectRestore:Completed",
            "s3:ObjectRestore:Delete",
            "s3:Replication:*",
            "s3:Replication:OperationFailedReplication",
            "s3:Replication:OperationNotTracked",
            "s3:Replication:OperationMissedThreshold",
            "s3:Replication:OperationReplicatedAfterThreshold",
            "s3:LifecycleTransition",
            "s3:IntelligentTiering",
            "s3:ObjectAcl:Put",
            "s3:LifecycleExpiration:*",
            "s3:LifecycleExpiration:Delete",
            "s3:LifecycleExpiration:DeleteMarkerCreated",
            "s3:ObjectTagging:*",
            "s3:ObjectTagging:Put",
            "s3:ObjectTagging:Delete");

    /** What may be told of events, by the names of AWS's errors. */
    enum Kind {
        QUEUE("Queue", "sqs"),
        TOPIC("Topic", "sns"),
        FUNCTION("CloudFunction", "lambda"),
        BUS("EventBridge", "events");

        private final String argument;
        private final String service;

        Kind(String argument, String service) {
            this.argument = argument;
            this.service = service;
        }

        String argument() {
            return argument;
        }
    }

    Destination {
        events = List.copyOf(events);
        filters = List.copyOf(filters);
    }

    static Destination of(QueueConfiguration rule) {
        return new Destination(Kind.QUEUE, rule.queueArn(), rule.id(), rule.eventsAsStrings(), filters(rule.filter()));
    }

    static Destination of(TopicConfiguration rule) {
        return new Destination(Kind.TOPIC, rule.topicArn(), rule.id(), rule.eventsAsStrings(), filters(rule.filter()));
    }

    static Destination of(LambdaFunctionConfiguration rule) {
        return new Destination(
                Kind.FUNCTION, rule.lambdaFunctionArn(), rule.id(), rule.eventsAsStrings(), filters(rule.filter()));
    }

    /** All rules of a configuration. */
    static List<Destination> of(NotificationConfiguration configuration) {
        java.util.ArrayList<Destination> all = new java.util.ArrayList<>();
        configuration.topicConfigurations().forEach(rule -> all.add(of(rule)));
        configuration.queueConfigurations().forEach(rule -> all.add(of(rule)));
        configuration.lambdaFunctionConfigurations().forEach(rule -> all.add(of(rule)));
        return all;
    }

    private static List<FilterRule> filters(@Nullable NotificationConfigurationFilter filter) {
        return filter == null || filter.key() == null ? List.of() : filter.key().filterRules();
    }

    /** The parts of the destination's ARN; empty when it is none of the right service. */
    Optional<DestinationArn> parsed() {
        Matcher parts = ARN.matcher(String.valueOf(arn));
        return parts.matches() && parts.group(1).equals(kind.service)
                ? Optional.of(new DestinationArn(arn, parts.group(2), parts.group(3), parts.group(4)))
                : Optional.empty();
    }

    /** An ARN taken apart. */
    record DestinationArn(String arn, String region, String accountId, String resource) {}

    /** The first event that S3 does not know; empty when it knows them all. */
    Optional<String> unsupportedEvent() {
        return events.stream().filter(event -> !SUPPORTED.contains(event)).findFirst();
    }

    String prefix() {
        return filter(FilterRuleName.PREFIX);
    }

    String suffix() {
        return filter(FilterRuleName.SUFFIX);
    }

    private String filter(FilterRuleName name) {
        return filters.stream()
                .filter(rule -> name.toString().equalsIgnoreCase(rule.nameAsString()))
                .map(FilterRule::value)
                .findFirst()
                .orElse("");
    }

    /** Whether an event ({@code ObjectCreated:Put}) of a key is told to this destination. */
    boolean wants(String eventName, String key) {
        return key.startsWith(prefix())
                && key.endsWith(suffix())
                && events.stream().anyMatch(event -> covers(event, "s3:" + eventName));
    }

    private static boolean covers(String pattern, String event) {
        return pattern.endsWith("*")
                ? event.startsWith(pattern.substring(0, pattern.length() - 1))
                : pattern.equals(event);
    }

    /** Whether some event of some key would be told to both. */
    boolean overlaps(Destination other) {
        boolean sameEvents = events.stream().anyMatch(mine -> other.events.stream()
                .anyMatch(theirs -> covers(mine, theirs) || covers(theirs, mine)));
        boolean prefixes = prefix().startsWith(other.prefix()) || other.prefix().startsWith(prefix());
        boolean suffixes = suffix().endsWith(other.suffix()) || other.suffix().endsWith(suffix());
        return sameEvents && prefixes && suffixes;
    }
}
