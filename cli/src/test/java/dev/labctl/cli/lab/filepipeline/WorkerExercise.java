package dev.labctl.cli.lab.filepipeline;

import dev.labctl.cli.cloud.Instance;
import dev.labctl.cli.cloud.NewObject;
import dev.labctl.cli.lab.DeployedLab;
import dev.labctl.wire.filepipeline.ItemAttribute;
import dev.labctl.wire.filepipeline.ItemStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * All that a worker has permissions for: it fetches its code, copies a file with tags, finds one missing, gives back a
 * message that it cannot read, empties the queue, and is counted when it dies.
 */
final class WorkerExercise implements Supplier<Optional<String>> {
    private static final String DENIED = "is not authorized to perform";
    private static final Map<String, String> TAGS = Map.of("kind", "exercise");

    private final DeployedLab lab;
    private final ExercisedLab exercised;
    private final String bucket;
    private int number;

    WorkerExercise(DeployedLab lab) {
        this.lab = lab;
        this.exercised = new ExercisedLab(lab);
        this.bucket = lab.output("FilesBucketName");
    }

    @Override
    public Optional<String> get() {
        String name = "exercise-" + ++number;
        lab.cloud().s3().put(NewObject.at(bucket, "input/" + name).tag("kind", "exercise"), new byte[] {1, 2, 3});
        put(name);
        put(name + "-missing");
        lab.cloud().sqs().send(lab.output("QueueUrl"), "no record of " + name);
        await("three messages", () -> exercised.messages() == 3);
        double failures = failures();
        try {
            return exercised
                    .launch()
                    .or(() -> working(name))
                    .or(() -> dying(failures))
                    .or(() -> exercised.failureOf("failed-copies-abortable", ExercisedLab.LONG_ENOUGH));
        } finally {
            exercised.endWorkers();
            purge();
        }
    }

    private void put(String name) {
        lab.cloud()
                .dynamoDb()
                .put(
                        lab.output("ItemsTableName"),
                        Map.of(
                                ItemAttribute.ID, name,
                                ItemAttribute.STATUS, ItemStatus.PENDING.name(),
                                ItemAttribute.S3_PATH, "s3://%s/input/%s".formatted(bucket, name)));
    }

    private void await(String goal, Supplier<Boolean> isSo) {
        lab.cloud().poller().until(goal, ExercisedLab.LONG_ENOUGH, isSo, Boolean.TRUE::equals);
    }

    /** How a worker fails to do its work; it is at it until the queue is empty, it ends, or is denied something. */
    private Optional<String> working(String name) {
        Instance worker = lab.cloud()
                .ec2()
                .instance(exercised.workers().stream().findFirst().orElseThrow());
        await(
                "the worker to be done",
                () -> exercised.messages() == 0
                        || !lab.cloud().ec2().instance(worker.id()).isStartingOrRunning()
                        || denial(worker).isPresent());
        return denial(worker)
                .or(() -> unless(ItemStatus.FINISHED.name(), name, ItemAttribute.STATUS))
                .or(() -> unless("NoSuchKey", name + "-missing", ItemAttribute.ERROR))
                .or(() -> lab.cloud().s3().tags(bucket, "output/" + name).equals(TAGS)
                        ? Optional.empty()
                        : Optional.of("the copy has not the input's tags"));
    }

    private Optional<String> unless(String expected, String item, String attribute) {
        Object found = lab.cloud()
                .dynamoDb()
                .get(lab.output("ItemsTableName"), Map.of(ItemAttribute.ID, item))
                .orElseThrow()
                .getOrDefault(attribute, "");
        return String.valueOf(found).contains(expected)
                ? Optional.empty()
                : Optional.of("item %s has '%s' as %s".formatted(item, found, attribute));
    }

    /** The line of a worker's log in which AWS denies it something. */
    private Optional<String> denial(Instance worker) {
        return lab.commandLine()
                .admin()
                .file("ec2/%s/home/ubuntu/sqs_worker.logs".formatted(worker.id()), 0)
                .flatMap(log -> new String(log, StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.contains(DENIED))
                        .findFirst())
                .map(ExercisedLab::shortened);
    }

    /** Kills the worker's process: its instance has to end, and to count that. */
    private Optional<String> dying(double before) {
        new LabProcesses(lab).worker().orElseThrow().destroyForcibly();
        await("the killed worker's instance to end", () -> exercised.workers().isEmpty());
        return failures() > before ? Optional.empty() : Optional.of("the killed worker is not counted as failed");
    }

    private double failures() {
        try (CloudWatchClient cloudWatch = lab.commandLine().client(CloudWatchClient.builder())) {
            return cloudWatch
                    .getMetricStatistics(request -> request.namespace(lab.stackName())
                            .metricName("WorkerFailures")
                            .startTime(Instant.now().minus(Duration.ofDays(1)))
                            .endTime(Instant.now().plus(Duration.ofDays(1)))
                            .period((int) Duration.ofDays(1).toSeconds())
                            .statistics(Statistic.SUM))
                    .datapoints()
                    .stream()
                    .mapToDouble(Datapoint::sum)
                    .sum();
        }
    }

    /** What a worker could not do must not be the next one's; SQS purges a queue once in a minute. */
    private void purge() {
        if (exercised.messages() > 0) {
            lab.commandLine().admin().advance(Duration.ofMinutes(1));
            try (SqsClient sqs = lab.commandLine().client(SqsClient.builder())) {
                sqs.purgeQueue(request -> request.queueUrl(lab.output("QueueUrl")));
            }
            await("the queue to be empty", () -> exercised.messages() == 0);
        }
    }
}
