package dev.labctl.cli.lab.filepipeline;

import dev.labctl.cli.cloud.Sqs;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.DeployedLab;
import dev.labctl.wire.filepipeline.ItemAttribute;
import dev.labctl.wire.filepipeline.ItemStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** An item that becomes a message, and a bucket that wants TLS. That it can read and send, a pipe makes sure of when it starts. */
final class PipeExercise implements Supplier<Optional<String>> {
    /** How long something is waited for that will most likely not come. */
    private static final Duration IN_VAIN = Duration.ofSeconds(4);

    private final DeployedLab lab;
    private final ExercisedLab exercised;
    private Duration patience = ExercisedLab.LONG_ENOUGH;
    private int number;

    PipeExercise(DeployedLab lab) {
        this.lab = lab;
        this.exercised = new ExercisedLab(lab);
    }

    @Override
    public Optional<String> get() {
        String id = "item-%d.".formatted(++number);
        lab.cloud()
                .dynamoDb()
                .put(
                        lab.output("ItemsTableName"),
                        Map.of(
                                ItemAttribute.ID,
                                id,
                                ItemAttribute.STATUS,
                                ItemStatus.PENDING.name(),
                                ItemAttribute.S3_PATH,
                                "s3://nowhere/input/f"));
        long begun = System.nanoTime();
        try {
            lab.cloud().poller().until("a message about " + id, patience, this::take, taken -> taken.stream()
                    .anyMatch(message -> message.body().contains(id)));
        } catch (LabctlException e) {
            if (e.failure() != Failure.TIMED_OUT) {
                throw e;
            }
            return Optional.of("no message about " + id);
        }
        patience = IN_VAIN.plusNanos(2 * (System.nanoTime() - begun));
        return exercised.failureOf("buckets-tls-only", patience);
    }

    private List<Sqs.Message> take() {
        Sqs sqs = lab.cloud().sqs();
        String queue = lab.output("QueueUrl");
        List<Sqs.Message> messages = sqs.receive(queue, Duration.ZERO);
        messages.forEach(message -> sqs.delete(queue, message));
        return messages;
    }
}
