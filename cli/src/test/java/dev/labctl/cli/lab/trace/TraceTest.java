package dev.labctl.cli.lab.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.cloud.Logs.LogEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Order and times of what is known to the millisecond, and of what is known to the second only. */
class TraceTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final Place PLACE = new Place("S3 primary", "bucket");

    private static TraceEvent exact(long millis, String what) {
        return TraceEvent.exact(NOON.plusMillis(millis), PLACE, what, "log");
    }

    private static TraceEvent toTheSecond(long millis, String what) {
        return TraceEvent.toTheSecond(NOON.plusMillis(millis), PLACE, what, "listing");
    }

    private static Trace trace(TraceEvent... events) {
        return new Trace("lab", "subject", List.of(events), List.of(), List.of());
    }

    private static List<String> order(Trace trace) {
        return trace.events().stream().map(TraceEvent::what).toList();
    }

    @Test
    void whatIsExactIsInTheOrderOfTime() {
        assertThat(order(trace(exact(30, "end"), exact(10, "start"), exact(20, "middle"))))
                .containsExactly("start", "middle", "end");
    }

    @Test
    void whatHappenedInTheSameSecondStaysInTheOrderOfCauses() {
        Trace trace =
                trace(toTheSecond(900, "put"), exact(950, "start"), toTheSecond(980, "replica"), exact(990, "end"));
        assertThat(order(trace)).containsExactly("put", "start", "replica", "end");
    }

    @Test
    void whatIsCertainlyEarlierGoesToItsPlaceWhateverItsPrecision() {
        Trace trace =
                trace(exact(2_500, "start"), exact(2_600, "end"), toTheSecond(1_000, "put"), exact(2_550, "line"));
        assertThat(order(trace)).containsExactly("put", "start", "line", "end");
    }

    @Test
    void noTimeBetweenEventsIsNegative() {
        Trace trace =
                trace(toTheSecond(900, "put"), exact(300, "start"), toTheSecond(400, "replica"), exact(310, "end"));
        assertThat(trace.hops().stream().skip(1).map(hop -> hop.sincePrevious().orElseThrow()))
                .allSatisfy(latency -> {
                    assertThat(latency.atLeast()).isGreaterThanOrEqualTo(Duration.ZERO);
                    assertThat(latency.atMost()).isGreaterThanOrEqualTo(latency.atLeast());
                    assertThat(latency.text()).isEqualTo("<1 s");
                });
    }

    @Test
    void timesAreAsExactAsTheEventsAre() {
        assertThat(text(exact(0, ""), exact(0, ""))).isEqualTo("0 ms");
        assertThat(text(exact(0, ""), exact(35, ""))).isEqualTo("35 ms");
        assertThat(text(exact(0, ""), exact(1_250, ""))).isEqualTo("1.250 s");
        assertThat(text(exact(0, ""), exact(185_000, ""))).isEqualTo("3m 05s");
        assertThat(text(toTheSecond(0, ""), exact(400, ""))).isEqualTo("<1 s");
        assertThat(text(toTheSecond(0, ""), exact(3_600, ""))).isEqualTo("~3 s");
        assertThat(text(toTheSecond(0, ""), toTheSecond(1_000, ""))).isEqualTo("<2 s");
        assertThat(text(exact(0, ""), toTheSecond(125_000, ""))).isEqualTo("~2m 05s");
    }

    private static String text(TraceEvent from, TraceEvent to) {
        return Latency.between(from, to).text();
    }

    @Test
    void theSlowestStepIsTheOneThatCertainlyTookLongest() {
        Trace trace =
                trace(exact(0, "put"), toTheSecond(1_000, "queued"), exact(5_500, "claimed"), exact(5_600, "done"));
        assertThat(trace.slowest().orElseThrow().event().what()).isEqualTo("claimed");
        assertThat(trace.total().orElseThrow().text()).isEqualTo("5.600 s");
        assertThat(trace(exact(0, "put"), exact(5, "end")).slowest()).isEmpty();
        assertThat(trace(exact(0, "put")).total()).isEmpty();
    }

    @Test
    void aPatternSelectsTheValueWhateverIsInIt() {
        assertThat(FilterPatterns.member("key", "data/a b+c.txt.")).isEqualTo("{ $.key = \"data/a b+c.txt.\" }");
        assertThat(FilterPatterns.member("key", "it's \"it\"")).isEqualTo("{ $.key = \"it*\" }");
        assertThat(FilterPatterns.member("key", "caf\u00e9/*")).isEqualTo("{ $.key = \"caf*\" }");
        assertThat(FilterPatterns.member("key", "\u65e5\u672c")).isEqualTo("{ $.key = \"*\" }");
        assertThat(FilterPatterns.member("key", "k".repeat(1024))).hasSizeLessThan(1024);
    }

    @Test
    void aRunIsToldByTheLinesOfThePlatform() {
        Attempt attempt = new Attempt("stream");
        for (String line : List.of(
                "START RequestId: 1 Version: $LATEST",
                "{\"level\":\"ERROR\",\"message\":\"FAILED a.txt: no\"}",
                "END RequestId: 1",
                "REPORT RequestId: 1\tDuration: 30000.00 ms\tBilled Duration: 30000 ms\tMemory Size: 512 MB\t"
                        + "Max Memory Used: 80 MB\tInit Duration: 312.40 ms\tStatus: timeout\n")) {
            attempt.add(new LogEvent("", NOON, "stream", line));
        }
        assertThat(attempt.init()).isEqualTo("cold start, init 312.40 ms");
        assertThat(attempt.ending()).isEqualTo("ends with timeout after 30000.00 ms, 80 of 512 MB used");
        assertThat(attempt.lines()).singleElement().satisfies(line -> {
            assertThat(line.said()).isEqualTo("FAILED a.txt: no");
            assertThat(line.isFailure()).isTrue();
        });
    }

    @Test
    void anAddressNamesItsBucketAndAKeyFitsAny() {
        assertThat(asked("s3://one/a b").keyIn("one")).contains("a b");
        assertThat(asked("s3://one/a b").keyIn("other")).isEmpty();
        assertThat(asked("s3:/one").keyIn("other")).contains("s3:/one");
        assertThat(asked("6af481a1-ff2b-41d5-b68d-c1cb1de73955").uuid()).isPresent();
        assertThat(asked("a.txt").uuid()).isEmpty();
    }

    private static Asked asked(String id) {
        return new Asked(id, null, false, NOON, NOON);
    }
}
