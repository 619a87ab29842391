package dev.labctl.runtime.lab.todoapi;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.labctl.localcloud.LocalCloud;
import dev.labctl.localcloud.LocalCloudConfig;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** A PostgreSQL server and a local cloud with the table of todos, as the template makes it. */
final class TodoApiFixture implements AutoCloseable {
    static final String TABLE = "todos";

    private final Path directory;
    private final EmbeddedPostgres postgres;
    private final LocalCloud cloud;
    private final SdkHttpClient http = UrlConnectionHttpClient.create();
    private final DynamoDbClient dynamoDb;

    @SuppressWarnings("unchecked") // the SDK's builders take consumers in varargs
    TodoApiFixture() {
        try {
            directory = Files.createTempDirectory("todo-api");
            postgres =
                    EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.setProperty("http.maxConnections", "64");
        cloud = LocalCloud.start(LocalCloudConfig.in(directory));
        dynamoDb = client(new ExecutionInterceptor() {});
        dynamoDb.createTable(request -> request.tableName(TABLE)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(string("id"), string("user_id"), string("status"))
                .keySchema(key("id", KeyType.HASH))
                .globalSecondaryIndexes(index -> index.indexName("UserTodosIndex")
                        .keySchema(key("user_id", KeyType.HASH), key("status", KeyType.RANGE))
                        .projection(all -> all.projectionType(ProjectionType.ALL))));
    }

    private static AttributeDefinition string(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    /** A client of DynamoDB whose calls somebody watches, or disturbs. */
    DynamoDbClient client(ExecutionInterceptor interceptor) {
        return DynamoDbClient.builder()
                .endpointOverride(cloud.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        cloud.adminCredentials().accessKeyId(),
                        cloud.adminCredentials().secretAccessKey())))
                .httpClient(http)
                .overrideConfiguration(configuration -> configuration.addExecutionInterceptor(interceptor))
                .build();
    }

    /** Both databases, as a container of its own sees them. */
    TodoStores stores() {
        return stores(dynamoDb);
    }

    /** The same, with that way to DynamoDB. */
    TodoStores stores(DynamoDbClient client) {
        return TodoStores.of(this::connect, client, TABLE);
    }

    /** A container of its own. */
    Api api() {
        return new Api(stores());
    }

    private Connection connect() throws SQLException {
        return postgres.getPostgresDatabase().getConnection();
    }

    /** Runs SQL behind the API's back. */
    void sql(String statement) {
        try (Connection connection = connect();
                Statement each = connection.createStatement()) {
            each.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of what a query finds. */
    List<String> rows(String query) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(result.getString(1));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whose todos there are in the table, a user's id for each todo. */
    List<String> ownersOfTodos() {
        return dynamoDb.scanPaginator(request -> request.tableName(TABLE).consistentRead(true)).items().stream()
                .map(item -> TodoItem.string(item, "user_id"))
                .toList();
    }

    /** What is written as JSON, in ASCII: halves of surrogate pairs can be sent in no other way. */
    static String json(Object value) {
        try {
            String json = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(value);
            StringBuilder ascii = new StringBuilder(json.length());
            json.chars()
                    .forEach(
                            unit -> ascii.append(unit < 128 ? String.valueOf((char) unit) : "\\u%04x".formatted(unit)));
            return ascii.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        dynamoDb.close();
        http.close();
        cloud.close();
        postgres.close();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
