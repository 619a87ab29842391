package dev.labctl.cli.lab.filepipeline;

import dev.labctl.cli.cloud.DynamoDb;
import dev.labctl.cli.cloud.Instance;
import dev.labctl.cli.cloud.NewObject;
import dev.labctl.cli.cloud.S3;
import dev.labctl.cli.verify.Verification;
import dev.labctl.wire.filepipeline.ItemAttribute;
import dev.labctl.wire.filepipeline.ItemStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * The exercise: files and items of every kind put into the lab, one tick of its schedule, then a wait until every item is
 * done, or the run's patience ends.
 *
 * @param good items that can be done
 * @param bad items that cannot
 * @param settled items that were never pending
 * @param launched instances that the lab has launched for it, by id
 */
record ProcessedItems(List<GoodItem> good, List<BadItem> bad, List<String> settled, List<String> launched) {
    /** A schedule's minute, an instance's boot and Ubuntu's packages. */
    private static final Duration ON_AWS = Duration.ofMinutes(8);

    /** The idle period, the log's upload and the instance's end, with some slack. */
    private static final Duration IDLE = Duration.ofMinutes(15);

    private static final Duration TICK = Duration.ofMinutes(1);
    private static final int SOME_BYTES = 300_000;

    ProcessedItems {
        good = List.copyOf(good);
        bad = List.copyOf(bad);
        settled = List.copyOf(settled);
        launched = List.copyOf(launched);
    }

    /** An item whose file is there, and where its copy has to be. */
    record GoodItem(String id, String key, String outputKey) {}

    /** An item that has to fail, and what its error has to say. */
    record BadItem(String id, String path, String error) {}

    /** What this run's items and folders are known by. */
    static String mark(Verification run) {
        return "labctl-verify-" + run.runId();
    }

    /** Where this run's files go, and from where their copies come. */
    static String inputPrefix(Verification run) {
        return "data/input/%s/".formatted(mark(run));
    }

    static String outputPrefix(Verification run) {
        return "data/output/%s/".formatted(mark(run));
    }

    /** The items of this run; put when they are first asked for. */
    static ProcessedItems of(Verification run) {
        return run.exercise(ProcessedItems.class, ProcessedItems::start);
    }

    /** An item's row as it is now; empty when it is gone. */
    static Map<String, Object> row(Verification run, String id) {
        return run.cloud()
                .dynamoDb()
                .get(run.deployment().output(FilePipelineLab.TABLE), Map.of(ItemAttribute.ID, id))
                .orElse(Map.of());
    }

    /** The instances of this lab that start or run. */
    static List<Instance> workers(Verification run) {
        return run.cloud().ec2().instances().stream()
                .filter(Instance::isStartingOrRunning)
                .filter(each -> each.isOf(run.deployment().stackName()))
                .toList();
    }

    /** Waits until no worker is left: the idle period, on whose end a worker uploads its log. */
    static void awaitWorkersEnd(Verification run) {
        run.untilIdle("the workers to end", IDLE, () -> workers(run), List::isEmpty);
    }

    /** What a worker has logged, if it has uploaded that. */
    static Optional<String> log(Verification run, String worker) {
        S3 s3 = run.cloud().s3();
        String bucket = run.deployment().output(FilePipelineLab.BUCKET);
        String key = "logs/%s/sqs_worker.logs".formatted(worker);
        return s3.head(bucket, key).map(found -> new String(s3.read(bucket, key), StandardCharsets.UTF_8));
    }

    /** Waits as long as this cloud may need for it; what has not come about then, the checks report. */
    static boolean settled(Verification run, BooleanSupplier condition) {
        return run.cloud().hasMovableClock() ? run.settled(condition) : run.settled(ON_AWS, condition);
    }

    private static ProcessedItems start(Verification run) {
        Random random = new Random(run.runId().hashCode());
        byte[] some = new byte[SOME_BYTES];
        random.nextBytes(some);
        List<GoodItem> good = new ArrayList<>();
        good.add(put(run, "client_1/f.txt", "hello\n".getBytes(StandardCharsets.UTF_8)));
        good.add(put(run, "client_1/some.bin", some));
        good.add(put(run, "empty", new byte[0]));
        good.add(put(run, "a b+c%d&é/日本.txt", "Größe".getBytes(StandardCharsets.UTF_8)));
        good.add(put(run, "again/input/second.txt", "the first input only".getBytes(StandardCharsets.UTF_8)));
        String bucket = run.deployment().output(FilePipelineLab.BUCKET);
        List<BadItem> bad = List.of(
                new BadItem(mark(run) + "-malformed", "data/input/f.txt", "not of the form"),
                new BadItem(
                        mark(run) + "-no-input",
                        "s3://%s/data/inputs/f.txt".formatted(bucket),
                        "no segment of the path is 'input'"),
                new BadItem(
                        mark(run) + "-missing",
                        "s3://%s/%snever-existed".formatted(bucket, inputPrefix(run)),
                        "NoSuchKey"),
                new BadItem(
                        mark(run) + "-foreign", "s3://%s/input/f.txt".formatted(foreignBucket(run)), "AccessDenied"));
        List<String> settled = new ArrayList<>();
        for (String status : List.of("FINISHED", "WAITING")) {
            settled.add(mark(run) + "-" + status);
            putItem(run, mark(run) + "-" + status, status, "s3://%s/data/input/none".formatted(bucket));
        }
        good.forEach(
                item -> putItem(run, item.id(), ItemStatus.PENDING.name(), "s3://%s/%s".formatted(bucket, item.key())));
        bad.forEach(item -> putItem(run, item.id(), ItemStatus.PENDING.name(), item.path()));
        List<String> launched = awaitDone(run, good, bad);
        return new ProcessedItems(good, bad, settled, launched);
    }

    /** A bucket that is there and no business of the workers: the code's, of which they may read nothing else. */
    private static String foreignBucket(Verification run) {
        return Objects.requireNonNull(
                run.deployment().stack().parameters().get("CodeBucket"), "the template has the parameter CodeBucket");
    }

    private static GoodItem put(Verification run, String name, byte[] content) {
        String key = inputPrefix(run) + name;
        NewObject file = NewObject.at(run.deployment().output(FilePipelineLab.BUCKET), key)
                .tag("labctl", mark(run));
        run.cloud().s3().put(file, content);
        return new GoodItem(mark(run) + "-" + name.replace('/', '-'), key, outputPrefix(run) + name);
    }

    private static void putItem(Verification run, String id, String status, String path) {
        DynamoDb dynamoDb = run.cloud().dynamoDb();
        Map<String, Object> row = new HashMap<>();
        row.put(ItemAttribute.ID, id);
        row.put(ItemAttribute.STATUS, status);
        row.put(ItemAttribute.S3_PATH, path);
        row.put(ItemAttribute.PENDING_AT, Instant.now().toString());
        dynamoDb.put(run.deployment().output(FilePipelineLab.TABLE), row);
    }

    private static List<String> awaitDone(Verification run, List<GoodItem> good, List<BadItem> bad) {
        List<String> ids = new ArrayList<>(good.stream().map(GoodItem::id).toList());
        ids.addAll(bad.stream().map(BadItem::id).toList());
        if (run.cloud().hasMovableClock()) {
            String queue = run.deployment().output(FilePipelineLab.QUEUE);
            settled(run, () -> !workers(run).isEmpty() || run.cloud().sqs().depth(queue) >= ids.size());
            // The schedule fires again and again while the first worker boots.
            for (int tick = 0; tick < 3; tick++) {
                run.cloud().advanceClock(TICK);
            }
        }
        List<String> seen = new ArrayList<>();
        settled(run, () -> {
            workers(run).stream()
                    .map(Instance::id)
                    .filter(id -> !seen.contains(id))
                    .forEach(seen::add);
            return ids.stream().allMatch(id -> isDone(row(run, id)));
        });
        return seen;
    }

    private static boolean isDone(Map<String, Object> row) {
        Object status = row.get(ItemAttribute.STATUS);
        return ItemStatus.FINISHED.name().equals(status)
                || ItemStatus.FAILED.name().equals(status);
    }
}
