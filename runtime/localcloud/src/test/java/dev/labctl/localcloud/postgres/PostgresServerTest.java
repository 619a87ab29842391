package dev.labctl.localcloud.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server as its clients meet it, through its door. */
final class PostgresServerTest {
    private static final String PASSWORD = "it's a\\secret";

    @TempDir
    private Path directory;

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private PostgresBinaries binaries;
    private CertificateAuthority authority;

    @BeforeEach
    void findBinaries() {
        binaries = PostgresBinaries.shipped(directory);
        authority = CertificateAuthority.in(directory);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
        executor.shutdownNow();
    }

    private PostgresServer server(int major, String name) {
        PostgresServer server = new PostgresServer(binaries.of(major), authority, directory.resolve(name), executor);
        opened.add(server::stop);
        return server;
    }

    private PostgresServer started(int major, String name, boolean isTlsForced) {
        PostgresServer server = server(major, name);
        server.initialize("master", PASSWORD, "shop");
        server.configure(Map.of(), isTlsForced);
        server.start();
        return server;
    }

    private int door(PostgresServer server, boolean isAdmitted) {
        for (int port = 21_000; ; port++) {
            try {
                opened.add(Door.open(port, server::awaitPort, (peer, local) -> isAdmitted, executor));
                return port;
            } catch (UncheckedIOException e) {
                assertThat(port).isLessThan(22_000);
            }
        }
    }

    private Connection connect(int port, String user, String password, String options) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://localhost:" + port + "/shop?sslrootcert=" + authority.file() + "&" + options,
                user,
                password);
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17, 18})
    void eachMajorVersionIsReachedWithACertificateThatIsChecked(int major) throws SQLException {
        int port = door(started(major, "a", true), true);

        try (Connection connection = connect(port, "master", PASSWORD, "sslmode=verify-full")) {
            assertThat(ask(connection, "SHOW server_version")).startsWith(major + ".");
            assertThat(ask(connection, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
                    .isEqualTo("t");
            assertThat(ask(connection, "SHOW is_superuser")).isEqualTo("off");
            assertThat(ask(connection, "SELECT pg_has_role('rds_superuser', 'member')"))
                    .isEqualTo("t");
            assertThat(ask(
                            connection,
                            "SELECT string_agg(datname || '=' || pg_get_userbyid(datdba), ' ' ORDER BY"
                                    + " datname COLLATE \"C\") FROM pg_database"))
                    .isEqualTo("postgres=master rdsadmin=rdsadmin shop=master template0=rdsadmin template1=master");
        }
    }

    @Test
    void aForcedTlsRefusesAPlainConnectionInPostgresOwnWords() {
        int port = door(started(17, "a", true), true);

        assertThatThrownBy(() -> connect(port, "master", PASSWORD, "sslmode=disable"))
                .hasMessageContaining("no pg_hba.conf entry for host \"127.0.0.1\", user \"master\", database \"shop\","
                        + " no encryption");
    }

    @Test
    void whereTlsIsNotForcedAPlainConnectionEnters() throws SQLException {
        int port = door(started(17, "a", false), true);

        try (Connection connection = connect(port, "master", PASSWORD, "sslmode=disable")) {
            assertThat(ask(connection, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void aChangedPasswordIsTheOnlyOneThatEnters() throws SQLException {
        PostgresServer server = started(17, "a", true);
        int port = door(server, true);

        server.setPassword("master", "another");

        connect(port, "master", "another", "sslmode=verify-full").close();
        assertThatThrownBy(() -> connect(port, "master", PASSWORD, "sslmode=verify-full"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
    }

    @Test
    void whoIsNotAdmittedWaitsForAnAnswer() {
        int port = door(started(17, "a", true), false);

        assertThatThrownBy(() -> connect(port, "master", PASSWORD, "sslmode=verify-full&loginTimeout=1"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"));
    }

    @Test
    void aKilledServerComesBackWithItsDataBehindTheSameDoor() throws Exception {
        PostgresServer server = started(17, "a", true);
        int port = door(server, true);
        try (Connection connection = connect(port, "master", PASSWORD, "sslmode=verify-full");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n");
        }

        for (int i = 0; i < 3; i++) {
            kill("a");
            assertThat(countOnceBack(port)).isEqualTo("1000");
        }
    }

    private void kill(String name) throws IOException {
        ProcessHandle postmaster = ProcessHandle.of(pid(name)).orElseThrow();
        postmaster.destroyForcibly();
        postmaster.onExit().join();
    }

    private long pid(String name) throws IOException {
        return Long.parseLong(Files.readAllLines(directory.resolve(name).resolve("data/postmaster.pid"))
                .get(0));
    }

    private String countOnceBack(int port) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            try (Connection connection = connect(port, "master", PASSWORD, "sslmode=verify-full&loginTimeout=2")) {
                return ask(connection, "SELECT count(*) FROM kept");
            } catch (SQLException e) {
                assertThat(System.nanoTime()).as(e.toString()).isLessThan(deadline);
                Thread.sleep(20);
            }
        }
    }

    @Test
    void aStoppedServerLeavesNoProcessAndStartsAgainWithItsData() throws Exception {
        PostgresServer server = started(17, "a", true);
        ProcessHandle postmaster = ProcessHandle.of(pid("a")).orElseThrow();
        server.execute("CREATE TABLE kept AS SELECT 1 AS n");

        server.stop();

        assertThat(postmaster.isAlive()).isFalse();
        assertThat(server.port()).isEmpty();
        server.start();
        server.execute("INSERT INTO kept VALUES (2)");
    }

    @Test
    void aServerWhoseDirectoryNamesALivingStrangersProcessStarts() throws Exception {
        PostgresServer server = started(17, "a", true);
        server.stop();
        Files.writeString(
                directory.resolve("a/data/postmaster.pid"),
                ProcessHandle.current().pid() + "\n" + directory.resolve("a/data") + "\n1\n1\n\n127.0.0.1\n\nready\n");

        server.start();

        server.execute("SELECT 1");
    }

    @Test
    void manyServersStartAtOnce() {
        List<CompletableFuture<PostgresServer>> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            int number = i;
            all.add(CompletableFuture.supplyAsync(() -> started(15 + number % 4, "s" + number, true), executor));
        }

        assertThat(all.stream().map(CompletableFuture::join).map(one -> one.port()
                        .orElseThrow()))
                .doesNotHaveDuplicates();
    }

    @Test
    void aSettingThatTheServerDoesNotTakeIsRefusedInItsWords() {
        assertThat(binaries.of(17).refusal("wal_level", "logical")).isEmpty();
        assertThat(binaries.of(17).refusal("wal_level", "some")).contains("invalid value for parameter \"wal_level\"");
        assertThat(binaries.of(17).describeConfig()).anyMatch(line -> line.startsWith("work_mem\tuser\t"));
    }

    @Test
    void aDeletedServerLeavesNothing() throws Exception {
        PostgresServer server = started(17, "a", true);
        ProcessHandle postmaster = ProcessHandle.of(pid("a")).orElseThrow();

        server.delete();

        assertThat(postmaster.onExit().get(10, TimeUnit.SECONDS).isAlive()).isFalse();
        assertThat(directory.resolve("a")).doesNotExist();
    }
}
