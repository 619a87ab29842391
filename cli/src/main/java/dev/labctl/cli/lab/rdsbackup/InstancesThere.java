package dev.labctl.cli.lab.rdsbackup;

import dev.labctl.cli.cloud.Cloud;
import java.util.List;

/** What a user who named no instance, or none that exists, can choose from. */
final class InstancesThere {
    private InstancesThere() {}

    /** To be put after a sentence. */
    static String of(Cloud cloud) {
        List<String> ids = cloud.rds().postgresInstances();
        return ids.isEmpty()
                ? "; there are no PostgreSQL instances in " + cloud.region()
                : "; there are in %s: %s".formatted(cloud.region(), String.join(", ", ids));
    }
}
