package dev.labctl.runtime.lab.todoapi;

import dev.labctl.runtime.client.FunctionClients;
import dev.labctl.runtime.database.DatabaseAddress;
import dev.labctl.runtime.database.Databases;
import dev.labctl.runtime.event.Environment;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * Both databases, as the environment names them: {@code RDS_HOST}, {@code RDS_PORT}, {@code RDS_DATABASE}, {@code
 * RDS_SECRET_ARN}, {@code DYNAMODB_TABLE_NAME}. Made in the function's initialization; neither is asked anything yet.
 */
record TodoStores(UserTable users, TodoTable todos, UserDeletions deletions) {
    /** Somebody waits for the answer: a service that has not answered by then is down. */
    private static final ClientOverrideConfiguration PROMPT = ClientOverrideConfiguration.builder()
            .apiCallTimeout(Duration.ofSeconds(6))
            .apiCallAttemptTimeout(Duration.ofSeconds(3))
            .build();

    static TodoStores fromEnvironment() {
        DatabaseAddress address = new DatabaseAddress(
                Environment.required("RDS_HOST"),
                DatabaseAddress.port("RDS_PORT"),
                Environment.required("RDS_DATABASE"),
                Environment.required("RDS_SECRET_ARN"));
        FunctionClients clients = new FunctionClients();
        // Both take half a second of a new container's time, which has two processors until it has its first request.
        CompletableFuture<Databases> databases = CompletableFuture.supplyAsync(() -> prepared(clients));
        DynamoDbClient dynamoDb = clients.client(DynamoDbClient.builder().overrideConfiguration(PROMPT));
        return of(() -> open(databases.join(), address), dynamoDb, Environment.required("DYNAMODB_TABLE_NAME"));
    }

    private static Databases prepared(FunctionClients clients) {
        Databases databases =
                new Databases(clients.client(SecretsManagerClient.builder().overrideConfiguration(PROMPT)));
        try {
            databases.prepare();
        } catch (SQLException e) {
            throw new IllegalStateException("cannot get TLS ready", e);
        }
        return databases;
    }

    /** Users in the database that connections are opened to, todos in that table. */
    static TodoStores of(UserDatabase.Opener users, DynamoDbClient dynamoDb, String table) {
        UserDatabase database = new UserDatabase(users);
        TodoTable todos = new TodoTable(dynamoDb, table);
        return new TodoStores(new UserTable(database), todos, new UserDeletions(database, todos));
    }

    private static Connection open(Databases databases, DatabaseAddress address) throws SQLException {
        try {
            return databases.open(address, "todo-api");
        } catch (SdkException e) {
            throw new SQLException("cannot read the database's secret: " + e.getMessage(), "08001", e);
        }
    }
}
