package dev.labctl.localcloud.service.sns;

import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.store.Table;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** SNS's tables. */
final class SnsTables {
    private static final int CLOCK_SHIFT = 20;

    final Store store;
    final Table<Topic> topics;
    final Table<Subscription> subscriptions;
    /** What is published and not yet delivered, by sequence. */
    final Table<Delivery> deliveries;
    /** {@code <topic ARN>/<deduplication key>}: what FIFO topics accepted in the last five minutes. */
    final Table<Accepted> accepted;

    private final AtomicLong sequence;

    SnsTables(Store store, long now) {
        this.store = store;
        this.topics = store.table("sns.topics", Codec.json(Topic.class));
        this.subscriptions = store.table("sns.subscriptions", Codec.json(Subscription.class));
        this.deliveries = store.table("sns.deliveries", Codec.json(Delivery.class));
        this.accepted = store.table("sns.accepted", Codec.json(Accepted.class));
        this.sequence = new AtomicLong(now << CLOCK_SHIFT);
    }

    long nextSequence() {
        return sequence.incrementAndGet();
    }

    /** The topic's subscriptions, by ARN: a subscription's ARN starts with its topic's. */
    List<Subscription> subscriptionsOf(String topicArn) {
        return subscriptions.prefix(topicArn + ":").map(Map.Entry::getValue).toList();
    }

    Topic requireTopic(String arn) {
        return topics.get(arn).orElseThrow(SnsErrors::topicNotFound);
    }

    Subscription requireSubscription(String arn) {
        return subscriptions.get(arn).orElseThrow(SnsErrors::subscriptionNotFound);
    }

    /**
     * A message a FIFO topic accepted.
     *
     * @param messageId the id it was given
     * @param sequenceNumber the number it was given
     * @param until when the same message is new again, epoch milliseconds
     */
    record Accepted(String messageId, String sequenceNumber, long until) {}
}
