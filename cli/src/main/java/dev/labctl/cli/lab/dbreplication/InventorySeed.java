package dev.labctl.cli.lab.dbreplication;

import dev.labctl.cli.cloud.NewObject;
import dev.labctl.cli.lab.FunctionAnswer;
import dev.labctl.cli.lab.SeedsInventory.Seed;
import dev.labctl.cli.lab.SeedsInventory.Seeded;
import dev.labctl.cli.stack.Deployment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * Fills the primary's table through {@code db-seed}. A file travels by the bucket that the lab's code came by, under a
 * prefix that only this lab's function reads, and is deleted afterwards.
 */
final class InventorySeed {
    private InventorySeed() {}

    static Seeded run(Deployment deployment, Seed seed) {
        if (seed.file() != null) {
            return InventoryFile.asCsv(seed.file(), csv -> load(deployment, csv, seed.replace()));
        }
        Map<String, Object> request = new HashMap<>();
        request.put("replace", seed.replace());
        if (seed.rows() != null) {
            request.put("rows", seed.rows());
        }
        return seeded(new InventoryFunctions(deployment).seed(request));
    }

    private static Seeded load(Deployment deployment, Path csv, boolean replace) {
        String bucket = bucket(deployment);
        String key = "seed/%s/%s.csv".formatted(deployment.stackName(), UUID.randomUUID());
        deployment.cloud().s3().put(NewObject.at(bucket, key).header("Content-Type", "text/csv"), csv, Runnable::run);
        try {
            return seeded(new InventoryFunctions(deployment)
                    .seed(Map.of("replace", replace, "csv", Map.of("bucket", bucket, "key", key))));
        } finally {
            deployment.cloud().s3().delete(bucket, key);
        }
    }

    /** The bucket that the lab's code came by. */
    static String bucket(Deployment deployment) {
        return Objects.requireNonNull(
                deployment.stack().parameters().get("CodeBucket"), "the template has the parameter CodeBucket");
    }

    private static Seeded seeded(Map<String, Object> answer) {
        boolean isSeeded = Boolean.TRUE.equals(answer.get("seeded"));
        return new Seeded(isSeeded, FunctionAnswer.number(answer, isSeeded ? "rows" : "existingRows"));
    }
}
