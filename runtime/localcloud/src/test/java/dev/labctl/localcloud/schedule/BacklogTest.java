package dev.labctl.localcloud.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** How much of a schedule is made up for when a clock was moved over it. */
class BacklogTest {
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

    private static Instant first(String expression, Duration moved) {
        Schedule schedule = Schedule.parse(expression, ZoneOffset.UTC).orElseThrow();
        return Backlog.first(FIRST, FIRST.plus(moved), schedule::after, schedule::last);
    }

    @Test
    void aWeekOfMinutesAndAYearOfHoursAreMadeUpForWhole() {
        assertThat(first("rate(1 minute)", Duration.ofDays(6))).isEqualTo(FIRST);
        assertThat(first("rate(1 hour)", Duration.ofDays(365))).isEqualTo(FIRST);
        assertThat(first("rate(999999999 days)", Duration.ofDays(36_500))).isEqualTo(FIRST);
        assertThat(first("cron(0,1 0 1 * ? *)", Duration.ofDays(3_650))).isEqualTo(FIRST);
    }

    @Test
    void ofYearsOfMinutesTheLastAreMadeUpFor() {
        Duration year = Duration.ofDays(365);
        assertThat(first("rate(1 minute)", year))
                .isEqualTo(FIRST.plus(year).minus(Duration.ofMinutes(Backlog.MOST_TICKS)));
        assertThat(first("cron(* * * * ? *)", year))
                .isEqualTo(FIRST.plus(year).minus(Duration.ofMinutes(Backlog.MOST_TICKS)));
    }
}
