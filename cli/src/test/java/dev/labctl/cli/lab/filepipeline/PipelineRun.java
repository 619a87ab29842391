package dev.labctl.cli.lab.filepipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.cloud.Instance;
import dev.labctl.cli.cloud.NewObject;
import dev.labctl.cli.lab.DeployedLab;
import dev.labctl.wire.filepipeline.ItemAttribute;
import dev.labctl.wire.filepipeline.ItemStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Items that go through a deployed file-pipeline while a test breaks it, and what has become of them in the end.
 *
 * <p>Workers are launched by the lab's own schedule; whenever nothing happens, the cloud's clock is moved to its next tick.
 */
final class PipelineRun {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long NOTHING_RUNS_NANOS = Duration.ofSeconds(3).toNanos();
    private static final long NOTHING_HAPPENS_NANOS = Duration.ofSeconds(12).toNanos();
    private static final int LARGEST = 4096;

    private final DeployedLab lab;
    private final LabProcesses processes;
    private final String name;
    private final int count;
    private final String bucket;
    private final String table;
    private long ticked = System.nanoTime();

    /** Uploads this many files of a few random bytes each; their items are put later. */
    PipelineRun(DeployedLab lab, String name, int count) {
        this.lab = lab;
        this.processes = new LabProcesses(lab);
        this.name = name;
        this.count = count;
        this.bucket = lab.output("FilesBucketName");
        this.table = lab.output("ItemsTableName");
        numbers().parallel().forEach(number -> lab.cloud()
                .s3()
                .put(NewObject.at(bucket, "data/input/%s/%d".formatted(name, number)), content(number)));
    }

    private IntStream numbers() {
        return IntStream.range(0, count);
    }

    private byte[] content(int number) {
        Random random = new Random(31L * name.hashCode() + number);
        byte[] content = new byte[random.nextInt(LARGEST)];
        random.nextBytes(content);
        return content;
    }

    /** Makes the items pending. */
    void put() {
        numbers().parallel().forEach(number -> lab.cloud()
                .dynamoDb()
                .put(
                        table,
                        Map.of(
                                ItemAttribute.ID,
                                id(number),
                                ItemAttribute.STATUS,
                                ItemStatus.PENDING.name(),
                                ItemAttribute.S3_PATH,
                                "s3://%s/data/input/%s/%d".formatted(bucket, name, number))));
    }

    private String id(int number) {
        return name + "-" + number;
    }

    /** The worker that has messages in hand, once there is one. */
    ProcessHandle busyWorker() {
        await("a worker that is at work", () -> processes.worker().isPresent() && inFlight() > 0);
        return processes.worker().orElseThrow();
    }

    /** The instances that have not ended. */
    List<Instance> instances() {
        return lab.cloud().ec2().instances().stream()
                .filter(each -> !each.state().equals("terminated"))
                .toList();
    }

    void awaitNoInstance() {
        lab.cloud().poller().until("the instances to end", PATIENCE, this::instances, List::isEmpty);
    }

    private int inFlight() {
        return Integer.parseInt(
                lab.cloud().sqs().attributes(lab.output("QueueUrl")).get("ApproximateNumberOfMessagesNotVisible"));
    }

    /** Moves the clock to the schedule's next tick. */
    void tick() {
        // A cloud that was started again has another key to its pages.
        lab.commandLine().admin().advance(Duration.ofMinutes(1));
        ticked = System.nanoTime();
    }

    /** Waits for something, while time goes by in the cloud when nothing happens there. */
    private void await(String goal, BooleanSupplier isSo) {
        lab.cloud()
                .poller()
                .until(
                        goal,
                        PATIENCE,
                        () -> {
                            long quiet = System.nanoTime() - ticked;
                            if (quiet > NOTHING_HAPPENS_NANOS
                                    || (quiet > NOTHING_RUNS_NANOS
                                            && instances().isEmpty())) {
                                tick();
                            }
                            return isSo.getAsBoolean();
                        },
                        isDone -> isDone);
    }

    /** Waits until no item is pending, not even one that the pipe has not seen yet, and the queue is empty. */
    void awaitDrained() {
        await(
                "the queue to be empty",
                () -> lab.cloud().sqs().depth(lab.output("QueueUrl")) == 0 && !hasItems(ItemStatus.PENDING));
    }

    private boolean hasItems(ItemStatus status) {
        return lab.cloud()
                .dynamoDb()
                .queryIndex(table, "status-index", ItemAttribute.STATUS, status.name())
                .findAny()
                .isPresent();
    }

    /** Waits until a worker has claimed an item. */
    void awaitProcessing() {
        await("an item to be claimed", () -> hasItems(ItemStatus.PROCESSING));
    }

    /** Waits until an instance's worker says this. */
    void awaitLog(Instance instance, String words) {
        String log = "ec2/%s/home/ubuntu/sqs_worker.logs".formatted(instance.id());
        await(words, () -> lab.commandLine()
                .admin()
                .file(log, 0)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("")
                .contains(words));
    }

    /**
     * What became of the items.
     *
     * @param claims how often a worker began with an item; more than there are items where another had to begin again
     * @param doneTwice the items that were finished more than once, or changed after they were
     */
    record Account(int items, int finished, long claims, long doneTwice) {}

    /** Finds every item finished and equal to its input, no message left anywhere, and no output that is no item's. */
    Account assertNothingIsLost() {
        for (String queue : List.of("QueueUrl", "DeadLetterQueueUrl", "FailedRecordsQueueUrl")) {
            assertThat(lab.cloud().sqs().depth(lab.output(queue))).as(queue).isZero();
        }
        Map<String, String> statuses = lab.cloud()
                .dynamoDb()
                .scan(table)
                .map(row -> Map.entry(text(row, ItemAttribute.ID), text(row, ItemAttribute.STATUS)))
                .filter(row -> row.getKey().startsWith(name + "-"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        assertThat(statuses).hasSize(count);
        assertThat(statuses.values()).containsOnly(ItemStatus.FINISHED.name());
        numbers().parallel().forEach(number -> assertThat(lab.cloud().s3().read(bucket, output(number)))
                .as(output(number))
                .isEqualTo(content(number)));
        assertThat(lab.cloud().s3().keys(bucket, "data/output/").filter(key -> !key.startsWith(outputs())))
                .isEmpty();
        assertThat(lab.cloud().s3().keys(bucket, outputs())).hasSize(count);
        ItemHistory history = ItemHistory.read(lab, table, name + "-");
        assertThat(history.finishes()).containsOnlyKeys(statuses.keySet());
        assertThat(history.doneTwice()).isEmpty();
        return new Account(
                count, statuses.size(), history.claims(), history.doneTwice().size());
    }

    /** Below it, nothing but this run's outputs may be; it is emptied when they have been looked at. */
    private String outputs() {
        return "data/output/%s/".formatted(name);
    }

    private String output(int number) {
        return outputs() + number;
    }

    /** Ends the instances and removes the outputs, so that the next run finds only its own. */
    void cleanUp() {
        lab.cloud().ec2().endInstances(lab.output("VpcId"));
        awaitNoInstance();
        lab.cloud().s3().bucket(bucket).purge("data/output/");
    }

    private static String text(Map<String, Object> row, String attribute) {
        return String.valueOf(row.get(attribute));
    }
}
