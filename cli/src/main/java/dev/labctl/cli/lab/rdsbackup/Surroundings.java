package dev.labctl.cli.lab.rdsbackup;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.Rds;
import dev.labctl.cli.cloud.StackDescription;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.BacksUpDatabases.Beside;
import dev.labctl.cli.stack.Artifacts;
import dev.labctl.cli.stack.LookedUp;
import dev.labctl.cli.stack.StackNames;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a deploy has to know of a database instance, as RDS and EC2 describe it. */
final class Surroundings implements LookedUp {
    /** The lab whose primary is backed up when no instance is named. */
    static final String DB_REPLICATION = "db-replication";

    private final Beside beside;
    private final StackNames names;

    Surroundings(Beside beside, StackNames names) {
        this.beside = beside;
        this.names = names;
    }

    @Override
    public Set<String> names() {
        return Set.of(
                "RdsInstance",
                "DbSecretArn",
                "DbPort",
                "DbSecurityGroupId",
                "VpcId",
                "VpcCidr",
                "SubnetIds",
                "RdsEndpoint",
                "SecretsManagerEndpoint",
                "S3EndpointRouteTableIds",
                "PgClientKey",
                "Architecture",
                "BackupRegion");
    }

    @Override
    public Map<String, String> values(Cloud cloud) {
        Optional<StackDescription> deployed = cloud.cloudFormation().describe(names.of(RdsBackupLab.SLUG));
        Rds.Instance instance = instance(cloud, deployed);
        String vpc = beside.vpcId() == null ? instance.vpc() : beside.vpcId();
        if (vpc.isEmpty() || instance.securityGroups().isEmpty()) {
            throw LabctlException.usage(
                    "%s stands in no network that RDS tells of".formatted(instance.id()),
                    "give --vpc-id and --subnet-ids, and --parameter DbSecurityGroupId=ID");
        }
        List<String> subnets = beside.subnetIds().isEmpty() ? instance.subnets() : beside.subnetIds();
        Map<String, String> values = new HashMap<>();
        values.put("RdsInstance", instance.id());
        values.put("DbSecretArn", secret(instance));
        values.put("DbPort", Integer.toString(instance.port()));
        values.put("DbSecurityGroupId", instance.securityGroups().get(0));
        values.put("VpcId", vpc);
        values.put(
                "VpcCidr",
                cloud.ec2()
                        .cidr(vpc)
                        .orElseThrow(() -> LabctlException.usage(
                                "there is no network %s in %s".formatted(vpc, cloud.region()),
                                "give another --vpc-id")));
        values.put("SubnetIds", String.join(",", subnets));
        WayOut wayOut = WayOut.of(cloud.ec2(), vpc, subnets);
        values.putAll(
                wayOut.endpoints(deployed.map(StackDescription::parameters).orElse(Map.of())));
        values.put("BackupRegion", backupRegion(cloud, deployed, wayOut));
        values.putAll(pgClient(cloud, deployed));
        return values;
    }

    private String backupRegion(Cloud cloud, Optional<StackDescription> deployed, WayOut wayOut) {
        Optional<String> before = deployed.map(stack -> stack.outputs().get("BackupBucketRegion"));
        String region =
                Optional.ofNullable(beside.targetRegion()).or(() -> before).orElse(cloud.region());
        if (before.isPresent() && !before.get().equals(region)) {
            throw LabctlException.usage(
                    "%s keeps its backups in %s".formatted(names.of(RdsBackupLab.SLUG), before.get()),
                    "destroy it first, or deploy another with --stack-prefix");
        }
        if (region.equals(cloud.region())) {
            return "";
        }
        if (!wayOut.leadsOut()) {
            throw LabctlException.usage(
                    "the instance's subnets have no NAT, and endpoints do not lead to S3 of %s".formatted(region),
                    "give --subnet-ids of subnets with NAT, or leave out --target-region");
        }
        return region;
    }

    private Map<String, String> pgClient(Cloud cloud, Optional<StackDescription> deployed) {
        Path folder = beside.pgClient();
        if (folder == null) {
            return deployed.map(StackDescription::parameters)
                    .filter(before -> before.containsKey("PgClientKey"))
                    .map(before -> Map.of(
                            "PgClientKey", before.get("PgClientKey"), "Architecture", before.get("Architecture")))
                    .orElse(Map.of());
        }
        PgClientLayer layer = PgClientLayer.of(folder);
        Artifacts artifacts = Artifacts.of(cloud, names);
        artifacts.ensureBucket(Map.of("labctl:prefix", names.prefix()));
        return Map.of(
                "PgClientKey", artifacts.put(layer.zip(), "pg-client.zip").key(), "Architecture", layer.architecture());
    }

    private Rds.Instance instance(Cloud cloud, Optional<StackDescription> deployed) {
        String id = Optional.ofNullable(beside.rdsInstance())
                .or(() -> deployed.map(stack -> stack.parameters().get("RdsInstance")))
                .or(() -> cloud.cloudFormation()
                        .describe(names.of(DB_REPLICATION))
                        .map(stack -> stack.outputs().get("PrimaryInstanceId")))
                .orElseThrow(() -> LabctlException.usage(
                        "%s needs a database instance".formatted(RdsBackupLab.SLUG),
                        "give --rds-instance ID" + InstancesThere.of(cloud)));
        Rds.Instance found = cloud.rds()
                .instance(id)
                .orElseThrow(() -> new LabctlException(
                        Failure.CLOUD,
                        "DBInstanceNotFound: there is no database instance %s in %s".formatted(id, cloud.region()),
                        "give --rds-instance and --region" + InstancesThere.of(cloud)));
        if (!found.engine().equals("postgres")) {
            throw LabctlException.usage(
                    "%s is a database of %s; only PostgreSQL can be backed up".formatted(id, found.engine()),
                    "give --rds-instance ID" + InstancesThere.of(cloud));
        }
        if (found.port() == 0) {
            throw new LabctlException(
                    Failure.CLOUD,
                    "%s is %s and has no endpoint yet".formatted(id, found.status()),
                    "deploy when it is available");
        }
        return found;
    }

    private String secret(Rds.Instance instance) {
        return Optional.ofNullable(beside.secretArn())
                .or(instance::managedSecret)
                .orElseThrow(() -> LabctlException.usage(
                        "RDS does not keep the password of %s in Secrets Manager".formatted(instance.id()),
                        "give --db-secret-arn, a secret {\"username\",\"password\"}, or let RDS manage the password"));
    }
}
