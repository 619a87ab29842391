package dev.labctl.runtime.lab.dbreplication;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.jr.ob.JSON;
import dev.labctl.runtime.client.FunctionClients;
import dev.labctl.runtime.database.DatabaseAddress;
import dev.labctl.runtime.database.DatabaseFailure;
import dev.labctl.runtime.database.Databases;
import dev.labctl.runtime.event.LogLine;
import dev.labctl.wire.dbreplication.CopyResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * {@code db-backup}: replaces the backup database's table by the primary's. Runs every hour and on demand; its event
 * does not matter.
 *
 * <p>Environment: {@code SOURCE_DB_HOST}, {@code _PORT}, {@code _NAME}, {@code _SECRET_ARN}, the same with {@code
 * TARGET_DB}, {@code TABLE_NAME}. Answers {@link CopyResult}. Whatever fails is thrown and leaves the backup as it was.
 */
public final class BackupHandler implements RequestStreamHandler {
    /** What is left for the copy when another run was waited for. */
    private static final int RESERVE_MILLIS = 30_000;

    private final DatabaseAddress source = DatabaseAddress.fromEnvironment("SOURCE_DB");
    private final DatabaseAddress target = DatabaseAddress.fromEnvironment("TARGET_DB");
    private final TableCopy copy = new TableCopy(InventoryTable.fromEnvironment());
    private final Databases databases =
            new Databases(new FunctionClients().promptClient(SecretsManagerClient.builder()));

    @Override
    public void handleRequest(InputStream event, OutputStream result, Context context) throws IOException {
        try (Connection from = databases.open(source, "db-backup");
                Connection to = databases.open(target, "db-backup")) {
            CopyResult copied = copy.run(from, to, context.getRemainingTimeInMillis() - RESERVE_MILLIS);
            new LogLine(context)
                    .done("COPIED", "copied %d rows, checksum %s".formatted(copied.copiedRows(), copied.checksum()));
            JSON.std.write(copied, result);
        } catch (SQLException e) {
            DatabaseFailure failure = new DatabaseFailure("db-backup", e);
            new LogLine(context).failed("db-backup", failure);
            throw failure;
        }
    }
}
