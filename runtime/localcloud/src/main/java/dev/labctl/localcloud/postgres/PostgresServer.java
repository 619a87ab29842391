package dev.labctl.localcloud.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One PostgreSQL server in a directory of its own, set up as Amazon RDS sets up an instance: TLS, a master user that is no
 * superuser, and one superuser, {@code rdsadmin}, for the cloud alone.
 *
 * <p>It listens on a loopback port that changes with each start. While it shall run, it is started again whenever it
 * ends: its data outlives both a killed server and a killed cloud.
 */
public final class PostgresServer {
    /** The superuser; its password is made with the server and never leaves its directory. */
    static final String ADMIN = "rdsadmin";

    private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int PASSWORD_BYTES = 24;
    private static final int PORT_TRIES = 5;
    private static final Duration RESTART_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration START_WAIT = Duration.ofSeconds(10);

    private final PostgresInstallation installation;
    private final CertificateAuthority authority;
    private final Path directory;
    private final Executor executor;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean isWanted;
    private volatile @Nullable ServerProcess process;
    private volatile int port;

    /**
     * A server in this directory, which {@link #initialize} has made or will make.
     *
     * @param executor for starting it again when it has ended
     */
    public PostgresServer(
            PostgresInstallation installation, CertificateAuthority authority, Path directory, Executor executor) {
        this.installation = installation;
        this.authority = authority;
        this.directory = directory.toAbsolutePath();
        this.executor = executor;
    }

    /** Whether {@link #initialize} was done, by this cloud or one before. */
    public boolean isInitialized() {
        return Files.isDirectory(directory);
    }

    /**
     * Makes the server's directory; the server is not started.
     *
     * @param master the user that the instance's owner has
     * @param database a database to create; null for none beside {@code postgres}
     */
    public void initialize(String master, String password, @Nullable String database) {
        Path draft = directory.resolveSibling("." + directory.getFileName() + "." + UUID.randomUUID());
        byte[] random = new byte[PASSWORD_BYTES];
        RANDOM.nextBytes(random);
        String adminPassword = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        try {
            PrivateFiles.createDirectory(draft);
            PrivateFiles.write(draft.resolve("admin-password"), adminPassword);
            List<String> statements = new ArrayList<>();
            statements.add("ALTER ROLE " + ADMIN + " PASSWORD " + Sql.literal(adminPassword) + ";");
            statements.addAll(masterOf(Sql.identifier(master), Sql.literal(password), database));
            installation.newDataDirectory(draft.resolve("data"), statements);
            Files.move(draft, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + directory, e);
        }
    }

    private static List<String> masterOf(String master, String password, @Nullable String database) {
        List<String> statements = new ArrayList<>(List.of(
                "CREATE ROLE " + master + " LOGIN CREATEROLE CREATEDB PASSWORD " + password
                        + " VALID UNTIL 'infinity';",
                "GRANT rds_superuser TO " + master + " WITH ADMIN OPTION;",
                "ALTER DATABASE postgres OWNER TO " + master + ";",
                "ALTER DATABASE template1 OWNER TO " + master + ";"));
        if (database != null && !database.equals("postgres")) {
            statements.add("CREATE DATABASE " + Sql.identifier(database) + " OWNER " + master + ";");
        }
        return statements;
    }

    /**
     * Writes the server's settings; in effect after {@link #reload} or {@link #restart}, as the setting has it.
     *
     * @param settings by name, beside those that RDS itself sets
     * @param isTlsForced whether connections without TLS are refused
     */
    public void configure(Map<String, String> settings, boolean isTlsForced) {
        try {
            ServerFiles.writeSettings(directory, settings, isTlsForced);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the settings in " + directory, e);
        }
    }

    /** Starts the server, unless it runs, and returns when it takes connections. */
    public void start() {
        lock.lock();
        try {
            isWanted = true;
            ServerProcess running = process;
            if (running == null || !running.isAlive()) {
                launch();
            }
        } finally {
            lock.unlock();
        }
    }

    private void launch() {
        try {
            ServerFiles.writeCertificate(directory, authority.issue("localhost"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the certificate in " + directory, e);
        }
        for (int tries = 1; ; tries++) {
            int free = freePort();
            try {
                ServerProcess started = ServerProcess.start(command(free), data(), directory.resolve("server.log"));
                port = free;
                process = started;
                executor.execute(() -> watch(started));
                return;
            } catch (PostgresException e) {
                // Another process may have taken the port in between.
                boolean isPortTaken = String.valueOf(e.getMessage()).contains("could not bind");
                if (!isPortTaken || tries == PORT_TRIES) {
                    throw e;
                }
            }
        }
    }

    private List<String> command(int free) {
        return installation.command("postgres", "-D", data().toString(), "-p", Integer.toString(free));
    }

    private Path data() {
        return directory.resolve("data");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }

    private void watch(ServerProcess started) {
        if (started.awaitEnd()) {
            ended(started);
        }
    }

    private void ended(ServerProcess before) {
        lock.lock();
        try {
            if (process == before) {
                process = null;
                if (isWanted) {
                    LOG.warn("the PostgreSQL server in {} ended unasked; starting it again", directory);
                    startAgain(RESTART_PAUSE);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void startAgain(Duration pause) {
        lock.lock();
        try {
            if (isWanted && process == null) {
                launch();
            }
        } catch (PostgresException | UncheckedIOException e) {
            LOG.error("the PostgreSQL server in {} does not start; trying again", directory, e);
            Duration next = pause.multipliedBy(2);
            Duration longer = next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
            CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, executor)
                    .execute(() -> startAgain(longer));
        } finally {
            lock.unlock();
        }
    }

    /** Shuts the server down, and returns when it is gone; its data stays. */
    public void stop() {
        lock.lock();
        try {
            isWanted = false;
            ServerProcess running = process;
            process = null;
            if (running != null) {
                running.stop();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Stops and starts the server: all settings are in effect, all connections are closed. */
    public void restart() {
        lock.lock();
        try {
            stop();
            start();
        } finally {
            lock.unlock();
        }
    }

    /** Stops the server and deletes all it has. */
    public void delete() {
        stop();
        try {
            PrivateFiles.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + directory, e);
        }
    }

    /**
     * Copies all the server has into a new directory, from which {@link #restoreFrom} makes another; whether it runs or
     * not, and without stopping it.
     */
    public void copyTo(Path target) {
        Path draft = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
        lock.lock();
        try {
            Files.createDirectories(target.resolveSibling("."));
            if (port().isPresent()) {
                copyRunning(draft);
            } else {
                PrivateFiles.copy(directory, draft, path -> true);
            }
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy " + directory + " to " + target, e);
        } catch (SQLException e) {
            throw new PostgresException("the server in " + directory + " refused a backup: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    /** A base backup by the low-level API: the log of what changes meanwhile is copied last. */
    private void copyRunning(Path draft) throws IOException, SQLException {
        Path log = data().resolve("pg_wal");
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_backup_start('snapshot', true)");
            PrivateFiles.copy(directory, draft, path -> !path.startsWith(log) && !path.endsWith("postmaster.pid"));
            try (ResultSet label = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
                label.next();
                Files.writeString(draft.resolve("data").resolve("backup_label"), label.getString(1));
            }
            PrivateFiles.copy(log, draft.resolve("data").resolve("pg_wal"), path -> true);
        }
    }

    /** Deletes what {@link #copyTo} made. */
    public static void deleteCopy(Path copy) {
        try {
            PrivateFiles.delete(copy);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + copy, e);
        }
    }

    /** Makes the server's directory from a copy of another's; the server is not started. */
    public void restoreFrom(Path copy) {
        Path draft = directory.resolveSibling("." + directory.getFileName() + "." + UUID.randomUUID());
        try {
            Files.createDirectories(directory.resolveSibling("."));
            PrivateFiles.copy(copy, draft, path -> true);
            Files.move(draft, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy " + copy + " to " + directory, e);
        }
    }

    /** The loopback port it listens on now; empty while it does not run. */
    public OptionalInt port() {
        ServerProcess running = process;
        return running != null && running.isAlive() ? OptionalInt.of(port) : OptionalInt.empty();
    }

    /** The same for who can wait a moment for a server that is being started; empty at once when it is stopped. */
    public OptionalInt awaitPort() {
        long deadline = System.nanoTime() + START_WAIT.toNanos();
        OptionalInt current = port();
        while (current.isEmpty() && isWanted && System.nanoTime() < deadline) {
            ServerProcess.pause();
            current = port();
        }
        return current;
    }

    /** Puts changed settings into effect that need no restart. */
    public void reload() {
        execute("SELECT pg_reload_conf()");
    }

    /** Changes the password of a role; connections that are open stay. */
    public void setPassword(String role, String password) {
        execute("ALTER ROLE " + Sql.identifier(role) + " PASSWORD " + Sql.literal(password));
    }

    /**
     * Runs a statement as the superuser.
     *
     * @throws PostgresException when the server does not run or refuses it
     */
    public void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new PostgresException("the server in " + directory + " refused: " + e.getMessage(), e);
        }
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", ADMIN);
        try {
            properties.setProperty("password", Files.readString(directory.resolve("admin-password")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        properties.setProperty("sslmode", "verify-full");
        properties.setProperty("sslrootcert", authority.file().toString());
        properties.setProperty("connectTimeout", "10");
        int current = port().orElseThrow(() -> new PostgresException("the server in " + directory + " does not run"));
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + current + "/postgres", properties);
    }
}
