package dev.labctl.localcloud.service.events;

import dev.labctl.localcloud.core.SdkState;
import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.store.Table;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.services.eventbridge.model.Target;

/**
 * EventBridge's tables. Whoever changes a rule, its targets or a bus on the ground of what it read holds this object's
 * monitor, and takes it outside of the write.
 */
final class EventsTables {
    static final Codec<Target> TARGET = SdkState.codec(Target::builder);
    private static final int CLOCK_SHIFT = 20;

    final Store store;
    /** By {@link StoredRule#key}. */
    final Table<StoredRule> rules;
    /** By the rule's key, a slash and the target's id. */
    final Table<Target> targets;
    /** By {@link StoredBus#key}. */
    final Table<StoredBus> buses;
    /** What has come and is not yet delivered, by sequence. */
    final Table<Delivery> deliveries;

    private final Clock clock;
    private final String accountId;
    private final AtomicLong sequence;

    EventsTables(Store store, Clock clock, String accountId) {
        this.store = store;
        this.clock = clock;
        this.accountId = accountId;
        this.rules = store.table("events.rules", Codec.json(StoredRule.class));
        this.targets = store.table("events.targets", TARGET);
        this.buses = store.table("events.buses", Codec.json(StoredBus.class));
        this.deliveries = store.table("events.deliveries", Codec.json(Delivery.class));
        this.sequence = new AtomicLong(clock.millis() << CLOCK_SHIFT);
    }

    /** The rule, or ResourceNotFoundException. */
    StoredRule requireRule(String region, String bus, String name) {
        requireBus(region, bus);
        return rules.get(StoredRule.key(region, bus, name)).orElseThrow(() -> EventsErrors.ruleNotFound(name, bus));
    }

    /** All rules of a bus, by name. */
    List<StoredRule> rulesOf(String region, String bus) {
        return rules.prefix(StoredRule.busKey(region, bus))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The targets of a rule, by id. */
    List<Target> targetsOf(StoredRule rule) {
        return targets.prefix(rule.key() + "/").map(Map.Entry::getValue).toList();
    }

    Optional<StoredBus> bus(String region, String name) {
        return buses.get(region + "/" + name);
    }

    /** The bus, or ResourceNotFoundException. The default one is made when a region is first asked for it. */
    synchronized StoredBus requireBus(String region, String name) {
        return bus(region, name).orElseGet(() -> {
            if (!name.equals(StoredBus.DEFAULT)) {
                throw EventsErrors.busNotFound(name);
            }
            StoredBus made =
                    new StoredBus(region, accountId, name, null, null, Map.of(), clock.instant(), clock.instant());
            store.write(() -> buses.put(made.key(), made));
            return made;
        });
    }

    /** Notes an event for a target; inside of a write. */
    Delivery deliver(StoredRule rule, Target target, String event) {
        String row = "%019d".formatted(sequence.incrementAndGet());
        Delivery delivery = new Delivery(
                row,
                rule.bus(),
                rule.name(),
                rule.arn(),
                new String(TARGET.encode(target), StandardCharsets.UTF_8),
                event,
                clock.instant(),
                0,
                clock.instant());
        deliveries.put(row, delivery);
        return delivery;
    }
}
