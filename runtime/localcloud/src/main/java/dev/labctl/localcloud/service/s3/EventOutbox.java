package dev.labctl.localcloud.service.s3;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.identity.Principal;
import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.RowNumbers;
import dev.labctl.localcloud.store.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;

/**
 * Event notifications on their way: written together with the change they tell of, sent once that is durable, removed
 * when the destination has taken them. So none is lost by a crash, and one may come twice.
 */
final class EventOutbox {
    private static final Logger LOG = LoggerFactory.getLogger(EventOutbox.class);
    private static final int SENDERS = 4;
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(5);
    private static final Duration GIVE_UP = Duration.ofHours(24);

    private final CloudEnvironment environment;
    private final ObjectIndex index;
    private final EventSender sender;
    private final Table<Pending> table;
    private final Queue<Map.Entry<String, Pending>> ready = new ConcurrentLinkedQueue<>();
    private final AtomicInteger senders = new AtomicInteger();

    @SuppressWarnings("ThreadLocalUsage") // what a thread recorded in its change belongs to this outbox
    private final ThreadLocal<List<Map.Entry<String, Pending>>> recorded = ThreadLocal.withInitial(ArrayList::new);

    EventOutbox(CloudEnvironment environment, ObjectIndex index, EventSender sender) {
        this.environment = environment;
        this.index = index;
        this.sender = sender;
        this.table = environment.store().table("s3.outbox", Codec.json(Pending.class));
    }

    /**
     * A message to send.
     *
     * @param kind what the destination is
     * @param destination its ARN
     * @param bucketArn the bucket it is about
     * @param region the bucket's region
     * @param message the JSON text
     * @param traceHeader passed on to queues, or null
     * @param since when the event happened
     */
    record Pending(
            Destination.Kind kind,
            String destination,
            String bucketArn,
            String region,
            String message,
            @Nullable String traceHeader,
            Instant since) {}

    /** Runs a change of objects together with the events it records; they are sent when it is durable. */
    <T> T change(Supplier<T> body) {
        List<Map.Entry<String, Pending>> mine = recorded.get();
        mine.clear();
        T result = index.change(body);
        if (!mine.isEmpty()) {
            environment.store().awaitDurable();
            ready.addAll(mine);
            mine.clear();
            send();
        }
        return result;
    }

    /** Records an event for all destinations that want it. Only inside of {@link #change}. */
    void record(Bucket bucket, S3Event event, Call call) {
        record(bucket, event, origin(call), call.header("x-amzn-trace-id").orElse(null));
    }

    /** Records an event that S3 itself caused, for instance by a lifecycle rule. Only inside of {@link #change}. */
    void recordOwn(Bucket bucket, S3Event event, String requestId) {
        record(bucket, event, new S3Event.Origin("s3.amazonaws.com", "s3.amazonaws.com", requestId), null);
    }

    private void record(Bucket bucket, S3Event event, S3Event.Origin origin, @Nullable String traceHeader) {
        NotificationConfiguration configuration = Notifications.of(bucket);
        for (Destination destination : Destination.of(configuration)) {
            if (destination.wants(event.name(), event.key())) {
                ObjectNode message = JsonNodeFactory.instance.objectNode();
                message.putArray("Records")
                        .add(event.record(bucket, environment.accountId(), String.valueOf(destination.id()), origin));
                keep(bucket, destination.kind(), destination.arn(), message.toString(), traceHeader);
            }
        }
        if (configuration.eventBridgeConfiguration() != null) {
            String bus = "arn:aws:events:" + bucket.region() + ":" + environment.accountId() + ":event-bus/default";
            BridgeEvent.of(bucket, event, origin, environment.accountId())
                    .ifPresent(message -> keep(bucket, Destination.Kind.BUS, bus, message, traceHeader));
        }
    }

    private void keep(
            Bucket bucket, Destination.Kind kind, String destination, String message, @Nullable String traceHeader) {
        Pending pending = new Pending(
                kind,
                destination,
                bucket.arn(),
                bucket.region(),
                message,
                traceHeader,
                environment.clock().instant());
        String id = RowNumbers.hex(index.nextSequence(), 16);
        table.put(id, pending);
        recorded.get().add(Map.entry(id, pending));
    }

    private S3Event.Origin origin(Call call) {
        Principal principal = call.caller().principal();
        String id =
                switch (principal.type()) {
                    case ROOT -> Owners.customerId(environment.accountId());
                    case USER, ASSUMED_ROLE -> "AWS:" + principal.id();
                    case SERVICE -> principal.id();
                    case ANONYMOUS -> "Anonymous";
                };
        String ip = call.caller().conditions().getOrDefault("aws:SourceIp", "127.0.0.1");
        return new S3Event.Origin(id, ip, call.requestId());
    }

    /** Takes up what an earlier start left unsent. */
    void recover() {
        table.entries().forEach(ready::add);
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
                for (Map.Entry<String, Pending> next = ready.poll(); next != null; next = ready.poll()) {
                    deliver(next.getKey(), next.getValue(), FIRST_RETRY);
                }
            } finally {
                senders.decrementAndGet();
            }
            send();
        });
    }

    private void deliver(String id, Pending pending, Duration nextRetry) {
        try {
            Destination.DestinationArn arn = new Destination(
                            pending.kind(), pending.destination(), null, List.of(), List.of())
                    .parsed()
                    .orElseThrow(() -> new IllegalStateException("no ARN: " + pending.destination()));
            sender.send(
                    pending.kind(),
                    arn,
                    pending.message(),
                    new EventSender.Source(pending.bucketArn(), pending.region(), pending.traceHeader()));
            environment.store().write(() -> table.remove(id));
        } catch (RuntimeException e) {
            retry(id, pending, nextRetry, e);
        }
    }

    private void retry(String id, Pending pending, Duration after, RuntimeException failure) {
        Instant now = environment.clock().instant();
        if (Duration.between(pending.since(), now).compareTo(GIVE_UP) > 0) {
            LOG.warn(
                    "dropped an event of {} to {}: {}",
                    pending.bucketArn(),
                    pending.destination(),
                    failure.getMessage());
            environment.store().write(() -> table.remove(id));
            return;
        }
        LOG.debug("will retry an event of {} to {}", pending.bucketArn(), pending.destination(), failure);
        Duration next = after.multipliedBy(2);
        environment
                .clock()
                .schedule(after, () -> deliver(id, pending, next.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : next));
    }
}
