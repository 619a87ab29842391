package dev.labctl.cli.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The PostgreSQL server of a database instance, as its master user sees it. */
record Server(String host, int port, String user, String password) {
    /** The server of the instance whose id is an output of db-replication. */
    static Server of(Bed bed, String output) throws IOException {
        return of(bed, "db-replication", output);
    }

    /** The server of the instance whose id is an output of a lab. */
    static Server of(Bed bed, String lab, String output) throws IOException {
        String id = bed.output(lab, output);
        try (RdsClient rds = bed.line().client(RdsClient.builder());
                SecretsManagerClient secrets = bed.line().client(SecretsManagerClient.builder())) {
            DBInstance instance = rds.describeDBInstances(request -> request.dbInstanceIdentifier(id))
                    .dbInstances()
                    .get(0);
            Map<String, Object> login = JSON.std.mapFrom(secrets.getSecretValue(request ->
                            request.secretId(instance.masterUserSecret().secretArn()))
                    .secretString());
            return new Server(
                    instance.endpoint().address(),
                    instance.endpoint().port(),
                    String.valueOf(login.get("username")),
                    String.valueOf(login.get("password")));
        }
    }

    /** One of its databases, as libpq and labctl take it. */
    String url(String database) {
        return "postgresql://%s:%s@%s:%d/%s?sslmode=require".formatted(user, encoded(password), host, port, database);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A connection to one of its databases. */
    Connection connect(String database) throws SQLException {
        String url = "jdbc:postgresql://%s:%d/%s?sslmode=require".formatted(host, port, database);
        return DriverManager.getConnection(url, user, password);
    }

    /** Runs statements, each in a transaction of its own. */
    void execute(String database, String... statements) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }
}
