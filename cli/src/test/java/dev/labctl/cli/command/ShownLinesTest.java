package dev.labctl.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.cloud.Instance;
import dev.labctl.cli.cloud.Sqs;
import dev.labctl.cli.lab.ProcessesItems.Item;
import dev.labctl.cli.lab.WorksOffQueue.NamedQueue;
import dev.labctl.cli.lab.trace.Gap;
import dev.labctl.cli.lab.trace.Place;
import dev.labctl.cli.lab.trace.Trace;
import dev.labctl.cli.lab.trace.TraceEvent;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import dev.labctl.wire.filepipeline.ItemStatus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Results keep to the lines that a terminal gives them. */
class ShownLinesTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

    private static String shown(Result result) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        result.print(new Text(new PrintStream(bytes, true, StandardCharsets.UTF_8), false));
        return bytes.toString(StandardCharsets.UTF_8);
    }

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

        assertThat(shown(look.block(false)).replace("\u001b[K", "").lines())
                .hasSize(5)
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(shown(look.block(true))).startsWith("\u001b[5A");
    }

    @Test
    void aTraceFitsIntoEightyColumnsHoweverLongItsNamesAre() {
        Place place = new Place("DynamoDB catalog", "labctl-file-catalog-catalog");
        String path =
                "s3://labctl-file-pipeline-files-123456789012-eu-central-1/" + "data/input/".repeat(20) + "\u001b[2J";
        Trace trace = new Trace(
                "file-pipeline",
                "item 6af481a1-ff2b-41d5-b68d-c1cb1de73955, " + path,
                List.of(
                        TraceEvent.toTheSecond(AT, place, "put 5 B, version " + "v".repeat(60), "listing"),
                        TraceEvent.exact(AT.plusMillis(35), place, "FAILED: nothing at " + path, "row")
                                .failedIf(true),
                        TraceEvent.exact(AT.plusSeconds(86_400), place, "done", "row")),
                List.of(new Gap("no run for " + path, "labctl logs file-pipeline")),
                List.of("a note about " + path));

        String shown = shown(new TraceView("id", List.of(trace)));

        assertThat(shown.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(shown)
                .contains("2026-01-02 UTC", "03:04:05                DynamoDB catalog  put 5 B, version")
                .contains("03:04:05.035      <1 s  DynamoDB catalog  FAILED: nothing at")
                .contains("2026-01-03 UTC", "total ~23h 59m; slowest: 23h 59m until DynamoDB catalog: done")
                .contains("missing: no run for", "  next: labctl logs file-pipeline", "note: a note")
                .doesNotContain("\u001b");
    }

    @Test
    void anItemIsOneLineWhateverItsPathSays() {
        Item item = new Item("a", "FAILED", "s3://b/data/input/new\nline\u001b[2J", Map.of("error", "no\tfile"));

        assertThat(shown(new ItemLine(item)))
                .isEqualTo("a  FAILED      s3://b/data/input/new\\u000aline\\u001b[2J  no\\u0009file%n".formatted());
    }

    @Test
    void whatIsEmptyIsSaidToBeNone() {
        assertThat(shown(new Tree(Map.of("faults", Map.of())))).isEqualTo("faults: none%n".formatted());
    }
}
