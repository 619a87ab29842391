package dev.labctl.localcloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;

/** Databases of a cloud that is killed without grace, at rest and while they are made. */
@Tag("long")
final class KilledDatabasesTest {
    private static final String PASSWORD = "correct-horse";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void aKilledCloudLeavesNoServerBehindAndLosesNoCommittedRow() throws Exception {
        DBInstance before;
        try (CloudProcess cloud = CloudProcess.start(directory)) {
            RdsClient rds = cloud.client(RdsClient.builder());
            create(rds, "db");
            before = await(rds, "db");
            try (Connection connection = connect(before)) {
                run(connection, "CREATE TABLE kept (n int)");
            }
        }
        for (int round = 1; round <= 3; round++) {
            try (CloudProcess cloud = CloudProcess.start(directory)) {
                RdsClient rds = cloud.client(RdsClient.builder());
                DBInstance instance = await(rds, "db");
                assertThat(instance.endpoint()).isEqualTo(before.endpoint());
                try (Connection connection = connect(instance)) {
                    run(connection, "INSERT INTO kept VALUES (" + round + ")");
                    assertThat(count(connection)).isEqualTo(round);
                    cloud.kill();
                }
            }
            awaitNoServers();
        }
    }

    @Test
    void databasesBegunBeforeTheKillBecomeAvailableAfterIt() throws Exception {
        List<String> ids = List.of("a", "b", "c");
        try (CloudProcess cloud = CloudProcess.start(directory)) {
            RdsClient rds = cloud.client(RdsClient.builder());
            ids.forEach(id -> create(rds, id));
        }
        try (CloudProcess cloud = CloudProcess.start(directory)) {
            RdsClient rds = cloud.client(RdsClient.builder());
            for (String id : ids) {
                connect(await(rds, id)).close();
            }
        }
        awaitNoServers();
    }

    private static void create(RdsClient rds, String id) {
        rds.createDBInstance(request -> request.dbInstanceIdentifier(id)
                .engine("postgres")
                .dbInstanceClass("db.t3.micro")
                .allocatedStorage(20)
                .masterUsername("owner")
                .masterUserPassword(PASSWORD)
                .dbName("shop"));
    }

    private static DBInstance await(RdsClient rds, String id) throws InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (true) {
            DBInstance instance = rds.describeDBInstances(request -> request.dbInstanceIdentifier(id))
                    .dbInstances()
                    .get(0);
            if (instance.dbInstanceStatus().equals("available")) {
                return instance;
            }
            assertThat(Instant.now())
                    .as("%s is %s, and shall be available", id, instance.dbInstanceStatus())
                    .isBefore(deadline);
            Thread.sleep(20);
        }
    }

    private Connection connect(DBInstance instance) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://localhost:%d/shop?sslmode=verify-full&sslrootcert=%s"
                        .formatted(instance.endpoint().port(), directory.resolve("rds-ca.pem")),
                "owner",
                PASSWORD);
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM kept")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private void awaitNoServers() throws InterruptedException, IOException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (isAnyServerAlive()) {
            assertThat(Instant.now()).as("no server outlives its cloud").isBefore(deadline);
            Thread.sleep(20);
        }
    }

    private boolean isAnyServerAlive() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("rds"), 2)) {
            String place = directory.resolve("rds").toString();
            return files.findAny().isPresent()
                    && ProcessHandle.allProcesses()
                            .anyMatch(process ->
                                    process.info().commandLine().orElse("").contains(place));
        }
    }
}
