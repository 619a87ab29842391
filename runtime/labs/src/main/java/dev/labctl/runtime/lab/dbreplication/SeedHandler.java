package dev.labctl.runtime.lab.dbreplication;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.jr.ob.JSON;
import dev.labctl.runtime.client.FunctionClients;
import dev.labctl.runtime.database.DatabaseAddress;
import dev.labctl.runtime.database.DatabaseFailure;
import dev.labctl.runtime.database.Databases;
import dev.labctl.runtime.event.RequestEvent;
import dev.labctl.wire.dbreplication.SeedRequest;
import dev.labctl.wire.dbreplication.SeedResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * {@code db-seed}: fills the primary database's table, unless it has rows.
 *
 * <p>Environment: {@code SOURCE_DB_HOST}, {@code _PORT}, {@code _NAME}, {@code _SECRET_ARN}, {@code TABLE_NAME}. Takes
 * {@link SeedRequest}, answers {@link SeedResult}. All rows are there afterwards, or none of them.
 */
public final class SeedHandler implements RequestStreamHandler {
    private static final int RESERVE_MILLIS = 30_000;

    private final DatabaseAddress database = DatabaseAddress.fromEnvironment("SOURCE_DB");
    private final InventoryTable table = InventoryTable.fromEnvironment();
    private final Databases databases;
    private final SeedRows rows;

    /** The function as Lambda makes it, configured from the environment. */
    public SeedHandler() {
        FunctionClients clients = new FunctionClients();
        this.databases = new Databases(clients.promptClient(SecretsManagerClient.builder()));
        this.rows = new SeedRows(table, clients.promptClient(S3Client.builder()));
    }

    @Override
    public void handleRequest(InputStream event, OutputStream result, Context context) throws IOException {
        SeedRequest request = RequestEvent.read(SeedRequest.class, event);
        try (Connection connection = databases.open(database, "db-seed")) {
            connection.setAutoCommit(false);
            // A connection that is closed without a commit has changed nothing.
            table.lock(connection, context.getRemainingTimeInMillis() - RESERVE_MILLIS);
            table.ensure(connection);
            long existing = table.rows(connection);
            SeedResult seeded;
            if (existing > 0 && !request.replace()) {
                seeded = SeedResult.skipped(existing);
            } else {
                seeded = SeedResult.seeded(
                        table.reload(connection, isOrdinary -> rows.write(connection, request, isOrdinary)));
            }
            connection.commit();
            JSON.std.write(seeded, result);
        } catch (SQLException e) {
            if (request.csv() != null) {
                FileFailure.of(e).ifPresent(failure -> {
                    throw failure;
                });
            }
            throw new DatabaseFailure("db-seed", e);
        }
    }
}
