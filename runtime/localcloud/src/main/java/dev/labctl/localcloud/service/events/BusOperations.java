package dev.labctl.localcloud.service.events;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.Page;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.CreateEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.CreateEventBusResponse;
import software.amazon.awssdk.services.eventbridge.model.DeleteEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteEventBusResponse;
import software.amazon.awssdk.services.eventbridge.model.DescribeEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeEventBusResponse;
import software.amazon.awssdk.services.eventbridge.model.EventBus;
import software.amazon.awssdk.services.eventbridge.model.ListEventBusesRequest;
import software.amazon.awssdk.services.eventbridge.model.ListEventBusesResponse;
import software.amazon.awssdk.services.eventbridge.model.UpdateEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.UpdateEventBusResponse;

/** Event buses. Partner buses, encryption by customer keys, dead letters and logs of buses are refused by name. */
final class BusOperations {
    private static final Pattern NAME = Pattern.compile("[/\\.\\-_A-Za-z0-9]+");
    private static final int MAX_NAME = 256;
    private static final int MAX_DESCRIPTION = 512;
    private static final int MOST_BUSES = 100;

    private final EventsTables tables;
    private final Clock clock;

    BusOperations(EventsTables tables, Clock clock) {
        this.tables = tables;
        this.clock = clock;
    }

    void register(Operations operations) {
        operations.on(
                CreateEventBusRequest.class,
                AccessRule.on("events:CreateEventBus", (q, call) -> arn(call, q.name())),
                this::create);
        operations.on(
                DescribeEventBusRequest.class,
                AccessRule.on("events:DescribeEventBus", (q, call) -> arn(call, q.name())),
                this::describe);
        operations.on(ListEventBusesRequest.class, AccessRule.anyResource("events:ListEventBuses"), this::list);
        operations.on(
                UpdateEventBusRequest.class,
                AccessRule.on("events:UpdateEventBus", (q, call) -> arn(call, q.name())),
                this::update);
        operations.on(
                DeleteEventBusRequest.class,
                AccessRule.on("events:DeleteEventBus", (q, call) -> arn(call, q.name())),
                this::delete);
    }

    /** The ARN of the bus that a request names. */
    static String arn(Call call, @Nullable String nameOrArn) {
        return call.arn("events", "event-bus/" + StoredBus.name(nameOrArn));
    }

    private CreateEventBusResponse create(CreateEventBusRequest request, Call call) {
        checkNew(request.name(), request.description());
        if (request.eventSourceName() != null) {
            throw EventsErrors.notImplemented("partner event buses");
        }
        refuse(request.kmsKeyIdentifier(), request.deadLetterConfig(), request.logConfig());
        StoredBus bus = new StoredBus(
                call.region(),
                call.accountId(),
                request.name(),
                RuleOperations.given(request.description()),
                null,
                RuleOperations.tags(request.tags()),
                clock.instant(),
                clock.instant());
        synchronized (tables) {
            if (bus.name().equals(StoredBus.DEFAULT) || tables.buses.contains(bus.key())) {
                throw EventsErrors.exists("Event bus " + bus.name() + " already exists.");
            }
            if (tables.buses.prefix(call.region() + "/").count() >= MOST_BUSES) {
                throw EventsErrors.limitExceeded();
            }
            tables.store.write(() -> tables.buses.put(bus.key(), bus));
        }
        return CreateEventBusResponse.builder()
                .eventBusArn(bus.arn())
                .description(bus.description())
                .build();
    }

    private static void checkNew(@Nullable String name, @Nullable String description) {
        EventConstraints constraints =
                new EventConstraints().required("name", name).atMost("description", description, MAX_DESCRIPTION);
        if (name != null) {
            constraints.pattern("name", name, NAME).length("name", name, MAX_NAME);
        }
        constraints.check();
        if (name != null && name.contains("/")) {
            throw AwsError.validation("Event bus name must not contain '/'.");
        }
    }

    private static void refuse(@Nullable String key, @Nullable Object deadLetters, @Nullable Object logs) {
        if (RuleOperations.given(key) != null) {
            throw EventsErrors.notImplemented("event buses with keys of their own (KmsKeyIdentifier)");
        }
        if (deadLetters != null) {
            throw EventsErrors.notImplemented("dead-letter queues of event buses (DeadLetterConfig)");
        }
        if (logs != null) {
            throw EventsErrors.notImplemented("logs of event buses (LogConfig)");
        }
    }

    private DescribeEventBusResponse describe(DescribeEventBusRequest request, Call call) {
        StoredBus bus = tables.requireBus(call.region(), StoredBus.name(request.name()));
        return DescribeEventBusResponse.builder()
                .name(bus.name())
                .arn(bus.arn())
                .description(bus.description())
                .policy(bus.policy())
                .creationTime(bus.created())
                .lastModifiedTime(bus.modified())
                .build();
    }

    private ListEventBusesResponse list(ListEventBusesRequest request, Call call) {
        new EventConstraints()
                .range("limit", request.limit(), 1, RuleOperations.MOST_PER_PAGE)
                .check();
        tables.requireBus(call.region(), StoredBus.DEFAULT);
        String prefix = call.region() + "/" + Objects.requireNonNullElse(request.namePrefix(), "");
        List<StoredBus> all =
                tables.buses.prefix(prefix).map(Map.Entry::getValue).toList();
        Page<StoredBus> page = Page.of(
                all,
                StoredBus::name,
                request.nextToken(),
                Objects.requireNonNullElse(request.limit(), RuleOperations.MOST_PER_PAGE),
                EventsErrors::invalidToken);
        return ListEventBusesResponse.builder()
                .eventBuses(page.items().stream()
                        .map(bus -> EventBus.builder()
                                .name(bus.name())
                                .arn(bus.arn())
                                .description(bus.description())
                                .policy(bus.policy())
                                .creationTime(bus.created())
                                .lastModifiedTime(bus.modified())
                                .build())
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    private UpdateEventBusResponse update(UpdateEventBusRequest request, Call call) {
        refuse(request.kmsKeyIdentifier(), request.deadLetterConfig(), request.logConfig());
        synchronized (tables) {
            StoredBus bus = tables.requireBus(call.region(), StoredBus.name(request.name()));
            Instant now = clock.instant();
            StoredBus changed = bus.withDescription(RuleOperations.given(request.description()), now);
            tables.store.write(() -> tables.buses.put(changed.key(), changed));
            return UpdateEventBusResponse.builder()
                    .arn(changed.arn())
                    .name(changed.name())
                    .description(changed.description())
                    .build();
        }
    }

    private DeleteEventBusResponse delete(DeleteEventBusRequest request, Call call) {
        String name = StoredBus.name(request.name());
        if (name.equals(StoredBus.DEFAULT)) {
            throw AwsError.validation("Cannot delete event bus default.");
        }
        synchronized (tables) {
            tables.bus(call.region(), name).ifPresent(bus -> {
                if (!tables.rulesOf(call.region(), name).isEmpty()) {
                    throw AwsError.validation("Event bus " + name + " can't be deleted since it has rules.");
                }
                tables.store.write(() -> {
                    tables.buses.remove(bus.key());
                });
            });
        }
        return DeleteEventBusResponse.builder().build();
    }
}
