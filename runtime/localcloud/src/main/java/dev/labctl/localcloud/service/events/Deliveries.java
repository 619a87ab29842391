package dev.labctl.localcloud.service.events;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.CloudEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.eventbridge.model.DeadLetterConfig;
import software.amazon.awssdk.services.eventbridge.model.RetryPolicy;
import software.amazon.awssdk.services.eventbridge.model.Target;

/**
 * Brings events to targets, at least once, also across restarts.
 *
 * <p>As on AWS a refusal (no permission, no such queue) is final, and what may pass (throttling, an internal error) is
 * tried again until the target's retry policy is exhausted; then the event goes to the dead-letter queue. See <a
 * href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html">how EventBridge retries</a>.
 */
final class Deliveries {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
    private static final int SENDERS = 4;
    private static final int MAX_RETRIES = 185;
    private static final int MAX_AGE_SECONDS = 86_400;
    /** Two to this many seconds is the longest pause between two attempts. */
    private static final int MAX_BACKOFF_SHIFT = 9;

    private final CloudEnvironment environment;
    private final EventsTables tables;
    private final EventMetrics metrics;
    private final TargetSender sender;
    private final Queue<Delivery> ready = new ConcurrentLinkedQueue<>();
    private final AtomicInteger senders = new AtomicInteger();
    private volatile boolean isStopped;

    Deliveries(CloudEnvironment environment, EventsTables tables, EventMetrics metrics) {
        this.environment = environment;
        this.tables = tables;
        this.metrics = metrics;
        this.sender = new TargetSender(environment);
    }

    /** Goes on with what was under way when the cloud stopped. */
    void resume() {
        tables.deliveries.values().toList().forEach(delivery -> environment
                .clock()
                .schedule(delivery.due(), () -> begin(delivery)));
    }

    /** Leaves what is not delivered to the next cloud. */
    void stop() {
        isStopped = true;
    }

    /** Begins a delivery that is stored durably. */
    void begin(Delivery delivery) {
        ready.add(delivery);
        send();
    }

    private void send() {
        if (ready.isEmpty()) {
            return;
        }
        if (senders.incrementAndGet() > SENDERS) {
            senders.decrementAndGet();
            return;
        }
        environment.executor().execute(() -> {
            try {
                for (Delivery next = ready.poll(); next != null && !isStopped; next = ready.poll()) {
                    attempt(next);
                }
            } finally {
                senders.decrementAndGet();
            }
            send();
        });
    }

    private void attempt(Delivery delivery) {
        Target target = delivery.decodedTarget();
        try {
            TargetSender.Sending sending = sender.prepare(delivery, target);
            tables.store.together(() -> {
                sending.send();
                forget(delivery);
            });
            metrics.count(delivery, "Invocations");
        } catch (DeliveryFailure e) {
            failed(delivery, target, e);
        } catch (RuntimeException e) {
            if (!isStopped) {
                LOG.error("an event of {} failed in the cloud itself", delivery.ruleArn(), e);
                failed(delivery, target, new DeliveryFailure("INTERNAL_ERROR", String.valueOf(e.getMessage()), true));
            }
        }
    }

    private void failed(Delivery delivery, Target target, DeliveryFailure failure) {
        if (!failure.mayPass()) {
            giveUp(delivery, target, failure, null);
            return;
        }
        RetryPolicy policy = target.retryPolicy();
        int retries =
                policy == null ? MAX_RETRIES : Objects.requireNonNullElse(policy.maximumRetryAttempts(), MAX_RETRIES);
        int age = policy == null
                ? MAX_AGE_SECONDS
                : Objects.requireNonNullElse(policy.maximumEventAgeInSeconds(), MAX_AGE_SECONDS);
        Duration pause = Duration.ofSeconds(1L << Math.min(delivery.attempts(), MAX_BACKOFF_SHIFT));
        Instant next = environment.clock().instant().plus(pause);
        if (delivery.attempts() >= retries) {
            giveUp(delivery, target, failure, "MaximumRetryAttempts");
        } else if (next.isAfter(delivery.ingested().plusSeconds(age))) {
            giveUp(delivery, target, failure, "MaximumEventAgeInSeconds");
        } else {
            metrics.count(delivery, "RetryInvocationAttempts");
            Delivery tried = delivery.triedUntil(next);
            tables.store.write(() -> tables.deliveries.put(tried.row(), tried));
            tables.store.awaitDurable();
            environment.clock().schedule(next, () -> begin(tried));
        }
    }

    private void giveUp(Delivery delivery, Target target, DeliveryFailure failure, @Nullable String exhausted) {
        metrics.count(delivery, "Invocations");
        metrics.count(delivery, "FailedInvocations");
        LOG.warn("{} refused an event of {}: {}", target.arn(), delivery.ruleArn(), failure.getMessage());
        tables.store.together(() -> {
            deadLetter(delivery, target, failure, exhausted);
            forget(delivery);
        });
    }

    private void deadLetter(Delivery delivery, Target target, DeliveryFailure failure, @Nullable String exhausted) {
        DeadLetterConfig deadLetters = target.deadLetterConfig();
        if (deadLetters == null || deadLetters.arn() == null) {
            return;
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("RULE_ARN", delivery.ruleArn());
        attributes.put("TARGET_ARN", target.arn());
        attributes.put("ERROR_CODE", failure.code());
        attributes.put("ERROR_MESSAGE", failure.getMessage());
        attributes.put("RETRY_ATTEMPTS", String.valueOf(delivery.attempts()));
        if (exhausted != null) {
            attributes.put("EXHAUSTED_RETRY_CONDITION", exhausted);
        }
        try {
            sender.deadLetter(delivery, deadLetters.arn(), attributes);
            metrics.count(delivery, "InvocationsSentToDlq");
        } catch (AwsError e) {
            metrics.count(delivery, "InvocationsFailedToBeSentToDlq");
            LOG.warn("dead-letter queue {} refused an event: {}", deadLetters.arn(), e.message());
        }
    }

    /** Together with what the target keeps of the event: so a kill leaves it with one of both. */
    private void forget(Delivery delivery) {
        tables.store.write(() -> {
            tables.deliveries.remove(delivery.row());
        });
    }
}
