package dev.labctl.localcloud.service.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Metrics;
import dev.labctl.localcloud.targets.Targets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * Brings published messages to their subscriptions: in order within a subscription, at least once, also across restarts.
 *
 * <p>As on AWS a refusal (the queue is gone, its policy says no) is final and the message goes to the subscription's
 * dead-letter queue; any other failure is tried again.
 */
final class Deliveries {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final CloudEnvironment environment;
    private final SnsTables tables;
    private final Targets targets;
    private final Envelope envelope;

    /** What waits for each subscription; a subscription that is here has a task at work on it. */
    private final Map<String, Deque<Delivery>> waiting = new HashMap<>();

    Deliveries(CloudEnvironment environment, SnsTables tables) {
        this.environment = environment;
        this.tables = tables;
        this.targets = new Targets(environment);
        this.envelope = new Envelope(environment.endpoint(), new Signer(environment.store()));
    }

    /** Goes on with what was under way when the cloud stopped. */
    void resume() {
        tables.deliveries.values().toList().forEach(this::begin);
    }

    /** Notes a delivery; called inside the publishing write. */
    Delivery store(Subscription subscription, PublishedMessage message) {
        String row = "%019d".formatted(tables.nextSequence());
        Delivery delivery = new Delivery(row, subscription.arn(), message, 0);
        tables.deliveries.put(row, delivery);
        return delivery;
    }

    /** Begins a stored delivery. */
    void begin(Delivery delivery) {
        synchronized (waiting) {
            Deque<Delivery> queue = waiting.get(delivery.subscriptionArn());
            if (queue != null) {
                queue.add(delivery);
                return;
            }
            waiting.put(delivery.subscriptionArn(), new ArrayDeque<>(List.of(delivery)));
        }
        environment.executor().execute(() -> drain(delivery.subscriptionArn()));
    }

    private void drain(String subscriptionArn) {
        Delivery next = peek(subscriptionArn);
        while (next != null) {
            try {
                attempt(next);
            } catch (RuntimeException e) {
                LOG.error("delivery {} to {} failed", next.row(), subscriptionArn, e);
            }
            next = peek(subscriptionArn);
        }
    }

    private @Nullable Delivery peek(String subscriptionArn) {
        synchronized (waiting) {
            Deque<Delivery> queue = waiting.get(subscriptionArn);
            Delivery next = queue == null ? null : queue.poll();
            if (next == null) {
                waiting.remove(subscriptionArn);
            }
            return next;
        }
    }

    private void attempt(Delivery delivery) {
        Subscription subscription =
                tables.subscriptions.get(delivery.subscriptionArn()).orElse(null);
        if (subscription == null) {
            forget(delivery);
            return;
        }
        try {
            deliver(subscription, delivery.message());
            forget(delivery);
            count(delivery, "NumberOfNotificationsDelivered");
        } catch (AwsError e) {
            Delivery tried = delivery.tried();
            Integer pause = e.isSender() && e.status() != 429 ? null : Delivery.pauseAfter(tried.attempts());
            if (pause == null) {
                giveUp(subscription, delivery, e);
            } else {
                tables.store.write(() -> tables.deliveries.put(tried.row(), tried));
                environment.clock().schedule(Duration.ofSeconds(pause), () -> begin(tried));
            }
        }
    }

    private void deliver(Subscription subscription, PublishedMessage message) {
        Topic topic = tables.topics.get(subscription.topicArn()).orElse(null);
        String version = topic == null ? "1" : topic.attributes().getOrDefault("SignatureVersion", "1");
        if (subscription.protocol().equals("lambda")) {
            targets.invoke(
                    caller(subscription, subscription.endpoint()),
                    subscription.endpoint(),
                    envelope.forFunction(message, subscription, version));
        } else {
            String body = subscription.isRaw() ? message.body() : envelope.forQueue(message, subscription, version);
            send(subscription, subscription.endpoint(), body, message, subscription.isRaw());
        }
    }

    private void send(
            Subscription subscription, String queueArn, String body, PublishedMessage message, boolean isRaw) {
        boolean isFifo = queueArn.endsWith(".fifo");
        targets.send(
                caller(subscription, queueArn),
                queueArn,
                SendMessageRequest.builder()
                        .messageBody(body)
                        .messageAttributes(isRaw ? attributes(message) : Map.of())
                        .messageGroupId(message.groupId())
                        .messageDeduplicationId(isFifo ? message.deduplicationId() : null));
    }

    private Caller caller(Subscription subscription, String targetArn) {
        String region = targetArn.split(":", -1)[3];
        return Caller.service("sns.amazonaws.com", region, subscription.topicArn(), environment.accountId());
    }

    private static Map<String, MessageAttributeValue> attributes(PublishedMessage message) {
        Map<String, MessageAttributeValue> all = new HashMap<>();
        message.attributes().forEach((name, attribute) -> {
            MessageAttributeValue.Builder value =
                    MessageAttributeValue.builder().dataType(attribute.type());
            all.put(
                    name,
                    attribute.isBinary()
                            ? value.binaryValue(SdkBytes.fromByteArray(
                                            Base64.getDecoder().decode(attribute.value())))
                                    .build()
                            : value.stringValue(attribute.value()).build());
        });
        return all;
    }

    private void giveUp(Subscription subscription, Delivery delivery, AwsError error) {
        count(delivery, "NumberOfNotificationsFailed");
        LOG.warn("{} refused a notification: {}: {}", subscription.endpoint(), error.code(), error.message());
        String deadLetters = deadLetterArn(subscription);
        if (deadLetters != null) {
            PublishedMessage message = delivery.message();
            String body = subscription.isRaw() ? message.body() : envelope.forQueue(message, subscription, "1");
            try {
                send(subscription, deadLetters, body, message, subscription.isRaw());
                count(delivery, "NumberOfNotificationsRedrivenToDlq");
            } catch (AwsError e) {
                count(delivery, "NumberOfNotificationsFailedToRedriveToDlq");
                LOG.warn("dead-letter queue {} refused a notification: {}", deadLetters, e.message());
            }
        }
        forget(delivery);
    }

    private static @Nullable String deadLetterArn(Subscription subscription) {
        String policy = subscription.attributes().get(Subscription.REDRIVE_POLICY);
        try {
            return policy == null
                    ? null
                    : JSON.readTree(policy).path("deadLetterTargetArn").textValue();
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private void forget(Delivery delivery) {
        tables.store.write(() -> {
            tables.deliveries.remove(delivery.row());
        });
    }

    private void count(Delivery delivery, String name) {
        String[] topic = delivery.message().topicArn().split(":", -1);
        environment
                .metrics()
                .count(topic[3], new Metrics.Metric("AWS/SNS", name, Map.of("TopicName", topic[5]), "Count"));
    }
}
