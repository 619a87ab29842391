package dev.labctl.localcloud.service.sns;

import org.jspecify.annotations.Nullable;

/**
 * One message on its way to one subscription.
 *
 * @param row the key of its row; rows are in the order of publishing
 * @param subscriptionArn where to
 * @param message what
 * @param attempts how often it was tried
 */
record Delivery(String row, String subscriptionArn, PublishedMessage message, int attempts) {
    Delivery tried() {
        return new Delivery(row, subscriptionArn, message, attempts + 1);
    }

    /** The pause before the next attempt in seconds, as SNS retries queues and functions; null when it gives up. */
    static @Nullable Integer pauseAfter(int attempts) {
        if (attempts < 3) {
            return 0;
        }
        if (attempts < 5) {
            return 1;
        }
        if (attempts < 15) {
            return Math.min(20, 1 << (attempts - 5));
        }
        return attempts < 100_015 ? 20 : null;
    }
}
