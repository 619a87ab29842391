package dev.labctl.cli.lab.s3replication;

import dev.labctl.cli.cloud.NewObject;
import dev.labctl.cli.cloud.S3;
import dev.labctl.cli.verify.Verification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * The exercise: files put into the primary bucket that are known to be hard to copy faithfully, then a wait until each has
 * a replica, or the run's patience ends.
 *
 * @param keys what was put, in order
 */
record ReplicatedFiles(List<String> keys) {
    /** Beyond this size the CLI uploads in parts. */
    private static final int MULTIPART_BYTES = 9 << 20;

    static final String OVERWRITTEN = "overwritten.txt";
    static final String OVERWRITTEN_LAST = "the second version, a moment after the first";

    ReplicatedFiles {
        keys = List.copyOf(keys);
    }

    /** Where this run's files are, in both buckets. */
    static String prefix(Verification run) {
        return "labctl-verify/%s/".formatted(run.runId());
    }

    /** The files of this run; put when they are first asked for. */
    static ReplicatedFiles of(Verification run) {
        return run.exercise(ReplicatedFiles.class, ReplicatedFiles::put);
    }

    private static ReplicatedFiles put(Verification run) {
        S3 s3 = run.cloud().s3();
        String bucket = run.deployment().output(S3ReplicationLab.PRIMARY);
        String prefix = prefix(run);
        s3.put(
                NewObject.at(bucket, prefix + "text.txt")
                        .header("Content-Type", "text/plain; charset=utf-8")
                        .header("Content-Language", "en")
                        .header("Content-Disposition", "attachment; filename=\"text.txt\"")
                        .header("Cache-Control", "max-age=60")
                        .metadata("origin", "labctl verify")
                        .metadata("run", run.runId())
                        .tag("team", "replication lab")
                        .tag("run", run.runId()),
                "Hello, backup!\n".getBytes(StandardCharsets.UTF_8));
        s3.put(NewObject.at(bucket, prefix + "empty"), new byte[0]);
        s3.put(bucket, prefix + "a b+c%d&é/日本.", "an awkward key\n");
        putLarge(s3, bucket, prefix + "large.bin");
        s3.put(bucket, prefix + OVERWRITTEN, "the first version");
        s3.put(bucket, prefix + OVERWRITTEN, OVERWRITTEN_LAST);
        ReplicatedFiles files = new ReplicatedFiles(List.of(
                prefix + "text.txt",
                prefix + "empty",
                prefix + "a b+c%d&é/日本.",
                prefix + "large.bin",
                prefix + OVERWRITTEN));
        files.awaitReplicas(run);
        return files;
    }

    /** Gives the function time; what is not there when patience ends, the checks report. */
    private void awaitReplicas(Verification run) {
        Replicas replicas = Replicas.of(run);
        run.settled(() ->
                keys.stream().allMatch(key -> replicas.bytesDifference(key).isEmpty()));
    }

    private static void putLarge(S3 s3, String bucket, String key) {
        byte[] bytes = new byte[MULTIPART_BYTES];
        new Random(bytes.length).nextBytes(bytes);
        try {
            Path file = Files.createTempFile("labctl-verify", ".bin");
            // For the run that is interrupted.
            file.toFile().deleteOnExit();
            try {
                Files.write(file, bytes);
                s3.put(
                        NewObject.at(bucket, key).metadata("parts", "several").tag("size", "large"),
                        file,
                        Runnable::run);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no room for a temporary file of %d bytes".formatted(bytes.length), e);
        }
    }
}
