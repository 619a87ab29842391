package dev.labctl.localcloud.service.sns;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.Page;
import dev.labctl.localcloud.identity.Access;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesResponse;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicResponse;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsResponse;
import software.amazon.awssdk.services.sns.model.SetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetSubscriptionAttributesResponse;
import software.amazon.awssdk.services.sns.model.SubscribeRequest;
import software.amazon.awssdk.services.sns.model.SubscribeResponse;
import software.amazon.awssdk.services.sns.model.UnsubscribeRequest;
import software.amazon.awssdk.services.sns.model.UnsubscribeResponse;

/**
 * The operations on subscriptions.
 *
 * <p>Queues and functions are delivered to. E-mail and HTTP endpoints would have to confirm to somebody outside of this
 * cloud: their subscriptions are kept and stay pending. Other protocols are refused.
 */
final class SubscriptionOperations {
    private static final Set<String> DELIVERED = Set.of("sqs", "lambda");
    private static final Set<String> PENDING = Set.of("email", "email-json", "http", "https");
    private static final String PENDING_ARN = "PendingConfirmation";
    private static final int PAGE = 100;

    private final SnsTables tables;

    SubscriptionOperations(SnsTables tables) {
        this.tables = tables;
    }

    void register(Operations operations) {
        operations.on(
                SubscribeRequest.class,
                (request, call) -> List.of(Access.to("SNS:Subscribe", TopicOperations.checkedArn(request.topicArn()))
                        .with("sns:Protocol", orEmpty(request.protocol()))
                        .with("sns:Endpoint", orEmpty(request.endpoint()))),
                this::subscribe);
        operations.on(
                UnsubscribeRequest.class,
                onTopicOf("SNS:Unsubscribe", UnsubscribeRequest::subscriptionArn),
                this::unsubscribe);
        operations.on(ListSubscriptionsRequest.class, AccessRule.anyResource("SNS:ListSubscriptions"), this::list);
        operations.on(
                ListSubscriptionsByTopicRequest.class,
                TopicOperations.on("SNS:ListSubscriptionsByTopic", ListSubscriptionsByTopicRequest::topicArn),
                this::listByTopic);
        operations.on(
                GetSubscriptionAttributesRequest.class,
                onTopicOf("SNS:GetSubscriptionAttributes", GetSubscriptionAttributesRequest::subscriptionArn),
                this::attributes);
        operations.on(
                SetSubscriptionAttributesRequest.class,
                onTopicOf("SNS:SetSubscriptionAttributes", SetSubscriptionAttributesRequest::subscriptionArn),
                this::setAttribute);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** Permissions on a subscription are permissions on its topic. */
    private static <Q> AccessRule<Q> onTopicOf(String action, java.util.function.Function<Q, @Nullable String> arn) {
        return AccessRule.on(action, (request, call) -> {
            String subscription = orEmpty(arn.apply(request));
            if (subscription.split(":", -1).length < 7) {
                throw SnsErrors.invalidParameter("SubscriptionArn Reason: An ARN must have at least 6 elements, not "
                        + subscription.split(":", -1).length);
            }
            return subscription.substring(0, subscription.lastIndexOf(':'));
        });
    }

    private SubscribeResponse subscribe(SubscribeRequest request, Call call) {
        String protocol = orEmpty(request.protocol());
        String endpoint = orEmpty(request.endpoint());
        if (!DELIVERED.contains(protocol) && !PENDING.contains(protocol)) {
            throw SnsErrors.invalidParameter(
                    Set.of("sms", "application", "firehose").contains(protocol)
                            ? "Protocol Reason: the local cloud does not deliver to " + protocol
                            : "Amazon SNS does not support this protocol string: " + protocol);
        }
        checkEndpoint(protocol, endpoint);
        Map<String, String> attributes = request.attributes();
        SubscriptionAttributes checks = new SubscriptionAttributes(endpoint, attributes, "Attributes Reason: ");
        attributes.forEach(checks::check);
        Subscription subscription = tables.store.write(() -> {
            Topic topic = tables.requireTopic(request.topicArn());
            if (topic.isFifo() && !protocol.equals("sqs")) {
                throw SnsErrors.invalidParameter(
                        "Invalid protocol type: " + protocol + ". Only sqs is supported for FIFO topics.");
            }
            if (!topic.isFifo() && protocol.equals("sqs") && endpoint.endsWith(".fifo")) {
                throw SnsErrors.invalidParameter(
                        "Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics");
            }
            return subscribe(
                    topic,
                    protocol,
                    endpoint,
                    attributes,
                    call.caller().principal().arn());
        });
        boolean isShown = !subscription.isPending() || Boolean.TRUE.equals(request.returnSubscriptionArn());
        return SubscribeResponse.builder()
                .subscriptionArn(isShown ? subscription.arn() : "pending confirmation")
                .build();
    }

    private Subscription subscribe(
            Topic topic, String protocol, String endpoint, Map<String, String> attributes, String principal) {
        for (Subscription existing : tables.subscriptionsOf(topic.arn())) {
            if (existing.protocol().equals(protocol) && existing.endpoint().equals(endpoint)) {
                if (!existing.attributes().entrySet().containsAll(attributes.entrySet())) {
                    throw SnsErrors.invalidParameter(
                            "Attributes Reason: Subscription already exists with different attributes");
                }
                return existing;
            }
        }
        Map<String, String> kept = new LinkedHashMap<>(attributes);
        if (kept.containsKey(Subscription.FILTER_POLICY)) {
            kept.putIfAbsent(Subscription.FILTER_SCOPE, "MessageAttributes");
        }
        Subscription subscription = new Subscription(
                topic.arn() + ":" + UUID.randomUUID(),
                topic.arn(),
                protocol,
                endpoint,
                kept,
                PENDING.contains(protocol),
                principal);
        tables.subscriptions.put(subscription.arn(), subscription);
        return subscription;
    }

    private static void checkEndpoint(String protocol, String endpoint) {
        switch (protocol) {
            case "sqs" -> {
                if (!endpoint.matches("arn:aws:sqs:[^:]+:\\d{12}:[^:]+")) {
                    throw SnsErrors.invalidParameter("SQS endpoint ARN");
                }
            }
            case "lambda" -> {
                if (!endpoint.matches("arn:aws:lambda:[^:]+:\\d{12}:function:.+")) {
                    throw SnsErrors.invalidParameter("Lambda endpoint ARN");
                }
            }
            case "http", "https" -> {
                if (!endpoint.startsWith(protocol + "://")) {
                    throw SnsErrors.invalidParameter("Endpoint must match the specified protocol");
                }
            }
            default -> {
                if (!endpoint.contains("@")) {
                    throw SnsErrors.invalidParameter("Email address");
                }
            }
        }
    }

    private UnsubscribeResponse unsubscribe(UnsubscribeRequest request, Call call) {
        tables.store.write(() -> {
            if (tables.subscriptions.remove(request.subscriptionArn())) {
                String topicArn = request.subscriptionArn()
                        .substring(0, request.subscriptionArn().lastIndexOf(':'));
                tables.topics
                        .get(topicArn)
                        .ifPresent(topic -> tables.topics.put(topicArn, topic.subscriptionDeleted()));
            }
        });
        return UnsubscribeResponse.builder().build();
    }

    private ListSubscriptionsResponse list(ListSubscriptionsRequest request, Call call) {
        Page<Subscription> page = Page.of(
                tables.subscriptions
                        .prefix(call.arn("sns", ""))
                        .map(Map.Entry::getValue)
                        .toList(),
                Subscription::arn,
                request.nextToken(),
                PAGE,
                () -> SnsErrors.invalidParameter("NextToken"));
        return ListSubscriptionsResponse.builder()
                .subscriptions(page.items().stream()
                        .map(SubscriptionOperations::describe)
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    private ListSubscriptionsByTopicResponse listByTopic(ListSubscriptionsByTopicRequest request, Call call) {
        Topic topic = tables.requireTopic(request.topicArn());
        Page<Subscription> page = Page.of(
                tables.subscriptionsOf(topic.arn()),
                Subscription::arn,
                request.nextToken(),
                PAGE,
                () -> SnsErrors.invalidParameter("NextToken"));
        return ListSubscriptionsByTopicResponse.builder()
                .subscriptions(page.items().stream()
                        .map(SubscriptionOperations::describe)
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static software.amazon.awssdk.services.sns.model.Subscription describe(Subscription subscription) {
        return software.amazon.awssdk.services.sns.model.Subscription.builder()
                .subscriptionArn(subscription.isPending() ? PENDING_ARN : subscription.arn())
                .owner(subscription.arn().split(":", -1)[4])
                .protocol(subscription.protocol())
                .endpoint(subscription.endpoint())
                .topicArn(subscription.topicArn())
                .build();
    }

    private GetSubscriptionAttributesResponse attributes(GetSubscriptionAttributesRequest request, Call call) {
        Subscription subscription = tables.requireSubscription(request.subscriptionArn());
        Map<String, String> all = new LinkedHashMap<>();
        all.put("SubscriptionArn", subscription.arn());
        all.put("TopicArn", subscription.topicArn());
        all.put("Owner", subscription.arn().split(":", -1)[4]);
        all.put("Protocol", subscription.protocol());
        all.put("Endpoint", subscription.endpoint());
        all.put("SubscriptionPrincipal", subscription.principal());
        all.put("PendingConfirmation", String.valueOf(subscription.isPending()));
        all.put("ConfirmationWasAuthenticated", String.valueOf(!subscription.isPending()));
        all.put(Subscription.RAW, "false");
        all.putAll(subscription.attributes());
        return GetSubscriptionAttributesResponse.builder().attributes(all).build();
    }

    private SetSubscriptionAttributesResponse setAttribute(SetSubscriptionAttributesRequest request, Call call) {
        String value = orEmpty(request.attributeValue());
        tables.store.write(() -> {
            Subscription subscription = tables.requireSubscription(request.subscriptionArn());
            new SubscriptionAttributes(subscription.endpoint(), subscription.attributes(), "")
                    .check(request.attributeName(), value);
            Subscription changed = subscription.with(request.attributeName(), value);
            if (request.attributeName().equals(Subscription.FILTER_POLICY)
                    && !value.isEmpty()
                    && !changed.attributes().containsKey(Subscription.FILTER_SCOPE)) {
                changed = changed.with(Subscription.FILTER_SCOPE, "MessageAttributes");
            }
            tables.subscriptions.put(changed.arn(), changed);
        });
        return SetSubscriptionAttributesResponse.builder().build();
    }
}
