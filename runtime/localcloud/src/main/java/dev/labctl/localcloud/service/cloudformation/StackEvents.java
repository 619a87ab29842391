package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.store.Table;
import dev.labctl.localcloud.time.CloudClock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What happened to stacks and their resources, in order. */
final class StackEvents {

    private final Table<Event> events;
    private final CloudClock clock;
    private final StackNotifications notifications;
    private final AtomicLong sequence = new AtomicLong();

    StackEvents(Store store, CloudClock clock, StackNotifications notifications) {
        this.notifications = notifications;
        this.events = store.table("cloudformation.events", Codec.json(Event.class));
        this.clock = clock;
    }

    /** Notes that a stack has a new status. Called inside {@link Store#write}. */
    void add(Stack stack) {
        append(
                stack,
                new Event(
                        UUID.randomUUID().toString(),
                        stack.id(),
                        stack.name(),
                        stack.name(),
                        stack.id(),
                        NestedStackType.NAME,
                        now(),
                        stack.status().toString(),
                        stack.state().reason(),
                        null,
                        token(stack)));
    }

    /** Notes that a resource has a new status. Called inside {@link Store#write}. */
    void add(Stack stack, StackResource resource, @Nullable String shown) {
        Instant now = now();
        append(
                stack,
                new Event(
                        resource.logicalId() + "-" + resource.status() + "-" + now,
                        stack.id(),
                        stack.name(),
                        resource.logicalId(),
                        resource.physicalId(),
                        resource.type(),
                        now,
                        resource.status().toString(),
                        resource.reason(),
                        shown,
                        token(stack)));
    }

    private static @Nullable String token(Stack stack) {
        Stack.Operation operation = stack.operation();
        return operation == null ? null : operation.token();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private void append(Stack stack, Event event) {
        Instant instant = clock.instant();
        long micros = instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
        long key = sequence.updateAndGet(last -> Math.max(last + 1, micros));
        events.put("%s|%019d".formatted(event.stackId(), key), event);
        notifications.tell(stack, event);
    }

    /** Whether an operation with this client request token was begun on the stack. */
    boolean hasToken(String stackId, String token) {
        return events.prefix(stackId + "|")
                .anyMatch(entry -> token.equals(entry.getValue().token()));
    }

    /** The stack's events, newest first. */
    List<Event> newestFirst(String stackId) {
        List<Event> all = new ArrayList<>(
                events.prefix(stackId + "|").map(Map.Entry::getValue).toList());
        Collections.reverse(all);
        return all;
    }

    /** One event. */
    record Event(
            String id,
            String stackId,
            String stackName,
            String logicalId,
            String physicalId,
            String type,
            Instant timestamp,
            String status,
            @Nullable String reason,
            @Nullable String shown,
            @Nullable String token) {}
}
