package dev.labctl.runtime.lab.rdsbackup;

import dev.labctl.runtime.client.FunctionClients;
import dev.labctl.wire.rdsbackup.BackupRequest;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DbInstanceNotFoundException;

/** The database instances of RDS, in any region. */
final class Instances {
    private final FunctionClients clients;

    Instances(FunctionClients clients) {
        this.clients = clients;
    }

    /**
     * An instance that can be backed up.
     *
     * @param defaultDatabase the database it was made with; null when it has none
     */
    record Instance(
            String id, String host, int port, @Nullable String defaultDatabase) {}

    /**
     * Finds the instance that is asked for.
     *
     * @throws IllegalArgumentException when it is not there, is no PostgreSQL, or has no endpoint yet
     */
    Instance find(BackupRequest request) {
        DBInstance found = describe(request.rdsInstance(), request.sourceRegion());
        String id = found.dbInstanceIdentifier();
        if (!found.engine().equals("postgres")) {
            throw new IllegalArgumentException(
                    "%s is a database of %s; only PostgreSQL can be backed up".formatted(id, found.engine()));
        }
        if (found.endpoint() == null || found.endpoint().address() == null) {
            throw new IllegalArgumentException("%s is %s and has no endpoint yet; wait until it is available"
                    .formatted(id, found.dbInstanceStatus()));
        }
        String database = found.dbName();
        return new Instance(
                id,
                found.endpoint().address(),
                found.endpoint().port(),
                database == null || database.isBlank() ? null : database);
    }

    private DBInstance describe(String id, String region) {
        try (RdsClient rds = clients.promptClient(RdsClient.builder().region(Region.of(region)))) {
            return rds.describeDBInstances(request -> request.dbInstanceIdentifier(id)).dbInstances().stream()
                    .findFirst()
                    .orElseThrow(() -> notFound(id, region));
        } catch (DbInstanceNotFoundException e) {
            throw notFound(id, region);
        }
    }

    private static IllegalArgumentException notFound(String id, String region) {
        return new IllegalArgumentException(
                "DBInstanceNotFound: there is no database instance %s in %s".formatted(id, region));
    }
}
