package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.lambda.model.FunctionEventInvokeConfig;

/**
 * The queue of asynchronous invocations.
 *
 * <p>An event stays in its table until its end is known, so an accepted event is delivered at least once whatever happens
 * to the cloud. A failed handler is tried again after one minute and after two more; a throttled event with growing delay
 * until it is too old. See <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html">how
 * Lambda handles errors and retries with asynchronous invocation</a>.
 */
final class AsyncQueue {
    private static final Logger LOG = LoggerFactory.getLogger(AsyncQueue.class);
    private static final List<Duration> RETRIES = List.of(Duration.ofMinutes(1), Duration.ofMinutes(2));
    private static final Duration MAX_AGE = Duration.ofHours(6);
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final Duration MAX_BACKOFF = Duration.ofMinutes(5);
    /** Of one function: a laptop cannot run them all. */
    private static final int EVENTS_AT_ONCE =
            Math.max(4, 2 * Runtime.getRuntime().availableProcessors());

    private final CloudEnvironment cloud;
    private final Functions functions;
    private final Invoker invoker;
    private final ConcurrencyLimits limits;
    private final Destinations destinations;
    private final Table<AsyncEvent> events;
    private final Lanes lanes;
    private volatile boolean isStopped;

    AsyncQueue(
            CloudEnvironment cloud,
            Functions functions,
            Invoker invoker,
            ConcurrencyLimits limits,
            Destinations destinations) {
        this.cloud = cloud;
        this.functions = functions;
        this.invoker = invoker;
        this.limits = limits;
        this.destinations = destinations;
        this.lanes = new Lanes(cloud.executor(), EVENTS_AT_ONCE);
        this.events = cloud.store().table("lambda.events", Codec.json(AsyncEvent.class));
    }

    /** Accepts an event; it is kept once the write under way is committed. */
    void accept(Invoker.Event event) {
        Instant now = cloud.clock().instant();
        FunctionRef function = event.function();
        AsyncEvent accepted = new AsyncEvent(
                "%013d-%s".formatted(now.toEpochMilli(), UUID.randomUUID()),
                function.region(),
                function.accountId(),
                function.name(),
                function.qualifier(),
                event.requestId(),
                Base64.getEncoder().encodeToString(event.payload().asByteArrayUnsafe()),
                event.traceId(),
                event.clientContext(),
                now,
                now,
                0,
                0);
        cloud.store().write(() -> events.put(accepted.id(), accepted));
        run(accepted);
    }

    /** Takes up the events that an earlier cloud had accepted. */
    void resume() {
        events.values().forEach(this::schedule);
    }

    /** Leaves the events that are not at their end to the next cloud. */
    void stop() {
        isStopped = true;
    }

    private void schedule(AsyncEvent event) {
        cloud.clock().schedule(event.due(), () -> run(event));
    }

    private void run(AsyncEvent event) {
        lanes.run(event.function().key(), cloud.clock().awaited(() -> deliver(event)));
    }

    /** An event that the cloud itself fails to deliver stays as it is and is tried again later. */
    private void deliver(AsyncEvent event) {
        try {
            attempt(event);
        } catch (RuntimeException | Error e) {
            if (isStopped) {
                LOG.debug("the cloud has stopped; event {} is delivered by the next", event.requestId(), e);
                return;
            }
            LOG.error(
                    "event {} of {} failed in the cloud itself",
                    event.requestId(),
                    event.function().arn(),
                    e);
            cloud.clock().schedule(MAX_BACKOFF, () -> run(event));
        }
    }

    private void attempt(AsyncEvent event) {
        FunctionRef function = event.function();
        if (limits.isDisabled(function)) {
            end(event, "ZeroReservedConcurrency", null, event.attempts());
            return;
        }
        Invoker.Result result;
        try {
            result = run(new Invoker.Event(
                    function, event.requestId(), event.payloadBytes(), event.traceId(), event.clientContext()));
        } catch (AwsError e) {
            turnedAway(event, e);
            return;
        }
        int attempts = event.attempts() + 1;
        if (!result.outcome().isError()) {
            end(event, "Success", result, attempts);
            return;
        }
        if (attempts > maxRetries(function)) {
            end(event, "RetriesExhausted", result, attempts);
            return;
        }
        Instant next = cloud.clock().instant().plus(RETRIES.get(attempts - 1));
        if (next.isAfter(event.accepted().plus(maxAge(function)))) {
            end(event, "EventAgeExceeded", result, attempts);
        } else {
            again(event.retried(next));
        }
    }

    /**
     * Runs the handler. Lambda tries a throttled event again after a second at first: that second is system time. A clock
     * that is moved lets fall due at once what is spread over the time on AWS, and events of a function with little
     * concurrency would turn each other away for ever.
     */
    private Invoker.Result run(Invoker.Event event) {
        long deadline = System.nanoTime() + FIRST_BACKOFF.toNanos();
        while (true) {
            try {
                return invoker.run(event);
            } catch (AwsError e) {
                Duration left = Duration.ofNanos(deadline - System.nanoTime());
                if (e.status() != 429 || !isRoomWithin(left, event.function())) {
                    throw e;
                }
            }
        }
    }

    private boolean isRoomWithin(Duration longest, FunctionRef function) {
        try {
            return limits.awaitRoom(function, longest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void turnedAway(AsyncEvent event, AwsError error) {
        if (isStopped) {
            LOG.debug("the cloud has stopped; event {} is delivered by the next", event.requestId());
        } else if (error.status() == 404) {
            LOG.debug(
                    "{} was deleted; its event {} is dropped", event.function().arn(), event.requestId());
            remove(event);
        } else {
            retryThrottled(event);
        }
    }

    private void retryThrottled(AsyncEvent event) {
        Duration backoff = Duration.ofSeconds(1L << Math.min(event.throttles(), 9));
        Instant next = cloud.clock().instant().plus(backoff.compareTo(MAX_BACKOFF) > 0 ? MAX_BACKOFF : backoff);
        if (next.isAfter(event.accepted().plus(maxAge(event.function())))) {
            end(event, "EventAgeExceeded", null, event.attempts());
        } else {
            again(event.deferred(next));
        }
    }

    private void again(AsyncEvent event) {
        cloud.store().write(() -> events.put(event.id(), event));
        cloud.store().awaitDurable();
        schedule(event);
    }

    private void end(AsyncEvent event, String condition, Invoker.@Nullable Result result, int attempts) {
        destinations.deliver(event, config(event.function()), condition, result, attempts);
        remove(event);
    }

    private void remove(AsyncEvent event) {
        cloud.store().write(() -> events.remove(event.id()));
        cloud.store().awaitDurable();
    }

    private int maxRetries(FunctionRef function) {
        FunctionEventInvokeConfig config = config(function);
        return config == null || config.maximumRetryAttempts() == null ? RETRIES.size() : config.maximumRetryAttempts();
    }

    private Duration maxAge(FunctionRef function) {
        FunctionEventInvokeConfig config = config(function);
        return config == null || config.maximumEventAgeInSeconds() == null
                ? MAX_AGE
                : Duration.ofSeconds(config.maximumEventAgeInSeconds());
    }

    private @Nullable FunctionEventInvokeConfig config(FunctionRef function) {
        FunctionRef qualified = function.withQualifier(function.qualifierOr(FunctionRef.LATEST));
        return functions.eventConfigs().get(Functions.qualifiedKey(qualified)).orElse(null);
    }
}
