package dev.labctl.localcloud.service.events;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.schedule.Schedule;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The schedules of rules: always in UTC, and counted from when the rule is made or enabled. */
final class RuleSchedule {
    private RuleSchedule() {}

    /**
     * Reads a schedule expression.
     *
     * @throws AwsError ValidationException when it is none
     */
    static Schedule parse(String expression) {
        return Schedule.parse(expression, ZoneOffset.UTC)
                .orElseThrow(() -> AwsError.validation("Parameter ScheduleExpression is not valid."));
    }

    /** The first tick of a rule that is made or enabled at that time; empty when there is none. */
    static Optional<Instant> first(Schedule schedule, Instant start) {
        return schedule.after(schedule instanceof Schedule.Rate ? start.truncatedTo(ChronoUnit.SECONDS) : start);
    }
}
