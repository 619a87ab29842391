package dev.labctl.cli.lab;

import com.fasterxml.jackson.jr.ob.JSON;
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
 * The databases of a deployed lab, as an operator sees them who stands in their network. Each is named by the stack output
 * with its id.
 */
public record LabDatabases(DeployedLab lab) {
    /** Who may log in. */
    public record Login(String user, String password) {}

    /** The database's secret as it is now. */
    public Login login(String database) {
        try (SecretsManagerClient secrets = lab.commandLine().client(SecretsManagerClient.builder())) {
            String secret = secrets.getSecretValue(request -> request.secretId(secretArn(database)))
                    .secretString();
            Map<String, Object> login = JSON.std.mapFrom(secret);
            return new Login(String.valueOf(login.get("username")), String.valueOf(login.get("password")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String secretArn(String database) {
        return instance(database).masterUserSecret().secretArn();
    }

    private DBInstance instance(String database) {
        try (RdsClient rds = lab.commandLine().client(RdsClient.builder())) {
            return rds.describeDBInstances(request -> request.dbInstanceIdentifier(lab.output(database)))
                    .dbInstances()
                    .get(0);
        }
    }

    /** Logs in with the secret. */
    public Connection connect(String database) throws SQLException {
        return connect(database, login(database));
    }

    public Connection connect(String database, Login login) throws SQLException {
        DBInstance instance = instance(database);
        String url = "jdbc:postgresql://%s:%d/%s?sslmode=require"
                .formatted(instance.endpoint().address(), instance.endpoint().port(), instance.dbName());
        return DriverManager.getConnection(url, login.user(), login.password());
    }

    public void execute(String database, String sql) throws SQLException {
        try (Connection connection = connect(database)) {
            execute(connection, sql);
        }
    }

    public static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of what a query finds. */
    public List<String> query(String database, String sql) throws SQLException {
        try (Connection connection = connect(database)) {
            return query(connection, sql);
        }
    }

    public static List<String> query(Connection connection, String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }
}
