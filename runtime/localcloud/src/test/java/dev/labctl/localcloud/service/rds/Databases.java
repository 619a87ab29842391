package dev.labctl.localcloud.service.rds;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DbInstanceNotFoundException;

/** What the tests of RDS do with instances. */
final class Databases {
    static final String PASSWORD = "correct-horse";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final RdsClient rds;
    private final Path directory;

    Databases(RdsClient rds, Path directory) {
        this.rds = rds;
        this.directory = directory;
    }

    /** Asks for an instance with the usual settings. */
    void create(String id, Consumer<CreateDbInstanceRequest.Builder> more) {
        rds.createDBInstance(request -> {
            request.dbInstanceIdentifier(id)
                    .engine("postgres")
                    .dbInstanceClass("db.t3.micro")
                    .allocatedStorage(20)
                    .masterUsername("owner")
                    .masterUserPassword(PASSWORD)
                    .dbName("shop");
            more.accept(request);
        });
    }

    DBInstance created(String id, Consumer<CreateDbInstanceRequest.Builder> more) {
        create(id, more);
        return await(id, "available");
    }

    DBInstance describe(String id) {
        return rds.describeDBInstances(request -> request.dbInstanceIdentifier(id))
                .dbInstances()
                .get(0);
    }

    DBInstance await(String id, String status) {
        Instant deadline = Instant.now().plus(PATIENCE);
        DBInstance instance = describe(id);
        while (!instance.dbInstanceStatus().equals(status)) {
            assertThat(Instant.now())
                    .as("%s is %s, and shall be %s", id, instance.dbInstanceStatus(), status)
                    .isBefore(deadline);
            pause();
            instance = describe(id);
        }
        return instance;
    }

    void awaitGone(String id) {
        Instant deadline = Instant.now().plus(PATIENCE);
        try {
            while (true) {
                pause();
                assertThat(Instant.now())
                        .as("%s is %s, and shall be gone", id, describe(id).dbInstanceStatus())
                        .isBefore(deadline);
            }
        } catch (DbInstanceNotFoundException e) {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("DBInstanceNotFound");
        }
    }

    static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    Connection connect(DBInstance instance, String password) throws SQLException {
        return connect(instance, password, "verify-full");
    }

    Connection connect(DBInstance instance, String password, String sslMode) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/%s?sslmode=%s&sslrootcert=%s&loginTimeout=20"
                        .formatted(
                                instance.endpoint().address(),
                                instance.endpoint().port(),
                                instance.dbName(),
                                sslMode,
                                directory.resolve("rds-ca.pem")),
                instance.masterUsername(),
                password);
    }

    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
