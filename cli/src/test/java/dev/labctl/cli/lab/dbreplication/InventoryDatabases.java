package dev.labctl.cli.lab.dbreplication;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.labctl.cli.lab.DeployedLab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * The databases of a deployed db-replication, as an operator sees them who stands in their network. Each is named by the
 * stack output with its id.
 */
record InventoryDatabases(DeployedLab lab) {
    static final String PRIMARY = "PrimaryInstanceId";
    static final String BACKUP = "BackupInstanceId";

    /** Who may log in. */
    record Login(String user, String password) {}

    /** The database's secret as it is now. */
    Login login(String database) {
        try (SecretsManagerClient secrets = lab.commandLine().client(SecretsManagerClient.builder())) {
            String secret = secrets.getSecretValue(request -> request.secretId(secretArn(database)))
                    .secretString();
            Map<String, Object> login = JSON.std.mapFrom(secret);
            return new Login(String.valueOf(login.get("username")), String.valueOf(login.get("password")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String secretArn(String database) {
        return instance(database).masterUserSecret().secretArn();
    }

    private DBInstance instance(String database) {
        try (RdsClient rds = lab.commandLine().client(RdsClient.builder())) {
            return rds.describeDBInstances(request -> request.dbInstanceIdentifier(lab.output(database)))
                    .dbInstances()
                    .get(0);
        }
    }

    Connection connect(String database) throws SQLException {
        return connect(database, login(database));
    }

    Connection connect(String database, Login login) throws SQLException {
        DBInstance instance = instance(database);
        String url = "jdbc:postgresql://%s:%d/%s?sslmode=require"
                .formatted(instance.endpoint().address(), instance.endpoint().port(), instance.dbName());
        return DriverManager.getConnection(url, login.user(), login.password());
    }

    void execute(String database, String sql) throws SQLException {
        try (Connection connection = connect(database)) {
            execute(connection, sql);
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of what a query finds. */
    List<String> query(String database, String sql) throws SQLException {
        try (Connection connection = connect(database)) {
            return query(connection, sql);
        }
    }

    static List<String> query(Connection connection, String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    /** All rows of the table, as PostgreSQL writes them. */
    List<String> rows(String database) throws SQLException {
        return query(database, "SELECT inventory_sample::text FROM inventory_sample ORDER BY item_id");
    }
}
