package dev.labctl.cli.cloud;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.VpcSecurityGroupMembership;

/** RDS: database instances. */
public final class Rds implements AutoCloseable {
    private final RdsClient client;

    Rds(ClientFactory clients) {
        client = clients.client(RdsClient.builder());
    }

    /**
     * A database instance.
     *
     * @param status {@code available} and kin
     * @param isPublic whether it can be reached from outside its network
     * @param hasManagedPassword whether RDS keeps the master password in Secrets Manager
     * @param securityGroups the ids of the groups that say who reaches it
     */
    public record Instance(
            String id,
            String status,
            String engineVersion,
            boolean isPublic,
            boolean isEncrypted,
            boolean hasManagedPassword,
            List<String> securityGroups) {
        public Instance {
            securityGroups = List.copyOf(securityGroups);
        }
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

    private static Instance instance(DBInstance found) {
        return new Instance(
                found.dbInstanceIdentifier(),
                found.dbInstanceStatus(),
                found.engineVersion(),
                Boolean.TRUE.equals(found.publiclyAccessible()),
                Boolean.TRUE.equals(found.storageEncrypted()),
                found.masterUserSecret() != null,
                found.vpcSecurityGroups().stream()
                        .map(VpcSecurityGroupMembership::vpcSecurityGroupId)
                        .toList());
    }

    @Override
    public void close() {
        client.close();
    }
}
