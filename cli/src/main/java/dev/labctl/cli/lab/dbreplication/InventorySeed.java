package dev.labctl.cli.lab.dbreplication;

import dev.labctl.cli.cloud.NewObject;
import dev.labctl.cli.cloud.S3;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.FunctionAnswer;
import dev.labctl.cli.lab.FunctionFailure;
import dev.labctl.cli.lab.SeedsInventory.Seed;
import dev.labctl.cli.lab.SeedsInventory.Seeded;
import dev.labctl.cli.progress.Progress;
import dev.labctl.cli.progress.Task;
import dev.labctl.cli.stack.Deployment;
import dev.labctl.wire.dbreplication.InvalidFileException;
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

    static Seeded run(Deployment deployment, Seed seed, Progress progress) {
        Path file = seed.file();
        if (file != null) {
            return InventoryFile.asCsv(file, csv -> load(deployment, file, csv, seed.replace(), progress));
        }
        Map<String, Object> request = new HashMap<>();
        request.put("replace", seed.replace());
        if (seed.rows() != null) {
            request.put("rows", seed.rows());
        }
        return seeded(deployment, request, progress);
    }

    private static Seeded load(Deployment deployment, Path file, Path csv, boolean replace, Progress progress) {
        String bucket = bucket(deployment);
        String key = "seed/%s/%s.csv".formatted(deployment.stackName(), UUID.randomUUID());
        S3 s3 = deployment.cloud().s3();
        try (Task task =
                progress.begin("uploading " + file).ofBytes(csv.toFile().length())) {
            s3.put(NewObject.at(bucket, key).header("Content-Type", "text/csv"), csv, Runnable::run, task);
        }
        try {
            return seeded(
                    deployment, Map.of("replace", replace, "csv", Map.of("bucket", bucket, "key", key)), progress);
        } catch (FunctionFailure e) {
            if (!e.is(InvalidFileException.class)) {
                throw e;
            }
            String which = csv.equals(file) ? file.toString() : "the CSV made of " + file;
            throw new LabctlException(
                    Failure.USAGE,
                    "%s, %s; nothing was changed".formatted(which, e.errorMessage()),
                    "mend the file, and seed again",
                    e);
        } finally {
            s3.delete(bucket, key);
        }
    }

    /** The bucket that the lab's code came by. */
    static String bucket(Deployment deployment) {
        return Objects.requireNonNull(
                deployment.stack().parameters().get("CodeBucket"), "the template has the parameter CodeBucket");
    }

    private static Seeded seeded(Deployment deployment, Map<String, Object> request, Progress progress) {
        Map<String, Object> answer;
        try (Task task = progress.begin("loading the inventory")) {
            answer = new InventoryFunctions(deployment).seed(request);
            task.succeed();
        }
        boolean isSeeded = Boolean.TRUE.equals(answer.get("seeded"));
        return new Seeded(isSeeded, FunctionAnswer.number(answer, isSeeded ? "rows" : "existingRows"));
    }
}
