package dev.labctl.cli.stack;

import dev.labctl.cli.cloud.Bucket;
import dev.labctl.cli.cloud.StackResource;
import dev.labctl.cli.error.Failure;
import java.time.Duration;
import java.util.List;

/**
 * What a destroy did.
 *
 * @param deleted the stack's resources, as they were before
 * @param emptied the buckets, with what was in them
 * @param leftovers what is still there
 */
public record Receipt(
        String lab,
        String stack,
        List<StackResource> deleted,
        List<EmptiedBucket> emptied,
        List<Leftover> leftovers,
        Duration took) {
    /** A bucket with what was deleted in it. */
    public record EmptiedBucket(String bucket, Bucket.Emptied contents) {}

    /** A resource that should be gone. */
    public record Leftover(String type, String id) {}

    public Receipt {
        deleted = List.copyOf(deleted);
        emptied = List.copyOf(emptied);
        leftovers = List.copyOf(leftovers);
    }

    /** Whether there was a stack at all. */
    public boolean wasDeployed() {
        return !took.isZero();
    }

    /** 0, or {@link Failure#LEFTOVERS}. */
    public int exitCode() {
        return leftovers.isEmpty() ? 0 : Failure.LEFTOVERS.exitCode();
    }
}
