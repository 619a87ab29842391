package dev.labctl.localcloud.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Schedule expressions and the ticks they give. */
final class ScheduleTest {
    private static final Instant START = Instant.parse("2026-11-21T18:08:49Z");

    private static List<String> ticks(String expression, int count) {
        Schedule schedule = Schedule.parse(expression, ZoneOffset.UTC).orElseThrow();
        List<String> ticks = new ArrayList<>();
        Optional<Instant> tick = schedule.after(START);
        while (tick.isPresent() && ticks.size() < count) {
            ticks.add(tick.get().toString().replace(":00Z", ""));
            tick = schedule.after(tick.get());
        }
        return ticks;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 10 * * ? *           | 2026-11-22T10:00 | 2026-11-23T10:00",
                "15 12 * * ? *          | 2026-11-22T12:15 | 2026-11-23T12:15",
                "0 18 ? * MON-FRI *     | 2026-11-23T18:00 | 2026-11-24T18:00",
                "0 8 1 * ? *            | 2026-12-01T08:00 | 2027-01-01T08:00",
                "0/15 * * * ? *         | 2026-11-21T18:15 | 2026-11-21T18:30",
                "*/25 18 * * ? *        | 2026-11-21T18:25 | 2026-11-21T18:50",
                "0/10 * ? * MON-FRI *   | 2026-11-23T00:00 | 2026-11-23T00:10",
                "0/30 20-2 ? * * *      | 2026-11-21T20:00 | 2026-11-21T20:30",
                "9 18 * * ? *           | 2026-11-21T18:09 | 2026-11-22T18:09",
                "8 18 * * ? *           | 2026-11-22T18:08 | 2026-11-23T18:08",
                "5,35 14 * * ? *        | 2026-11-22T14:05 | 2026-11-22T14:35",
                "0 0 L * ? *            | 2026-11-30T00:00 | 2026-12-31T00:00",
                "0 0 LW * ? *           | 2026-11-30T00:00 | 2026-12-31T00:00",
                "0 0 1W * ? *           | 2026-12-01T00:00 | 2027-01-01T00:00",
                "0 0 22W 11 ? *         | 2026-11-23T00:00 | 2027-11-22T00:00",
                "0 0 ? * 6L *           | 2026-11-27T00:00 | 2026-12-25T00:00",
                "0 2 ? * SAT#3 *        | 2026-12-19T02:00 | 2027-01-16T02:00",
                "0 2 ? * L *            | 2026-11-28T02:00 | 2026-12-05T02:00",
                "0 0 29 2 ? *           | 2028-02-29T00:00 | 2032-02-29T00:00",
                "0 0 31 * ? *           | 2026-12-31T00:00 | 2027-01-31T00:00",
                "0 12 ? jan-feb sun 2027-2028 | 2027-01-03T12:00 | 2027-01-10T12:00"
            })
    void cronTicksOnTheMinutesItNames(String fields, String first, String second) {
        assertThat(ticks("cron(" + fields + ")", 2)).containsExactly(first, second);
    }

    @Test
    void aCronWhoseYearsArePastNeverTicks() {
        assertThat(ticks("cron(15 10 ? * 6L 2002-2005)", 1)).isEmpty();
        assertThat(ticks("cron(0 0 30 2 ? *)", 1)).isEmpty();
    }

    @Test
    void aRateCountsFromItsStart() {
        assertThat(ticks("rate(1 hour)", 2)).containsExactly("2026-11-21T19:08:49Z", "2026-11-21T20:08:49Z");
        assertThat(ticks("rate(5 minutes)", 1)).containsExactly("2026-11-21T18:13:49Z");
        assertThat(ticks("rate(2 days)", 1)).containsExactly("2026-11-23T18:08:49Z");
    }

    @Test
    void theLastTickBeforeATimeIsFoundWithoutLosingStep() {
        Schedule hourly = Schedule.parse("rate(1 hour)", ZoneOffset.UTC).orElseThrow();
        Instant tick = hourly.after(START).orElseThrow();
        assertThat(hourly.last(tick, tick.plus(Duration.ofMinutes(150)))).isEqualTo(tick.plus(Duration.ofHours(2)));
        assertThat(hourly.last(tick, tick)).isEqualTo(tick);
        Schedule daily = Schedule.parse("cron(0 10 * * ? *)", ZoneOffset.UTC).orElseThrow();
        Instant ten = daily.after(START).orElseThrow();
        assertThat(daily.last(ten, ten.plus(Duration.ofHours(50)))).isEqualTo(ten.plus(Duration.ofHours(48)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rate(1 hours)",
                "rate(2 hour)",
                "rate(0 minutes)",
                "rate(-1 minutes)",
                "rate(1.5 hours)",
                "rate(1 second)",
                "rate(1  hour)",
                "rate(hour)",
                "Rate(1 hour)",
                "every hour",
                "cron(INVALID)",
                "cron(0 dummy ? * MON-FRI *)",
                "cron(7 20 * * NOT *)",
                "cron(71 8 1 * ? *)",
                "cron(0 1 * * * *)",
                "cron(0 1 ? * ? *)",
                "cron(0 24 * * ? *)",
                "cron(0 1 0 * ? *)",
                "cron(0 1 ? * 8 *)",
                "cron(0 1 ? * 0 *)",
                "cron(0 1 ? * 2#6 *)",
                "cron(0 1 * 13 ? *)",
                "cron(0 1 * * ? 1969)",
                "cron(0/0 1 * * ? *)",
                "cron(0,, 1 * * ? *)",
                "cron(? 1 * * ? *)",
                "cron(0 1 * * ?)",
                "cron(0 1 * * ? * *)"
            })
    void whatIsNoScheduleIsRefused(String expression) {
        assertThat(Schedule.parse(expression, ZoneOffset.UTC)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // the clocks of Berlin leave out 2:00 to 3:00 on 2026-03-29, and show it twice on 2026-10-25
                "30 2 * * ? *  | 2026-03-28T00:00:00Z | 2026-03-28T01:30:00Z | 2026-03-30T00:30:00Z",
                "30 2 * * ? *  | 2026-10-24T12:00:00Z | 2026-10-25T00:30:00Z | 2026-10-26T01:30:00Z",
                "30 * * * ? *  | 2026-10-24T23:45:00Z | 2026-10-25T00:30:00Z | 2026-10-25T02:30:00Z",
                "30 2 * * ? *  | 2026-10-25T00:45:00Z | 2026-10-26T01:30:00Z | 2026-10-27T01:30:00Z",
                "0 10 * * ? *  | 2026-06-30T00:00:00Z | 2026-06-30T08:00:00Z | 2026-07-01T08:00:00Z"
            })
    void aCronInATimeZoneSkipsTheHourThatItsClocksSkipAndTicksOnceInTheOneTheyRepeat(
            String fields, Instant from, Instant first, Instant second) {
        Schedule schedule = Schedule.parse("cron(" + fields + ")", ZoneId.of("Europe/Berlin"))
                .orElseThrow();
        assertThat(schedule.after(from)).contains(first);
        assertThat(schedule.after(first)).contains(second);
    }
}
