package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Table;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceState;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.StateReason;

/** All instances with their launches; a terminated one is kept for about an hour. */
final class Instances {
    private static final int PENDING = 0;
    private static final int RUNNING = 16;
    private static final int SHUTTING_DOWN = 32;
    private static final int TERMINATED = 48;
    private static final int STOPPING = 64;
    private static final int STOPPED = 80;

    private final Resources resources;
    private final Table<Launch> launches;

    Instances(Resources resources) {
        this.resources = resources;
        this.launches = resources.store().table("ec2.launches", Codec.json(Launch.class));
    }

    /** A region with one of its instances. */
    record Place(String region, String instanceId) {
        private static Place of(String key) {
            int slash = key.indexOf('/');
            return new Place(key.substring(0, slash), key.substring(slash + 1));
        }

        private String key() {
            return region + "/" + instanceId;
        }
    }

    /** EC2's state of that name with its code. */
    static InstanceState state(InstanceStateName name) {
        int code =
                switch (name) {
                    case PENDING -> PENDING;
                    case RUNNING -> RUNNING;
                    case SHUTTING_DOWN -> SHUTTING_DOWN;
                    case TERMINATED -> TERMINATED;
                    case STOPPING -> STOPPING;
                    case STOPPED -> STOPPED;
                    case UNKNOWN_TO_SDK_VERSION -> throw new IllegalArgumentException("no state of an instance");
                };
        return InstanceState.builder().code(code).name(name).build();
    }

    /** Refuses what cannot be an instance's id, as EC2 does before it looks for it. */
    static void requireWellFormed(String id) {
        if (!id.matches("i-([0-9a-f]{8}|[0-9a-f]{17})")) {
            throw Ec2Errors.of("InvalidInstanceID.Malformed", "Invalid id: \"" + id + "\"");
        }
    }

    /** How many of a region's instances start or run. */
    long countOfRunning(String region) {
        return resources.all(Kind.INSTANCE, region).stream()
                .map(instance -> instance.state().name())
                .filter(state -> state == InstanceStateName.PENDING || state == InstanceStateName.RUNNING)
                .count();
    }

    /** All there are, terminated ones included. */
    List<Place> all() {
        return launches.entries().map(entry -> Place.of(entry.getKey())).toList();
    }

    Instance get(Place place) {
        return resources.get(Kind.INSTANCE, place.region(), place.instanceId());
    }

    Launch launch(Place place) {
        return launches.get(place.key()).orElseThrow();
    }

    void putLaunch(Place place, Launch launch) {
        launches.put(place.key(), launch);
    }

    void put(Place place, Instance instance) {
        resources.put(Kind.INSTANCE, place.region(), instance);
    }

    /**
     * Moves an instance to another state.
     *
     * @param reason a code with its message as EC2 has them, for instance {@code Client.UserInitiatedShutdown: User
     *     initiated shutdown}; null for none
     */
    Instance move(Place place, InstanceStateName to, @Nullable String reason, UnaryOperator<Instance.Builder> change) {
        Instance moved = change.apply(get(place).toBuilder())
                .state(state(to))
                .stateReason(reason == null ? null : reason(reason))
                .build();
        put(place, moved);
        return moved;
    }

    private static StateReason reason(String message) {
        int colon = message.indexOf(':');
        return StateReason.builder()
                .code(colon < 0 ? message : message.substring(0, colon))
                .message(message)
                .build();
    }

    boolean isIn(Place place, InstanceStateName... names) {
        return resources
                .find(Kind.INSTANCE, place.region(), place.instanceId())
                .map(instance -> List.of(names).contains(instance.state().name()))
                .orElse(false);
    }

    /** Forgets an instance. */
    void remove(Place place) {
        resources.remove(Kind.INSTANCE, place.region(), place.instanceId());
        launches.remove(place.key());
    }

    /** The ids of an instance's network interfaces. */
    static List<String> interfaces(Instance instance) {
        return instance.networkInterfaces().stream()
                .map(card -> Objects.requireNonNull(card.networkInterfaceId()))
                .toList();
    }
}
