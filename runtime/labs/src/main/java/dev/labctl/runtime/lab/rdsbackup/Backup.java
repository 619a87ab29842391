package dev.labctl.runtime.lab.rdsbackup;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.labctl.runtime.client.FunctionClients;
import dev.labctl.runtime.database.DatabaseAddress;
import dev.labctl.runtime.database.Databases;
import dev.labctl.runtime.lab.rdsbackup.Instances.Instance;
import dev.labctl.runtime.pgdump.DumpRequest;
import dev.labctl.runtime.pgdump.DumpResult;
import dev.labctl.runtime.pgdump.PgDump;
import dev.labctl.runtime.pgdump.PgDumps;
import dev.labctl.wire.rdsbackup.BackupKey;
import dev.labctl.wire.rdsbackup.BackupManifest;
import dev.labctl.wire.rdsbackup.BackupManifest.TableRows;
import dev.labctl.wire.rdsbackup.BackupRequest;
import dev.labctl.wire.rdsbackup.BackupResult;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * One backup: pg_dump's bytes are hashed and uploaded as they come, of one snapshot of the database, whose rows are
 * counted meanwhile. The upload is completed only after pg_dump has ended well, and the manifest is written after that.
 */
final class Backup {
    private static final String APPLICATION = "rds-backup";
    private static final String MAINTENANCE_DATABASE = "postgres";

    private final FunctionClients clients;
    private final Databases databases;
    private final String secretArn;
    private final PartBuffers buffers = new PartBuffers();

    /**
     * Backups of instances.
     *
     * @param secretArn the secret to log in with
     */
    Backup(FunctionClients clients, Databases databases, String secretArn) {
        this.clients = clients;
        this.databases = databases;
        this.secretArn = secretArn;
    }

    /**
     * Backs a database up.
     *
     * @throws IllegalArgumentException when what is asked for is not there or cannot be done in time
     * @throws IOException when the dump fails or cannot be kept; nothing of it is left
     */
    BackupResult run(BackupRequest request, Instance instance, TimeLimit limit) throws SQLException, IOException {
        long started = System.nanoTime();
        String database = database(request, instance);
        DatabaseAddress address = address(instance, database);
        try (Connection connection = databases.open(address, APPLICATION);
                TargetBucket bucket = new TargetBucket(
                        clients.client(S3Client.builder().region(Region.of(request.targetRegion()))),
                        request.targetBucket(),
                        request.targetRegion())) {
            Snapshot snapshot = Snapshot.take(connection);
            limit.require("%s of %s".formatted(database, instance.id()), snapshot.databaseBytes());
            PgDump pgDump = PgDumps.choose(snapshot.serverMajor(), PgDumps.places());
            String key = Optional.ofNullable(request.targetKey())
                    .filter(given -> !given.isBlank())
                    .orElseGet(() -> new BackupKey(instance.id(), database, snapshot.takenAt()).text());
            FutureTask<List<TableRows>> tables = inBackground(snapshot);
            try (StreamedObject dump = bucket.begin(key, buffers)) {
                List<TableRows> counted = limit.within(() -> {
                    dump(pgDump, dumpRequest(address, snapshot), dump, tables);
                    return counted(tables);
                });
                bucket.complete(dump, key, request.replace());
                BackupResult result = new BackupResult(
                        new BackupResult.Location(request.targetBucket(), key, request.targetRegion()),
                        dump.bytes(),
                        dump.sha256(),
                        database,
                        snapshot.serverVersion(),
                        pgDump.version(),
                        (System.nanoTime() - started) / 1_000_000);
                bucket.put(BackupManifest.keyOf(key), JSON.std.asBytes(manifest(request, result, snapshot, counted)));
                return result;
            }
        } catch (InterruptedException e) {
            throw new IOException(
                    ("the backup of %s of %s was not done shortly before Lambda's time was up, and nothing of it is kept:"
                                    + " dump it with pg_dump on a machine in its network")
                            .formatted(database, instance.id()),
                    e);
        }
    }

    private String database(BackupRequest request, Instance instance) throws SQLException {
        String asked = request.databaseName();
        if (asked != null && !asked.isBlank()) {
            return asked;
        }
        String byDefault = instance.defaultDatabase();
        if (byDefault != null) {
            return byDefault;
        }
        try (Connection connection = databases.open(address(instance, MAINTENANCE_DATABASE), APPLICATION)) {
            throw new IllegalArgumentException("%s was made without a database; say which with databaseName: %s"
                    .formatted(instance.id(), String.join(", ", Snapshot.databases(connection))));
        }
    }

    private DatabaseAddress address(Instance instance, String database) {
        return new DatabaseAddress(instance.host(), instance.port(), database, secretArn);
    }

    private DumpRequest dumpRequest(DatabaseAddress address, Snapshot snapshot) {
        Databases.Credentials credentials = databases.credentials(address);
        return new DumpRequest(
                address.host(),
                address.port(),
                address.name(),
                credentials.username(),
                credentials.password(),
                Optional.of(databases.authorities()),
                Optional.of(snapshot.id()));
    }

    private static void dump(PgDump pgDump, DumpRequest request, StreamedObject to, FutureTask<List<TableRows>> tables)
            throws SQLException, IOException, InterruptedException {
        DumpResult ended = pgDump.run(request, to);
        if (!ended.isClean()) {
            if (tables.isDone()) {
                // When the count has failed, its snapshot is gone, of which pg_dump knows no more than that.
                counted(tables);
            }
            throw new IOException("%s of %s ended with code %d: %s"
                    .formatted(
                            pgDump.version(),
                            request,
                            ended.exitCode(),
                            ended.errors().strip()));
        }
    }

    /** Ends by itself when the connection is closed. */
    private static FutureTask<List<TableRows>> inBackground(Snapshot snapshot) {
        FutureTask<List<TableRows>> task = new FutureTask<>(snapshot::count);
        Thread thread = new Thread(task, "row-count");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private static List<TableRows> counted(FutureTask<List<TableRows>> tables)
            throws SQLException, InterruptedException {
        try {
            return tables.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException failure) {
                throw failure;
            }
            throw new IllegalStateException("the rows could not be counted", e.getCause());
        }
    }

    private static BackupManifest manifest(
            BackupRequest request, BackupResult result, Snapshot snapshot, List<TableRows> tables) {
        return new BackupManifest(
                request.rdsInstance(),
                request.sourceRegion(),
                result.database(),
                snapshot.databaseBytes(),
                result.serverVersion(),
                result.pgDumpVersion(),
                snapshot.takenAt().toString(),
                result.bytes(),
                result.sha256(),
                result.durationMs(),
                tables);
    }
}
