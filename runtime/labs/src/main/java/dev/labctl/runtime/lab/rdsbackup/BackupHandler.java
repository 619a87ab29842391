package dev.labctl.runtime.lab.rdsbackup;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.jr.ob.JSON;
import dev.labctl.runtime.client.FunctionClients;
import dev.labctl.runtime.database.DatabaseFailure;
import dev.labctl.runtime.database.Databases;
import dev.labctl.runtime.event.Environment;
import dev.labctl.runtime.event.LogLine;
import dev.labctl.runtime.event.RequestEvent;
import dev.labctl.wire.log.LogField;
import dev.labctl.wire.rdsbackup.BackupRequest;
import dev.labctl.wire.rdsbackup.BackupResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * {@code rds-backup}: dumps a PostgreSQL database of RDS to S3, also to another region's.
 *
 * <p>Takes {@link BackupRequest}, answers {@link BackupResult}. Environment: {@code DB_SECRET_ARN}, the secret to log in
 * with, and {@code DUMP_MIB_PER_SECOND}, how fast a database is
 * dumped at least, by which it is foretold whether the time will do. Whatever fails is thrown, and leaves neither an
 * object nor an unfinished upload.
 */
public final class BackupHandler implements RequestStreamHandler {
    private final Instances instances;
    private final Backup backup;
    private final int mebibytesPerSecond = TimeLimit.rate(System.getenv("DUMP_MIB_PER_SECOND"));

    /** The function as Lambda makes it, configured from the environment. */
    public BackupHandler() {
        FunctionClients clients = new FunctionClients();
        instances = new Instances(clients);
        backup = new Backup(
                clients,
                new Databases(clients.promptClient(SecretsManagerClient.builder())),
                Environment.required("DB_SECRET_ARN"));
    }

    @Override
    public void handleRequest(InputStream event, OutputStream result, Context context) throws IOException {
        BackupRequest request = complete(RequestEvent.read(BackupRequest.class, event));
        LogLine line = new LogLine(context)
                .with("rdsInstance", request.rdsInstance())
                .with(LogField.BUCKET, request.targetBucket());
        TimeLimit limit = new TimeLimit(context.getRemainingTimeInMillis(), mebibytesPerSecond);
        try {
            BackupResult backedUp = backup.run(request, instances.find(request), limit);
            line.with(LogField.KEY, backedUp.location().key())
                    .done(
                            "BACKED_UP",
                            "backed up s3://%s/%s: %d bytes, SHA-256 %s"
                                    .formatted(
                                            backedUp.location().bucket(),
                                            backedUp.location().key(),
                                            backedUp.bytes(),
                                            backedUp.sha256()));
            JSON.std.write(backedUp, result);
        } catch (SQLException e) {
            throw told(line, request, new DatabaseFailure("rds-backup", e));
        } catch (RuntimeException e) {
            throw told(line, request, e);
        } catch (IOException e) {
            throw told(line, request, e);
        }
    }

    private static <E extends Exception> E told(LogLine line, BackupRequest request, E failure) {
        line.with(LogField.KEY, Optional.ofNullable(request.targetKey())).failed(request.rdsInstance(), failure);
        return failure;
    }

    private static BackupRequest complete(BackupRequest request) {
        Map<String, @Nullable String> required = new LinkedHashMap<>();
        required.put("rdsInstance", request.rdsInstance());
        required.put("sourceRegion", request.sourceRegion());
        required.put("targetBucket", request.targetBucket());
        required.put("targetRegion", request.targetRegion());
        List<String> missing = required.entrySet().stream()
                .filter(each -> each.getValue() == null || each.getValue().isBlank())
                .map(Map.Entry::getKey)
                .collect(Collectors.toList());
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("the event lacks " + String.join(", ", missing));
        }
        return request;
    }
}
