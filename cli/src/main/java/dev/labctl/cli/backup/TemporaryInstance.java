package dev.labctl.cli.backup;

import dev.labctl.cli.archive.restore.RestoreException;
import dev.labctl.cli.archive.restore.RestoreTarget;
import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.Rds;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A database instance of the local cloud that lives as long as one restore. Its id tells which process made it: what a
 * killed one has left is deleted by the next that makes one.
 */
public final class TemporaryInstance implements ScratchServer {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String USER = "labctl";
    private static final String DATABASE = "scratch";

    private final Supplier<Cloud> local;
    private static final String PREFIX = "labctl-scratch-";
    private static final Pattern MADE = Pattern.compile(PREFIX + "(\\d+)-[0-9a-f]+");

    private final String id =
            "%s%d-%s".formatted(PREFIX, ProcessHandle.current().pid(), ScratchDatabase.random(4));
    private @Nullable Cloud cloud;
    private boolean exists;
    private boolean closed;

    /**
     * An instance that is made when it is needed.
     *
     * @param local opens the local cloud, and starts it when it does not run; whoever gives it closes the cloud
     */
    public TemporaryInstance(Supplier<Cloud> local) {
        this.local = local;
    }

    @Override
    public Scratch create(int serverMajor, String encoding) throws RestoreException {
        Cloud opened = local.get();
        deleteAbandoned(opened.rds());
        String password = ScratchDatabase.random(32);
        int major = major(opened.rds().majorVersions(), serverMajor);
        begin(opened, new Rds.NewInstance(id, String.valueOf(major), USER, password));
        Rds.Endpoint endpoint = opened.poller()
                .until(
                        "database instance %s to be available".formatted(id),
                        PATIENCE,
                        () -> opened.rds().endpoint(id),
                        Optional::isPresent)
                .orElseThrow();
        Properties properties = new Properties();
        properties.setProperty("user", USER);
        properties.setProperty("password", password);
        // The server is a process on this machine, behind the loopback interface.
        properties.setProperty("sslmode", "require");
        RestoreTarget server = new RestoreTarget(
                "jdbc:postgresql://%s:%d/postgres".formatted(endpoint.host(), endpoint.port()), properties);
        try {
            RestoreTarget database = ScratchDatabase.create(server, DATABASE, encoding);
            return new Scratch(
                    database, "a temporary instance of PostgreSQL %d in the local cloud (%s)".formatted(major, id));
        } catch (SQLException e) {
            throw new LabctlException(
                    Failure.CLOUD,
                    "instance %s lets no database be created: %s".formatted(id, e.getMessage()),
                    "labctl local logs; --into URL uses another server",
                    e);
        }
    }

    private static void deleteAbandoned(Rds rds) {
        for (String each : rds.postgresInstances()) {
            Matcher made = MADE.matcher(each);
            if (made.matches()
                    && ProcessHandle.of(Long.parseLong(made.group(1))).isEmpty()) {
                rds.delete(each);
            }
        }
    }

    /** The version to restore into: the backup's own, or the next one that can be had. */
    private static int major(List<Integer> versions, int wanted) {
        return versions.stream()
                .filter(version -> version >= wanted)
                .findFirst()
                .orElseThrow(() -> LabctlException.usage(
                        "the backup is of PostgreSQL %d, and the local cloud has %s".formatted(wanted, versions),
                        "--into URL restores into a server of yours, --no-restore leaves it out"));
    }

    /** Whoever closes meanwhile waits until it is known whether there is something to delete. */
    private synchronized void begin(Cloud opened, Rds.NewInstance instance) {
        if (closed) {
            throw new IllegalStateException("the instance was given up already");
        }
        opened.rds().create(instance);
        cloud = opened;
        exists = true;
    }

    @Override
    public synchronized void close() {
        closed = true;
        Cloud opened = cloud;
        if (exists && opened != null) {
            opened.rds().delete(id);
            exists = false;
        }
    }
}
