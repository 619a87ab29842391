package dev.labctl.cli.cloud;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBSubnetGroup;
import software.amazon.awssdk.services.rds.model.MasterUserSecret;
import software.amazon.awssdk.services.rds.model.Subnet;
import software.amazon.awssdk.services.rds.model.VpcSecurityGroupMembership;

/** RDS: database instances. */
public final class Rds implements AutoCloseable {
    private static final String POSTGRES = "postgres";
    private static final int SMALLEST_STORAGE = 20;

    private final RdsClient client;

    Rds(ClientFactory clients) {
        client = clients.client(RdsClient.builder());
    }

    /**
     * A database instance.
     *
     * @param status {@code available} and kin
     * @param engine {@code postgres} and others
     * @param port of its endpoint; 0 when it has none yet
     * @param isPublic whether it can be reached from outside its network
     * @param managedSecret the ARN of the secret in which RDS keeps the master password; empty when it does not
     * @param securityGroups the ids of the groups that say who reaches it
     * @param vpc the id of its network; empty when it stands in none
     * @param subnets the ids of the subnets that it may stand in
     */
    public record Instance(
            String id,
            String status,
            String engine,
            String engineVersion,
            int port,
            boolean isPublic,
            boolean isEncrypted,
            Optional<String> managedSecret,
            List<String> securityGroups,
            String vpc,
            List<String> subnets) {
        public Instance {
            securityGroups = List.copyOf(securityGroups);
            subnets = List.copyOf(subnets);
        }
    }

    /** The ids of all PostgreSQL instances of the region. */
    public List<String> postgresInstances() {
        return client.describeDBInstancesPaginator().dbInstances().stream()
                .filter(found -> found.engine().equals(POSTGRES))
                .map(DBInstance::dbInstanceIdentifier)
                .toList();
    }

    /** The instance of that id, if there is one. */
    public Optional<Instance> instance(String id) {
        try {
            return client.describeDBInstances(request -> request.dbInstanceIdentifier(id)).dbInstances().stream()
                    .findFirst()
                    .map(Rds::instance);
        } catch (CloudException e) {
            if (e.notFound() || e.is("DBInstanceNotFound")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * A PostgreSQL instance to be made, as small as there are.
     *
     * @param engineVersion {@code 17}, for the newest minor version, or {@code 17.6}
     * @param password of the master user
     */
    public record NewInstance(String id, String engineVersion, String masterUser, String password) {
        @Override
        public String toString() {
            return "instance " + id + " of PostgreSQL " + engineVersion;
        }
    }

    /** Where an instance's server listens. */
    public record Endpoint(String host, int port) {}

    /** Asks for an instance without backups of its own, which is then {@code creating}. */
    public void create(NewInstance instance) {
        client.createDBInstance(request -> request.dbInstanceIdentifier(instance.id())
                .engine(POSTGRES)
                .engineVersion(instance.engineVersion())
                .dbInstanceClass("db.t3.micro")
                .allocatedStorage(SMALLEST_STORAGE)
                .storageEncrypted(true)
                .backupRetentionPeriod(0)
                .masterUsername(instance.masterUser())
                .masterUserPassword(instance.password()));
    }

    /** The address of an instance that is {@code available}; empty before. */
    public Optional<Endpoint> endpoint(String id) {
        return client.describeDBInstances(request -> request.dbInstanceIdentifier(id)).dbInstances().stream()
                .filter(found -> found.dbInstanceStatus().equals("available") && found.endpoint() != null)
                .map(found -> new Endpoint(
                        found.endpoint().address(), found.endpoint().port()))
                .findFirst();
    }

    /** Deletes an instance for good, without a last snapshot; one that is gone, or going, is no error. */
    public void delete(String id) {
        try {
            client.deleteDBInstance(request ->
                    request.dbInstanceIdentifier(id).skipFinalSnapshot(true).deleteAutomatedBackups(true));
        } catch (CloudException e) {
            if (!e.notFound() && !e.is("DBInstanceNotFound", "InvalidDBInstanceState")) {
                throw e;
            }
        }
    }

    /** Asks an instance to stop; it is {@code stopping} then. */
    public void stop(String id) {
        client.stopDBInstance(request -> request.dbInstanceIdentifier(id));
    }

    /** Asks a stopped instance to start; it is {@code starting} then. */
    public void start(String id) {
        client.startDBInstance(request -> request.dbInstanceIdentifier(id));
    }

    /** The major versions of PostgreSQL that can be had, the oldest first. */
    public List<Integer> majorVersions() {
        return client.describeDBEngineVersionsPaginator(request -> request.engine(POSTGRES)).dbEngineVersions().stream()
                .map(version -> Integer.valueOf(version.engineVersion().replaceFirst("\\D.*", "")))
                .distinct()
                .sorted()
                .toList();
    }

    /** How many database instances the account may have in this region, and has. */
    public Optional<Quota> instanceQuota() {
        return client.describeAccountAttributes().accountQuotas().stream()
                .filter(each -> each.accountQuotaName().equals("DBInstances"))
                .map(each -> new Quota("DB instances", each.used(), each.max()))
                .findFirst();
    }

    private static Instance instance(DBInstance found) {
        Optional<DBSubnetGroup> subnets = Optional.ofNullable(found.dbSubnetGroup());
        return new Instance(
                found.dbInstanceIdentifier(),
                found.dbInstanceStatus(),
                found.engine(),
                found.engineVersion(),
                found.endpoint() == null || found.endpoint().port() == null
                        ? 0
                        : found.endpoint().port(),
                Boolean.TRUE.equals(found.publiclyAccessible()),
                Boolean.TRUE.equals(found.storageEncrypted()),
                Optional.ofNullable(found.masterUserSecret()).map(MasterUserSecret::secretArn),
                found.vpcSecurityGroups().stream()
                        .map(VpcSecurityGroupMembership::vpcSecurityGroupId)
                        .toList(),
                subnets.map(DBSubnetGroup::vpcId).orElse(""),
                subnets.map(DBSubnetGroup::subnets).orElse(List.of()).stream()
                        .map(Subnet::subnetIdentifier)
                        .toList());
    }

    @Override
    public void close() {
        client.close();
    }
}
