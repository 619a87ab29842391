package dev.labctl.cli.command.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.cloud.Instance;
import dev.labctl.cli.cloud.Sqs;
import dev.labctl.cli.command.Shown;
import dev.labctl.cli.lab.ProcessesItems.Item;
import dev.labctl.cli.lab.WorksOffQueue.NamedQueue;
import dev.labctl.wire.filepipeline.ItemStatus;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Items and the watched lab keep to the lines that a terminal gives them. */
class ShownLinesTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void aWatchedLabFitsIntoEightyColumnsHoweverMuchItDoes() {
        Sqs.Depth depth = new Sqs.Depth(234_567, 120_000, 0);
        Instance worker = new Instance("i-0123456789abcdef0", "running", "t3.micro", "labctl-x", AT, "", Map.of());
        Watched look = new Watched(
                AT,
                0,
                Map.of(
                        ItemStatus.PENDING, 234_567L,
                        ItemStatus.PROCESSING, 1_000L,
                        ItemStatus.FINISHED, 1_234_567L,
                        ItemStatus.FAILED, 12_345L),
                1_234.5,
                new QueueState(new NamedQueue("messages", ""), depth, OptionalDouble.of(12_345)),
                new QueueState(new NamedQueue("dead letters", ""), depth, OptionalDouble.empty()),
                Collections.nCopies(10, worker));

        assertThat(Shown.text(look.block(false)).replace("\u001b[K", "").lines())
                .hasSize(5)
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(Shown.text(look.block(true))).startsWith("\u001b[5A");
    }

    @Test
    void anItemIsOneLineWhateverItsPathSays() {
        Item item = new Item("a", "FAILED", "s3://b/data/input/new\nline\u001b[2J", Map.of("error", "no\tfile"));

        assertThat(Shown.text(new ItemLine(item)))
                .isEqualTo("a  FAILED      s3://b/data/input/new\\u000aline\\u001b[2J  no\\u0009file%n".formatted());
    }
}
