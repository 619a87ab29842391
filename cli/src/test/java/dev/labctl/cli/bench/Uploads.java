package dev.labctl.cli.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import software.amazon.awssdk.services.s3.S3Client;

/** Many small files, and a large one, into a lab's bucket. */
final class Uploads implements Section {
    private static final int MANY = 1000;
    private static final int SMALL = 10 * 1024;
    private static final long LARGE = 1L << 30;

    @Override
    public String name() {
        return "uploads";
    }

    @Override
    public void measure(Bed bed, Consumer<Row> table) throws Exception {
        // The bucket tells nobody: what is measured is the upload, not the lab's work after it.
        bed.labctl("deploy", "file-catalog", "--yes");
        String bucket = bed.output("file-catalog", "FilesBucketName");
        try (S3Client s3 = bed.line().client(S3Client.builder().forcePathStyle(true))) {
            s3.putBucketNotificationConfiguration(
                    request -> request.bucket(bucket).notificationConfiguration(nothing -> {}));
        }
        Path many = Files.createDirectory(bed.line().home().resolve("many"));
        Random random = new Random(1);
        for (int i = 0; i < MANY; i++) {
            write(many.resolve("file-%04d.bin".formatted(i)), SMALL, random);
        }
        Path large = bed.line().home().resolve("large.bin");
        write(large, LARGE, random);
        compare(bed, table, bucket, many, "1,000 files of 10 KiB", 0.7);
        compare(bed, table, bucket, large, "a file of 1 GiB", 1.2);
        bed.labctl("destroy", "file-catalog", "--yes");
    }

    private static void compare(Bed bed, Consumer<Row> table, String bucket, Path what, String name, double goal)
            throws Exception {
        double[] peak = new double[1];
        Pairs.Measurement ours = () -> {
            Bed.Timing timing = bed.labctl("upload", "--lab", "file-catalog", "--prefix", prefix(), what.toString());
            peak[0] = Math.max(peak[0], timing.peakMebibytes());
            return timing.seconds();
        };
        String label = "labctl upload, " + name;
        if (bed.aws() == null) {
            table.accept(Row.report(label, bed.repeat(ours), "s"));
        } else {
            String[] options = Files.isDirectory(what) ? new String[] {"--recursive"} : new String[0];
            Pairs.Measurement theirs = () -> bed.aws(copy(what, "s3://" + bucket + "/" + prefix(), options))
                    .seconds();
            table.accept(Pairs.take(Math.min(bed.runs(), 5), ours, theirs).row(goal, label, "s", "aws s3 cp"));
        }
        table.accept(Row.report("  its resident memory at most", Samples.of(peak[0]), "MiB"));
    }

    private static String prefix() {
        return "bench/" + UUID.randomUUID() + "/";
    }

    private static String[] copy(Path what, String target, String[] options) {
        String[] command = new String[5 + options.length];
        System.arraycopy(new String[] {"s3", "cp", "--only-show-errors", what.toString(), target}, 0, command, 0, 5);
        System.arraycopy(options, 0, command, 5, options.length);
        return command;
    }

    private static void write(Path file, long size, Random random) throws IOException {
        byte[] block = new byte[(int) Math.min(size, 1 << 20)];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long written = 0; written < size; written += block.length) {
                random.nextBytes(block);
                out.write(block, 0, (int) Math.min(block.length, size - written));
            }
        }
    }
}
