package dev.labctl.localcloud.service.rds;

import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.postgres.PostgresServer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBParameterGroupStatus;
import software.amazon.awssdk.services.rds.model.MasterUserSecret;
import software.amazon.awssdk.services.rds.model.SourceType;

/**
 * Leads an instance from the status that a request has left it in to the one where it rests.
 *
 * <p>Each step can be done again: what a stop of the cloud broke off is taken up at its start.
 */
final class Lifecycle {
    static final String AVAILABLE = "available";
    static final String BACKING_UP = "backing-up";
    static final String CREATING = "creating";
    static final String DELETING = "deleting";
    static final String FAILED = "failed";
    static final String MODIFYING = "modifying";
    static final String REBOOTING = "rebooting";
    static final String RESETTING = "resetting-master-credentials";
    static final String STARTING = "starting";
    static final String STOPPED = "stopped";
    static final String STOPPING = "stopping";

    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    private final CloudEnvironment environment;
    private final RdsTables tables;
    private final Fleet fleet;
    private final Settings settings;
    private final MasterSecret secrets;
    private final SnapshotCopies copies;
    private final EventLog events;
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    Lifecycle(
            CloudEnvironment environment,
            RdsTables tables,
            Fleet fleet,
            Settings settings,
            MasterSecret secrets,
            EventLog events) {
        this.environment = environment;
        this.tables = tables;
        this.fleet = fleet;
        this.settings = settings;
        this.secrets = secrets;
        this.copies = new SnapshotCopies(environment, tables, fleet, events);
        this.events = events;
    }

    /** Opens the doors of what rests, and goes on with what does not. */
    void start() {
        fleet.cleanUp();
        tables.instances.entries().forEach(entry -> {
            DBInstance instance = entry.getValue();
            if (instance.endpoint() != null && !instance.dbInstanceStatus().equals(DELETING)) {
                tables.change(entry.getKey(), changed -> changed.endpoint(fleet.open(entry.getKey(), instance)));
            }
            proceed(entry.getKey());
        });
    }

    /** Leads the instance on, in the background. */
    void proceed(String key) {
        environment.executor().execute(() -> {
            synchronized (locks.computeIfAbsent(key, one -> new Object())) {
                tables.instances.get(key).ifPresent(instance -> step(key, instance));
            }
        });
    }

    private void step(String key, DBInstance instance) {
        environment.store().awaitDurable();
        try {
            switch (instance.dbInstanceStatus()) {
                case CREATING -> create(key, instance);
                case MODIFYING, RESETTING -> modify(key, instance);
                case BACKING_UP -> {
                    copies.take(key, instance);
                    rest(key, instance, AVAILABLE);
                }
                case REBOOTING -> reboot(key, instance);
                case STARTING -> startServer(key, instance);
                case STOPPING -> {
                    fleet.server(instance).stop();
                    event(instance, "notification", "DB instance stopped");
                    rest(key, instance, STOPPED);
                }
                case DELETING -> delete(key, instance);
                default -> {
                    // It rests.
                }
            }
        } catch (RuntimeException e) {
            LOG.error(
                    "instance {} is {} and cannot go on",
                    instance.dbInstanceIdentifier(),
                    instance.dbInstanceStatus(),
                    e);
            tables.changeWork(key, work -> work.withFailure(e.getMessage()));
            event(instance, "failure", "DB instance failed: " + e.getMessage());
            rest(key, instance, FAILED);
        }
        environment.store().awaitDurable();
    }

    private void rest(String key, DBInstance instance, String status) {
        rest(key, instance, status, changed -> changed);
    }

    /** Changes the instance; its status only if no request has changed that meanwhile. */
    private void rest(String key, DBInstance instance, String status, UnaryOperator<DBInstance.Builder> change) {
        tables.change(key, changed -> {
            boolean isOvertaken = !changed.build().dbInstanceStatus().equals(instance.dbInstanceStatus());
            DBInstance.Builder done = change.apply(changed);
            return isOvertaken ? done : done.dbInstanceStatus(status);
        });
    }

    private void event(DBInstance instance, String category, String message) {
        events.add(SourceType.DB_INSTANCE, instance.dbInstanceArn(), category, message);
    }

    private void create(String key, DBInstance instance) {
        Work work = tables.work(key);
        PostgresServer server = fleet.server(instance);
        if (!server.isInitialized()) {
            if (work.source() != null) {
                server.restoreFrom(fleet.snapshot(work.source()));
            } else {
                server.initialize(
                        instance.masterUsername(), Objects.requireNonNull(work.password()), instance.dbName());
            }
        }
        settings.apply(server, instance);
        server.start();
        if (work.source() != null && work.password() != null) {
            server.setPassword(instance.masterUsername(), work.password());
        }
        event(instance, "creation", "DB instance created");
        tables.write(() -> {
            tables.changeWork(key, done -> done.withPassword(null).withSource(null));
            rest(key, instance, AVAILABLE, changed -> changed.endpoint(fleet.open(key, instance))
                    .instanceCreateTime(environment.clock().instant())
                    .masterUserSecret(active(instance.masterUserSecret())));
        });
    }

    private static @Nullable MasterUserSecret active(@Nullable MasterUserSecret secret) {
        return secret == null
                ? null
                : secret.toBuilder().secretStatus(MasterSecret.ACTIVE).build();
    }

    private void modify(String key, DBInstance instance) {
        PostgresServer server = fleet.server(instance);
        Work work = tables.work(key);
        settings.apply(server, instance);
        server.start();
        server.reload();
        if (work.password() != null) {
            server.setPassword(instance.masterUsername(), work.password());
            event(instance, "configuration change", "Reset master credentials");
        }
        MasterUserSecret secret = instance.masterUserSecret();
        if (secret != null && MasterSecret.ROTATING.equals(secret.secretStatus())) {
            secrets.pending(secret.secretArn()).ifPresent(password -> {
                server.setPassword(instance.masterUsername(), password);
                secrets.finish(secret.secretArn());
            });
            event(instance, "configuration change", "Reset master credentials");
        }
        tables.write(() -> {
            tables.changeWork(key, done -> done.withPassword(null));
            rest(key, instance, AVAILABLE, changed -> changed.masterUserSecret(active(secret)));
        });
    }

    private void reboot(String key, DBInstance instance) {
        PostgresServer server = fleet.server(instance);
        tables.change(key, changed -> {
            InstanceModification.applyPending(changed, instance.pendingModifiedValues());
            return changed;
        });
        settings.apply(server, instance);
        server.restart();
        event(instance, "availability", "DB instance restarted");
        rest(
                key,
                instance,
                AVAILABLE,
                changed -> changed.dbParameterGroups(instance.dbParameterGroups().stream()
                        .map(group -> DBParameterGroupStatus.builder()
                                .dbParameterGroupName(group.dbParameterGroupName())
                                .parameterApplyStatus("in-sync")
                                .build())
                        .toList()));
    }

    private void startServer(String key, DBInstance instance) {
        PostgresServer server = fleet.server(instance);
        settings.apply(server, instance);
        server.start();
        event(instance, "notification", "DB instance started");
        rest(key, instance, AVAILABLE);
    }

    private void delete(String key, DBInstance instance) {
        fleet.server(instance).stop();
        if (tables.work(key).snapshotId() != null) {
            copies.take(key, instance);
        }
        fleet.remove(key, instance);
        if (instance.masterUserSecret() != null) {
            secrets.delete(instance.masterUserSecret().secretArn());
        }
        event(instance, "deletion", "DB instance deleted");
        tables.write(() -> {
            tables.instances.remove(key);
            tables.work.remove(key);
            tables.tags.remove(instance.dbInstanceArn());
        });
    }
}
