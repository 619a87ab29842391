package dev.labctl.localcloud.service.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.labctl.localcloud.CloudFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.ApplyMethod;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBSnapshot;
import software.amazon.awssdk.services.rds.model.Parameter;
import software.amazon.awssdk.services.rds.model.RdsException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;

/** Instances from their creation to their end, with the databases behind them. */
final class InstancesTest {
    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private RdsClient rds;
    private Databases databases;

    @BeforeEach
    void open() {
        rds = cloud.client(RdsClient.builder());
        databases = new Databases(rds, cloud.directory());
    }

    @ParameterizedTest
    @ValueSource(strings = {"15", "16", "17", "18"})
    void eachMajorVersionBecomesAvailableAndIsReached(String major) throws SQLException {
        DBInstance instance = databases.created("db", request -> request.engineVersion(major));

        assertThat(instance.engineVersion()).startsWith(major + ".");
        assertThat(instance.endpoint().address()).isEqualTo("localhost");
        assertThat(instance.dbiResourceId()).matches("db-[A-Z0-9]{26}");
        assertThat(instance.dbParameterGroups().get(0).dbParameterGroupName()).isEqualTo("default.postgres" + major);
        try (Connection connection = databases.connect(instance, Databases.PASSWORD)) {
            assertThat(Databases.ask(connection, "SHOW server_version")).isEqualTo(instance.engineVersion());
        }
        assertThatThrownBy(() -> databases.connect(instance, Databases.PASSWORD, "disable"))
                .hasMessageContaining("no encryption");
        assertThatThrownBy(() -> databases.connect(instance, "wrong-password"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
    }

    @Test
    void instancesAreCreatedSideBySideAndDeletedWithoutATrace() throws IOException {
        List<String> ids = List.of("a", "b", "c", "d");
        ids.forEach(id -> databases.create(id, request -> {}));
        assertThat(ids.stream()
                        .map(id -> databases.await(id, "available").endpoint().port()))
                .doesNotHaveDuplicates();

        ids.forEach(id ->
                rds.deleteDBInstance(request -> request.dbInstanceIdentifier(id).skipFinalSnapshot(true)));

        ids.forEach(databases::awaitGone);
        assertThat(rds.describeDBInstances().dbInstances()).isEmpty();
        assertThat(left(cloud.directory().resolve("rds"))).isEmpty();
        assertThat(ProcessHandle.current()
                        .descendants()
                        .map(one -> one.info().commandLine().orElse("")))
                .noneMatch(line -> line.contains(cloud.directory().toString()));
    }

    private static List<Path> left(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    @Test
    void aRestartOfTheCloudKeepsDataAndEndpoint() throws SQLException {
        DBInstance before = databases.created("db", request -> {});
        try (Connection connection = databases.connect(before, Databases.PASSWORD)) {
            Databases.run(connection, "CREATE TABLE kept AS SELECT generate_series(1, 10) AS n");
        }

        cloud.restart();

        DBInstance after = databases.describe("db");
        assertThat(after.endpoint()).isEqualTo(before.endpoint());
        try (Connection connection = databases.connect(after, Databases.PASSWORD)) {
            assertThat(Databases.ask(connection, "SELECT count(*) FROM kept")).isEqualTo("10");
        }
    }

    @Test
    void aManagedPasswordLivesInASecretAndRotatesFromBothSides() throws SQLException {
        SecretsManagerClient secrets = cloud.client(SecretsManagerClient.builder());
        DBInstance instance = databases.created(
                "db", request -> request.masterUserPassword(null).manageMasterUserPassword(true));
        String secret = instance.masterUserSecret().secretArn();
        assertThat(instance.masterUserSecret().secretStatus()).isEqualTo("active");
        DescribeSecretResponse described = secrets.describeSecret(request -> request.secretId(secret));
        assertThat(described.name()).startsWith("rds!db-");
        assertThat(described.owningService()).isEqualTo("rds");
        assertThat(described.tags()).anySatisfy(tag -> {
            assertThat(tag.key()).isEqualTo("aws:rds:primaryDBInstanceArn");
            assertThat(tag.value()).isEqualTo(instance.dbInstanceArn());
        });
        String first = password(secrets, secret, "AWSCURRENT");
        databases.connect(instance, first).close();
        assertThatThrownBy(() -> secrets.putSecretValue(
                        request -> request.secretId(secret).secretString("mine")))
                .hasMessageContaining("managed by the service rds");

        secrets.rotateSecret(request -> request.secretId(secret));
        databases.await("db", "available");
        String second = password(secrets, secret, "AWSCURRENT");
        assertThat(second).isNotEqualTo(first);
        assertThat(password(secrets, secret, "AWSPREVIOUS")).isEqualTo(first);
        databases.connect(instance, second).close();
        assertThatThrownBy(() -> databases.connect(instance, first))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));

        rds.modifyDBInstance(request -> request.dbInstanceIdentifier("db")
                .rotateMasterUserPassword(true)
                .applyImmediately(true));
        databases.await("db", "available");
        databases.connect(instance, password(secrets, secret, "AWSCURRENT")).close();

        rds.deleteDBInstance(request -> request.dbInstanceIdentifier("db").skipFinalSnapshot(true));
        databases.awaitGone("db");
        assertThat(secrets.listSecrets().secretList()).isEmpty();
    }

    private static String password(SecretsManagerClient secrets, String id, String stage) {
        GetSecretValueResponse value =
                secrets.getSecretValue(request -> request.secretId(id).versionStage(stage));
        assertThat(value.secretString()).startsWith("{\"username\":\"owner\",\"password\":\"");
        return value.secretString().replaceAll(".*\"password\":\"(.*)\"}", "$1");
    }

    @Test
    void anInstanceIsStoppedStartedAndRebooted() throws SQLException {
        DBInstance instance = databases.created("db", request -> {});
        rds.stopDBInstance(request -> request.dbInstanceIdentifier("db"));
        databases.await("db", "stopped");
        assertThatThrownBy(() -> rds.rebootDBInstance(request -> request.dbInstanceIdentifier("db")))
                .hasMessageContaining("not in available state");
        rds.startDBInstance(request -> request.dbInstanceIdentifier("db"));
        databases.await("db", "available");
        rds.rebootDBInstance(request -> request.dbInstanceIdentifier("db"));
        databases.connect(instance, Databases.PASSWORD).close();
        databases.await("db", "available");
        assertThat(rds.describeEvents(request -> request.sourceIdentifier("db").sourceType("db-instance"))
                        .events())
                .extracting(event -> event.message())
                .contains("DB instance created", "DB instance stopped", "DB instance restarted");
    }

    @Test
    void aParameterGroupReachesTheServer() throws SQLException {
        rds.createDBParameterGroup(request -> request.dbParameterGroupName("mine")
                .dbParameterGroupFamily("postgres17")
                .description("mine"));
        rds.modifyDBParameterGroup(request -> request.dbParameterGroupName("mine")
                .parameters(
                        parameter("rds.force_ssl", "0", ApplyMethod.IMMEDIATE),
                        parameter("work_mem", "8192", ApplyMethod.IMMEDIATE)));
        DBInstance instance = databases.created("db", request -> request.dbParameterGroupName("mine"));
        try (Connection connection = databases.connect(instance, Databases.PASSWORD, "disable")) {
            assertThat(Databases.ask(connection, "SHOW work_mem")).isEqualTo("8MB");
        }

        rds.modifyDBParameterGroup(request -> request.dbParameterGroupName("mine")
                .parameters(
                        parameter("work_mem", "16384", ApplyMethod.IMMEDIATE),
                        parameter("max_connections", "42", ApplyMethod.PENDING_REBOOT)));
        DBInstance pending = databases.await("db", "available");
        assertThat(pending.dbParameterGroups().get(0).parameterApplyStatus()).isEqualTo("pending-reboot");
        try (Connection connection = databases.connect(instance, Databases.PASSWORD)) {
            assertThat(Databases.ask(connection, "SHOW work_mem")).isEqualTo("16MB");
            assertThat(Databases.ask(connection, "SHOW max_connections")).isEqualTo("100");
        }
        rds.rebootDBInstance(request -> request.dbInstanceIdentifier("db"));
        databases.await("db", "available");
        try (Connection connection = databases.connect(instance, Databases.PASSWORD)) {
            assertThat(Databases.ask(connection, "SHOW max_connections")).isEqualTo("42");
        }
        RdsException refused = catchThrowableOfType(
                RdsException.class,
                () -> rds.modifyDBParameterGroup(request -> request.dbParameterGroupName("mine")
                        .parameters(parameter("max_connections", "50", ApplyMethod.IMMEDIATE))));
        assertThat(refused.awsErrorDetails().errorMessage())
                .isEqualTo("cannot use immediate apply method for static parameter");
        assertThatThrownBy(() -> rds.modifyDBParameterGroup(request -> request.dbParameterGroupName("mine")
                        .parameters(parameter("work_mem", "much", ApplyMethod.IMMEDIATE))))
                .hasMessageContaining("Invalid parameter value: much for: work_mem");
        assertThatThrownBy(() -> rds.deleteDBParameterGroup(request -> request.dbParameterGroupName("mine")))
                .hasMessageContaining("are still members of this parameter group mine");
    }

    private static Parameter parameter(String name, String value, ApplyMethod method) {
        return Parameter.builder()
                .parameterName(name)
                .parameterValue(value)
                .applyMethod(method)
                .build();
    }

    @Test
    void aFinalSnapshotBecomesAnotherInstance() throws SQLException {
        DBInstance instance = databases.created("db", request -> {});
        try (Connection connection = databases.connect(instance, Databases.PASSWORD)) {
            Databases.run(connection, "CREATE TABLE kept AS SELECT generate_series(1, 10) AS n");
        }
        rds.createDBSnapshot(request -> request.dbInstanceIdentifier("db").dbSnapshotIdentifier("while-it-runs"));
        databases.await("db", "available");
        rds.deleteDBInstance(request -> request.dbInstanceIdentifier("db").finalDBSnapshotIdentifier("at-the-end"));
        databases.awaitGone("db");
        assertThat(rds.describeDBSnapshots().dbSnapshots())
                .extracting(DBSnapshot::dbSnapshotIdentifier, DBSnapshot::status)
                .containsExactly(tuple("at-the-end", "available"), tuple("while-it-runs", "available"));

        for (String snapshot : List.of("at-the-end", "while-it-runs")) {
            rds.restoreDBInstanceFromDBSnapshot(request -> request.dbInstanceIdentifier("from-" + snapshot)
                    .dbSnapshotIdentifier(snapshot)
                    .dbInstanceClass("db.t3.micro"));
            DBInstance restored = databases.await("from-" + snapshot, "available").toBuilder()
                    .dbName("shop")
                    .build();
            try (Connection connection = databases.connect(restored, Databases.PASSWORD)) {
                assertThat(Databases.ask(connection, "SELECT count(*) FROM kept"))
                        .isEqualTo("10");
            }
            rds.deleteDBSnapshot(request -> request.dbSnapshotIdentifier(snapshot));
        }
        assertThat(cloud.directory().resolve("rds/snapshots")).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        identifier | 1db | InvalidParameterValue | The parameter DBInstanceIdentifier is not a valid identifier.
        identifier | a--b | InvalidParameterValue | The parameter DBInstanceIdentifier is not a valid identifier.
        password | short | InvalidParameterValue | The parameter MasterUserPassword is not a valid password because it is shorter than 8 characters.
        password | with@inside | InvalidParameterValue | Only printable ASCII characters besides '/', '@', '"', ' ' may be used.
        user | admin | InvalidParameterValue | MasterUsername admin cannot be used as it is a reserved word used by the engine
        version | 9.6 | InvalidParameterCombination | Cannot find version 9.6 for postgres
        group | none | DBParameterGroupNotFound | DBParameterGroup not found: none
        group | default.postgres16 | InvalidParameterCombination | Please use a parameter group with DBParameterGroupFamily postgres17
        subnets | none | DBSubnetGroupNotFoundFault | none
        class | micro | InvalidParameterValue | Invalid DB Instance class: micro
        storage | 1 | InvalidParameterValue | Invalid storage size for engine name postgres and storage type gp2: 1
        engine | mysql | NotImplemented | only postgres
        """)
    void namesWhatIsWrong(String what, String value, String code, String message) {
        Consumer<CreateDbInstanceRequest.Builder> change = request -> {
            switch (what) {
                case "identifier" -> request.dbInstanceIdentifier(value);
                case "password" -> request.masterUserPassword(value);
                case "user" -> request.masterUsername(value);
                case "version" -> request.engineVersion(value);
                case "group" -> request.dbParameterGroupName(value);
                case "subnets" -> request.dbSubnetGroupName(value);
                case "class" -> request.dbInstanceClass(value);
                case "storage" -> request.allocatedStorage(Integer.valueOf(value));
                default -> request.engine(value);
            }
        };
        RdsException refused = catchThrowableOfType(RdsException.class, () -> databases.create("db", change));
        assertThat(refused.awsErrorDetails().errorCode()).isEqualTo(code);
        assertThat(refused.awsErrorDetails().errorMessage()).contains(message);
    }

    @Test
    void aProtectedInstanceAndOneWithoutAFinalSnapshotStay() {
        databases.created("db", request -> request.deletionProtection(true));
        assertThatThrownBy(() -> databases.create("DB", request -> {}))
                .isInstanceOfSatisfying(
                        RdsException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("DBInstanceAlreadyExists"));
        assertThatThrownBy(() -> rds.deleteDBInstance(request -> request.dbInstanceIdentifier("db")))
                .hasMessageContaining("FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.");
        assertThatThrownBy(() -> rds.deleteDBInstance(
                        request -> request.dbInstanceIdentifier("db").skipFinalSnapshot(true)))
                .hasMessageContaining("Cannot delete protected DB Instance");
        rds.modifyDBInstance(request -> request.dbInstanceIdentifier("db").deletionProtection(false));
        databases.await("db", "available");
        rds.deleteDBInstance(request -> request.dbInstanceIdentifier("db").skipFinalSnapshot(true));
        databases.awaitGone("db");
    }

    @Test
    void whatWaitsForARebootIsPendingUntilThen() {
        databases.created("db", request -> {});
        rds.modifyDBInstance(request -> request.dbInstanceIdentifier("db").dbInstanceClass("db.t3.small"));
        DBInstance pending = databases.await("db", "available");
        assertThat(pending.dbInstanceClass()).isEqualTo("db.t3.micro");
        assertThat(pending.pendingModifiedValues().dbInstanceClass()).isEqualTo("db.t3.small");
        rds.rebootDBInstance(request -> request.dbInstanceIdentifier("db"));
        assertThat(databases.await("db", "available").dbInstanceClass()).isEqualTo("db.t3.small");
        rds.modifyDBInstance(request ->
                request.dbInstanceIdentifier("db").allocatedStorage(30).applyImmediately(true));
        assertThat(databases.await("db", "available").allocatedStorage()).isEqualTo(30);
        assertThat(databases.describe("db").pendingModifiedValues().dbInstanceClass())
                .isNull();
    }
}
