package dev.labctl.cli.stack;

import dev.labctl.cli.cloud.Cloud;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The bucket of a lab that keeps its backups in another region: a stack of its own there, deployed before the lab and
 * destroyed before it too, since the lab's stack tells where it is. A lab has one when its parameter {@code BackupRegion}
 * names another region than the lab's.
 */
final class RemoteBucket {
    static final String SLUG = "backup-bucket";
    private static final String PARAMETER = "BackupRegion";

    private RemoteBucket() {}

    /** What is to be deployed before a lab, and in which region. */
    record Before(String region, DeployRequest request) {}

    /** The bucket that a lab's request needs, if it needs one. */
    static Optional<Before> of(DeployRequest lab, Cloud cloud, String account) {
        return elsewhere(lab.parameters(), cloud).map(region -> {
            String bucket = "%s-backups-%s-%s".formatted(lab.stackName(), account, region);
            return new Before(region, lab.companion(SLUG, Map.of("BucketName", bucket)));
        });
    }

    /** Destroys the bucket of a deployed lab; empty when it has none. */
    static Optional<Receipt> destroy(
            Cloud cloud, DeployListener listener, StackNames names, String lab, Duration timeout) {
        return cloud.cloudFormation()
                .describe(names.of(lab))
                .flatMap(stack -> elsewhere(stack.parameters(), cloud))
                .map(region -> new Destroy(cloud.in(region), listener).run(SLUG, names.of(SLUG), timeout));
    }

    private static Optional<String> elsewhere(Map<String, String> parameters, Cloud cloud) {
        return Optional.ofNullable(parameters.get(PARAMETER))
                .filter(region -> !region.isEmpty() && !region.equals(cloud.region()));
    }
}
