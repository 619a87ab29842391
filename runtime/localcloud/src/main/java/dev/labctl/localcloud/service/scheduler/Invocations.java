package dev.labctl.localcloud.service.scheduler;

import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.scheduler.model.RetryPolicy;
import software.amazon.awssdk.services.scheduler.model.Target;

/**
 * Invokes targets, at least once, also across restarts.
 *
 * <p>Whatever the reason of a failure, it is tried again until the target's retry policy is exhausted; then the
 * dead-letter queue is told.
 */
final class Invocations {
    private static final Logger LOG = LoggerFactory.getLogger(Invocations.class);
    private static final int AT_ONCE = 4;
    private static final int MAX_RETRIES = 185;
    private static final int MAX_AGE_SECONDS = 86_400;
    /** Two to this many seconds is the longest pause between two attempts. */
    private static final int MAX_BACKOFF_SHIFT = 9;

    private final CloudEnvironment environment;
    private final SchedulerTables tables;
    private final SchedulerMetrics metrics;
    private final TargetInvoker invoker;
    private final DeadLetters deadLetters;
    private final Queue<Invocation> ready = new ConcurrentLinkedQueue<>();
    private final AtomicInteger working = new AtomicInteger();
    private volatile boolean isStopped;

    Invocations(CloudEnvironment environment, SchedulerTables tables) {
        this.environment = environment;
        this.tables = tables;
        this.metrics = new SchedulerMetrics(environment);
        this.invoker = new TargetInvoker(environment);
        this.deadLetters = new DeadLetters(invoker, metrics);
    }

    /** Goes on with what was under way when the cloud stopped. */
    void resume() {
        tables.invocations.values().toList().forEach(this::follow);
    }

    /** Leaves what is not done to the next cloud. */
    void stop() {
        isStopped = true;
    }

    /** Begins an invocation that is stored durably when it is due. */
    void follow(Invocation invocation) {
        environment.clock().schedule(invocation.due(), () -> {
            ready.add(invocation);
            work();
        });
    }

    private void work() {
        if (ready.isEmpty()) {
            return;
        }
        if (working.incrementAndGet() > AT_ONCE) {
            working.decrementAndGet();
            return;
        }
        environment.executor().execute(() -> {
            try {
                for (Invocation next = ready.poll(); next != null && !isStopped; next = ready.poll()) {
                    attempt(next);
                }
            } finally {
                working.decrementAndGet();
            }
            work();
        });
    }

    private void attempt(Invocation invocation) {
        Target target = invocation.decodedTarget();
        String input = TargetInput.of(invocation, target.input(), environment.accountId());
        metrics.count(invocation, "InvocationAttemptCount");
        try {
            Caller role = invoker.role(invocation, target);
            tables.store.together(() -> {
                invoker.invoke(role, target, input);
                done(invocation);
            });
        } catch (InvocationFailure e) {
            failed(invocation, target, input, e);
        } catch (RuntimeException e) {
            if (!isStopped) {
                LOG.error("an invocation of {} failed in the cloud itself", invocation.scheduleArn(), e);
                String message = String.valueOf(e.getMessage());
                failed(invocation, target, input, new InvocationFailure("InternalServerError", message, false));
            }
        }
    }

    private void failed(Invocation invocation, Target target, String input, InvocationFailure failure) {
        metrics.count(invocation, failure.isThrottled() ? "TargetErrorThrottledCount" : "TargetErrorCount");
        RetryPolicy policy = Objects.requireNonNullElse(
                target.retryPolicy(), RetryPolicy.builder().build());
        int retries = Objects.requireNonNullElse(policy.maximumRetryAttempts(), MAX_RETRIES);
        int age = Objects.requireNonNullElse(policy.maximumEventAgeInSeconds(), MAX_AGE_SECONDS);
        Duration pause = Duration.ofSeconds(1L << Math.min(invocation.attempts(), MAX_BACKOFF_SHIFT));
        Instant next = environment.clock().instant().plus(pause);
        if (invocation.attempts() >= retries) {
            giveUp(invocation, target, input, failure, "MaximumRetryAttempts");
        } else if (next.isAfter(invocation.scheduled().plusSeconds(age))) {
            giveUp(invocation, target, input, failure, "MaximumEventAgeInSeconds");
        } else {
            Invocation tried = invocation.triedUntil(next);
            tables.store.write(() -> tables.invocations.put(tried.row(), tried));
            tables.store.awaitDurable();
            follow(tried);
        }
    }

    private void giveUp(
            Invocation invocation, Target target, String input, InvocationFailure failure, String exhausted) {
        metrics.count(invocation, "InvocationDroppedCount");
        LOG.warn("{} refused an invocation of {}: {}", target.arn(), invocation.scheduleArn(), failure.getMessage());
        tables.store.together(() -> {
            deadLetters.send(invocation, target, input, failure, exhausted);
            done(invocation);
        });
    }

    /** Together with what the target keeps of the invocation: so a kill leaves it with one of both. */
    private void done(Invocation invocation) {
        synchronized (tables) {
            tables.store.write(() -> {
                tables.invocations.remove(invocation.row());
                String key = invocation.scheduleKey();
                if (invocation.completes() && tables.tick(key).isEmpty()) {
                    tables.remove(key);
                }
            });
        }
    }
}
