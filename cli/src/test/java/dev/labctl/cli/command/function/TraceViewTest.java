package dev.labctl.cli.command.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.command.Shown;
import dev.labctl.cli.lab.trace.Gap;
import dev.labctl.cli.lab.trace.Place;
import dev.labctl.cli.lab.trace.Trace;
import dev.labctl.cli.lab.trace.TraceEvent;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A trace keeps to the lines that a terminal gives it. */
class TraceViewTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

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

        String shown = Shown.text(new TraceView("id", List.of(trace)));

        assertThat(shown.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(shown)
                .contains("2026-01-02 UTC", "03:04:05                DynamoDB catalog  put 5 B, version")
                .contains("03:04:05.035      <1 s  DynamoDB catalog  FAILED: nothing at")
                .contains("2026-01-03 UTC", "total ~23h 59m; slowest: 23h 59m until DynamoDB catalog: done")
                .contains("missing: no run for", "  next: labctl logs file-pipeline", "note: a note")
                .doesNotContain("\u001b");
    }
}
