package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.image.PublicImage;
import dev.labctl.localcloud.service.ec2.Instances.Place;
import dev.labctl.localcloud.service.ec2.instance.Machine;
import dev.labctl.localcloud.service.ec2.instance.Machines;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

/**
 * Leads instances from the state that a request or their own shutdown has left them in to the one where they rest.
 *
 * <p>When the cloud ends, however it does, the machines end with it, as if their host had failed. At its next start those
 * instances are {@code terminated} or {@code stopped}, as their shutdown behaviour says, with the reason {@code
 * Server.InternalError}: their processes are gone, and user data does not run twice.
 */
final class InstanceLifecycle {
    static final String USER_SHUTDOWN = "Client.UserInitiatedShutdown: User initiated shutdown";

    private static final String OWN_SHUTDOWN = "Client.InstanceInitiatedShutdown: Instance initiated shutdown";
    private static final String FAILURE = "Server.InternalError: Internal error on launch";
    private static final String HOST_FAILURE = "Server.InternalError: The host of the instance has failed";
    private static final Duration SHOWN = Duration.ofHours(1);
    private static final Logger LOG = LoggerFactory.getLogger(InstanceLifecycle.class);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'GMT'").withZone(ZoneOffset.UTC);

    private final CloudEnvironment cloud;
    private final Resources resources;
    private final Instances instances;
    private final Machines machines;
    private final Map<Place, Object> locks = new ConcurrentHashMap<>();

    /** Which boot of an instance is the one whose end counts. */
    private final Map<Place, Object> boots = new ConcurrentHashMap<>();

    /** Read by each step, written when the cloud ends: what has begun is finished while there is a store to finish it in. */
    private final ReentrantReadWriteLock steps = new ReentrantReadWriteLock();

    private volatile boolean isStopping;

    InstanceLifecycle(CloudEnvironment cloud, Resources resources, Instances instances, Machines machines) {
        this.cloud = cloud;
        this.resources = resources;
        this.instances = instances;
        this.machines = machines;
    }

    /** Settles what the last end of the cloud broke off. */
    void start() {
        for (Place place : instances.all()) {
            if (instances.isIn(place, InstanceStateName.PENDING, InstanceStateName.RUNNING)) {
                resources.change(() -> {
                    boolean isStopped = stops(place);
                    return instances.move(
                            place,
                            isStopped ? InstanceStateName.STOPPING : InstanceStateName.SHUTTING_DOWN,
                            HOST_FAILURE,
                            changed -> changed);
                });
            }
            proceed(place);
        }
    }

    private boolean stops(Place place) {
        return instances.launch(place).shutdownBehavior().equals("stop");
    }

    /** Leads an instance on, in the background. */
    void proceed(Place place) {
        cloud.executor()
                .execute(() -> alone(place, () -> {
                    // A change that is not finished yet is waited for.
                    resources.change(() -> place);
                    cloud.store().awaitDurable();
                    step(place);
                }));
    }

    /** Runs what moves an instance, one at a time for each, and nothing once the cloud ends. */
    private void alone(Place place, Runnable work) {
        steps.readLock().lock();
        try {
            synchronized (locks.computeIfAbsent(place, one -> new Object())) {
                if (!isStopping) {
                    work.run();
                }
            }
        } finally {
            steps.readLock().unlock();
        }
    }

    private void step(Place place) {
        if (resources.find(Kind.INSTANCE, place.region(), place.instanceId()).isEmpty()) {
            return;
        }
        switch (instances.get(place).state().name()) {
            case PENDING -> boot(place);
            case SHUTTING_DOWN -> terminate(place);
            case STOPPING -> {
                boots.remove(place);
                machines.powerOff(place.instanceId());
                move(place, InstanceStateName.STOPPING, InstanceStateName.STOPPED, null);
            }
            case TERMINATED -> forgetLater(place);
            case RUNNING, STOPPED, UNKNOWN_TO_SDK_VERSION -> {
                // It rests.
            }
        }
        cloud.store().awaitDurable();
    }

    /** Moves on unless a request has moved the instance meanwhile; without a reason the one for the state before stays. */
    private void move(Place place, InstanceStateName from, InstanceStateName to, @Nullable String reason) {
        resources.change(() -> {
            Instance now = instances.get(place);
            if (now.state().name() != from) {
                return now;
            }
            String kept = reason == null && now.stateReason() != null
                    ? now.stateReason().message()
                    : reason;
            return instances.move(place, to, to == InstanceStateName.RUNNING ? null : kept, changed -> changed);
        });
    }

    private void boot(Place place) {
        try {
            bootMachine(place);
            move(place, InstanceStateName.PENDING, InstanceStateName.RUNNING, null);
        } catch (RuntimeException e) {
            LOG.error("instance {} cannot boot", place.instanceId(), e);
            move(place, InstanceStateName.PENDING, InstanceStateName.SHUTTING_DOWN, FAILURE);
            terminate(place);
        }
    }

    private void bootMachine(Place place) {
        Launch launch = instances.launch(place);
        Instance instance = instances.get(place);
        PublicImage image = PublicImages.get(place.region(), instance.imageId());
        Object boot = new Object();
        boots.put(place, boot);
        machines.boot(
                        new Machines.Plan(place.region(), image.user(), image.release(), launch.userDataBytes()),
                        () -> instances.get(place),
                        !launch.hasBooted())
                .thenAccept(end -> {
                    if (!isStopping) {
                        cloud.executor().execute(() -> alone(place, () -> ended(place, boot, end)));
                    }
                })
                .exceptionally(InstanceLifecycle::unexpected);
        resources.change(() -> {
            instances.putLaunch(place, instances.launch(place).booted());
            return launch;
        });
    }

    private static @Nullable Void unexpected(Throwable failure) {
        LOG.error("the end of an instance was not taken up", failure);
        return null;
    }

    /** What follows when the last process of a machine has ended and no request wanted that. */
    private void ended(Place place, Object boot, Machine.End end) {
        if (boots.get(place) != boot || !instances.isIn(place, InstanceStateName.RUNNING)) {
            return;
        }
        if (end == Machine.End.REBOOT) {
            boot(place);
            return;
        }
        String reason = end == Machine.End.POWERED_OFF ? OWN_SHUTDOWN : HOST_FAILURE;
        move(
                place,
                InstanceStateName.RUNNING,
                stops(place) ? InstanceStateName.STOPPING : InstanceStateName.SHUTTING_DOWN,
                reason);
        step(place);
    }

    private void terminate(Place place) {
        boots.remove(place);
        machines.powerOff(place.instanceId());
        machines.deleteRoot(place.instanceId());
        resources.change(() -> {
            Instance doomed = instances.get(place);
            Instances.interfaces(doomed).forEach(id -> resources.remove(Kind.INTERFACE, place.region(), id));
            instances.putLaunch(
                    place, instances.launch(place).terminatedAt(cloud.clock().instant()));
            String reason =
                    doomed.stateReason() == null ? null : doomed.stateReason().message();
            return instances.move(
                    place, InstanceStateName.TERMINATED, reason, changed -> changed.networkInterfaces(List.of())
                            .securityGroups(List.of())
                            .blockDeviceMappings(List.of())
                            .subnetId(null)
                            .vpcId(null)
                            .privateIpAddress(null)
                            .privateDnsName("")
                            .publicIpAddress(null)
                            .publicDnsName(""));
        });
        forgetLater(place);
    }

    private void forgetLater(Place place) {
        Instant terminated = instances.launch(place).terminated();
        if (terminated != null) {
            cloud.clock().schedule(terminated.plus(SHOWN), () -> alone(place, () -> forget(place)));
        }
    }

    private void forget(Place place) {
        resources.change(() -> {
            instances.remove(place);
            return place;
        });
        machines.delete(place.instanceId());
        locks.remove(place);
    }

    /** The words in which EC2 tells when a user ended an instance. */
    String userInitiated() {
        return "User initiated (" + TIME.format(cloud.clock().instant()) + ")";
    }

    /** Ends all machines, as when their host fails; returns when no step is under way. */
    void stop() {
        isStopping = true;
        machines.stop();
        awaitSteps();
    }

    @SuppressWarnings("LockNotBeforeTry") // to get the lock is to have waited
    private void awaitSteps() {
        steps.writeLock().lock();
        steps.writeLock().unlock();
    }
}
