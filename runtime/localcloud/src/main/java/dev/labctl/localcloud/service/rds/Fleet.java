package dev.labctl.localcloud.service.rds;

import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.network.Gate;
import dev.labctl.localcloud.postgres.CertificateAuthority;
import dev.labctl.localcloud.postgres.Door;
import dev.labctl.localcloud.postgres.PostgresBinaries;
import dev.labctl.localcloud.postgres.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBSnapshot;
import software.amazon.awssdk.services.rds.model.Endpoint;
import software.amazon.awssdk.services.rds.model.VpcSecurityGroupMembership;

/**
 * The servers of all instances, and the doors that clients reach them by.
 *
 * <p>After a restart of the cloud an instance's server starts when the first client comes.
 */
final class Fleet {
    /** In these, clients reach the server. */
    private static final Set<String> REACHABLE =
            Set.of("available", "modifying", "backing-up", "resetting-master-credentials");

    /** These end in an available instance soon: a client waits. */
    private static final Set<String> SOON = Set.of("rebooting", "starting");

    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);
    private static final Duration SOON_WAIT = Duration.ofSeconds(10);
    private static final int POLL_MILLIS = 10;
    private static final int FIRST_PORT = 20_000;
    private static final int PORTS = 10_000;
    private static final String HOSTED_ZONE = "Z2R2ITUGPM61AM";

    private final CloudEnvironment environment;
    private final RdsTables tables;
    private final PostgresBinaries binaries;
    private final Path directory;
    private final Map<String, PostgresServer> servers = new ConcurrentHashMap<>();
    private final Map<String, Door> doors = new ConcurrentHashMap<>();

    Fleet(CloudEnvironment environment, RdsTables tables, PostgresBinaries binaries) {
        this.environment = environment;
        this.tables = tables;
        this.binaries = binaries;
        this.directory = environment.directory().resolve("rds");
    }

    /** Deletes what a killed cloud had begun to make; such folders' names start with a dot. */
    void cleanUp() {
        for (Path folder : List.of(directory, directory.resolve("snapshots"))) {
            try (Stream<Path> all = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
                all.filter(path -> path.getFileName().toString().startsWith("."))
                        .forEach(PostgresServer::deleteCopy);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + folder, e);
            }
        }
    }

    CertificateAuthority authority() {
        return CertificateAuthority.in(environment.directory());
    }

    /** The instance's server, which may not run. */
    PostgresServer server(DBInstance instance) {
        return servers.computeIfAbsent(
                instance.dbiResourceId(),
                id -> new PostgresServer(
                        binaries.of(Engine.major(instance.engineVersion())),
                        authority(),
                        directory.resolve(id),
                        environment.executor()));
    }

    /** The folder of a snapshot's data: an identifier may come again, an instance's resource id with it will not. */
    static String folder(DBSnapshot snapshot) {
        return snapshot.dbSnapshotIdentifier() + "-" + snapshot.dbiResourceId();
    }

    void deleteSnapshot(DBSnapshot snapshot) {
        PostgresServer.deleteCopy(snapshot(folder(snapshot)));
    }

    Path snapshot(String folder) {
        return directory.resolve("snapshots").resolve(folder);
    }

    /**
     * Opens the instance's door, unless it is open.
     *
     * @return where clients find it: the same as before, unless another process has taken the port meanwhile
     */
    Endpoint open(String key, DBInstance instance) {
        Endpoint before = instance.endpoint();
        if (doors.containsKey(key) && before != null) {
            return before;
        }
        if (before != null && tryOpen(key, before.port())) {
            return before;
        }
        int start = ThreadLocalRandom.current().nextInt(PORTS);
        for (int i = 0; i < PORTS; i++) {
            int port = FIRST_PORT + (start + i) % PORTS;
            if (tryOpen(key, port)) {
                return Endpoint.builder()
                        .address("localhost")
                        .port(port)
                        .hostedZoneId(HOSTED_ZONE)
                        .build();
            }
        }
        throw new IllegalStateException("all ports from " + FIRST_PORT + " on are taken");
    }

    private boolean tryOpen(String key, int port) {
        try {
            doors.put(
                    key,
                    Door.open(
                            port,
                            () -> reach(key),
                            (peer, localPort) -> admits(key, peer, localPort),
                            environment.executor()));
            return true;
        } catch (UncheckedIOException e) {
            LOG.debug("no door at port {}", port, e);
            return false;
        }
    }

    private OptionalInt reach(String key) {
        long deadline = System.nanoTime() + SOON_WAIT.toNanos();
        DBInstance instance = tables.instances.get(key).orElse(null);
        while (instance != null && SOON.contains(instance.dbInstanceStatus()) && System.nanoTime() < deadline) {
            pause();
            instance = tables.instances.get(key).orElse(null);
        }
        if (instance == null || !REACHABLE.contains(instance.dbInstanceStatus())) {
            return OptionalInt.empty();
        }
        PostgresServer server = server(instance);
        server.start();
        return server.awaitPort();
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A rule may name the port that the template asked for, or the one that the endpoint really has. */
    private boolean admits(String key, InetSocketAddress peer, int localPort) {
        DBInstance instance = tables.instances.get(key).orElse(null);
        return instance != null
                && (environment
                                .gate()
                                .admits(
                                        peer,
                                        localPort,
                                        target(instance, tables.work(key).requestedPort()))
                        || environment.gate().admits(peer, localPort, target(instance, localPort)));
    }

    private static Gate.Target target(DBInstance instance, int port) {
        String vpc =
                instance.dbSubnetGroup() == null ? "" : instance.dbSubnetGroup().vpcId();
        List<String> groups = instance.vpcSecurityGroups().stream()
                .map(VpcSecurityGroupMembership::vpcSecurityGroupId)
                .toList();
        return new Gate.Target(
                Objects.requireNonNullElse(vpc, ""), groups, Boolean.TRUE.equals(instance.publiclyAccessible()), port);
    }

    /** Closes the door and deletes the server with its data. */
    void remove(String key, DBInstance instance) {
        Door door = doors.remove(key);
        if (door != null) {
            door.close();
        }
        server(instance).delete();
        servers.remove(instance.dbiResourceId());
    }

    /** Ends all servers, side by side; their data stays. */
    void stop() {
        doors.values().forEach(Door::close);
        CompletableFuture.allOf(servers.values().stream()
                        .map(server -> CompletableFuture.runAsync(server::stop, environment.executor()))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
    }
}
