package dev.labctl.runtime.lab.dbreplication;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.jr.ob.JSON;
import dev.labctl.runtime.client.FunctionClients;
import dev.labctl.runtime.database.DatabaseAddress;
import dev.labctl.runtime.database.DatabaseFailure;
import dev.labctl.runtime.database.Databases;
import dev.labctl.runtime.lab.dbreplication.InventoryTable.Column;
import dev.labctl.wire.dbreplication.Inspection;
import dev.labctl.wire.dbreplication.TableState;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * {@code db-inspect}: counts and checksums both sides' tables, each inside its database. Reads only.
 *
 * <p>Environment: as {@link BackupHandler}'s. Answers {@link Inspection}. A table that does not exist yet is an error
 * with SQLState {@code 42P01}.
 */
public final class InspectHandler implements RequestStreamHandler {
    private final DatabaseAddress source = DatabaseAddress.fromEnvironment("SOURCE_DB");
    private final DatabaseAddress target = DatabaseAddress.fromEnvironment("TARGET_DB");
    private final InventoryTable table = InventoryTable.fromEnvironment();
    private final Databases databases =
            new Databases(new FunctionClients().promptClient(SecretsManagerClient.builder()));

    @Override
    public void handleRequest(InputStream event, OutputStream result, Context context) throws IOException {
        try (Connection primary = databases.open(source, "db-inspect");
                Connection backup = databases.open(target, "db-inspect")) {
            primary.setReadOnly(true);
            backup.setReadOnly(true);
            List<Column> columns = table.columns(primary);
            boolean isEqual = new HashSet<>(columns).equals(new HashSet<>(table.columns(backup)));
            TableState read = table.state(primary, columns, !isEqual);
            TableState written = table.state(backup, columns, !isEqual);
            JSON.std.write(new Inspection(read, written), result);
        } catch (SQLException e) {
            throw new DatabaseFailure("db-inspect", e);
        }
    }
}
