package dev.labctl.cli.command.stack;

import dev.labctl.cli.completion.CompletedBy;
import dev.labctl.cli.completion.Source;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.BacksUpDatabases;
import dev.labctl.cli.lab.BacksUpDatabases.Beside;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.stack.LookedUp;
import dev.labctl.cli.stack.StackNames;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which database instance a lab is deployed for, and what of its surroundings is not to be found by itself. */
final class DatabaseOptions {
    @Option(
            names = "--rds-instance",
            paramLabel = "ID",
            description = "The database instance (default: the one deployed for, else db-replication's primary).")
    @CompletedBy(Source.DB_INSTANCE)
    private @Nullable String rdsInstance;

    @Option(names = "--vpc-id", paramLabel = "ID", description = "Its network (default: found by itself).")
    private @Nullable String vpcId;

    @Option(
            names = "--subnet-ids",
            paramLabel = "ID",
            split = ",",
            description = "Subnets of the network (default: the instance's).")
    private List<String> subnetIds = List.of();

    @Option(
            names = "--db-secret-arn",
            paramLabel = "ARN",
            description = "The secret with user and password (default: the one RDS keeps).")
    private @Nullable String secretArn;

    @Option(
            names = "--pg-client",
            paramLabel = "DIR",
            description = "A PostgreSQL client for Linux whose pg_dump is used (default: the built-in one).")
    private @Nullable Path pgClient;

    @Option(
            names = "--target-region",
            paramLabel = "REGION",
            description = "Where backups are kept (default: where they were, else the lab's own region).")
    @CompletedBy(Source.REGION)
    private @Nullable String targetRegion;

    /**
     * Refuses options that none of the labs has a use for.
     *
     * @throws LabctlException exit code 2
     */
    void requireUse(List<Lab> labs) {
        boolean isGiven = rdsInstance != null
                || vpcId != null
                || !subnetIds.isEmpty()
                || secretArn != null
                || pgClient != null
                || targetRegion != null;
        if (isGiven && labs.stream().allMatch(lab -> able(lab).isEmpty())) {
            throw LabctlException.usage(
                    "--rds-instance, --vpc-id, --subnet-ids, --db-secret-arn, --pg-client and --target-region"
                            + " are for rds-backup only",
                    "leave them out; other networks are given with --parameter VpcId=ID --parameter SubnetIds=ID,ID");
        }
    }

    /** What a lab's deploy looks up. */
    LookedUp lookedUp(Lab lab, StackNames names) {
        return able(lab)
                .map(backup -> backup.surroundings(
                        new Beside(rdsInstance, vpcId, subnetIds, secretArn, pgClient, targetRegion), names))
                .orElse(LookedUp.NOTHING);
    }

    private static Optional<BacksUpDatabases> able(Lab lab) {
        return lab.capabilities().stream()
                .filter(BacksUpDatabases.class::isInstance)
                .map(BacksUpDatabases.class::cast)
                .findFirst();
    }
}
