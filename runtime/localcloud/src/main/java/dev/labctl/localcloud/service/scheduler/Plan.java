package dev.labctl.localcloud.service.scheduler;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.schedule.Schedule;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.scheduler.model.GetScheduleResponse;

/**
 * When a schedule is due: once, {@code at(...)}, or again and again between its start and its end. A {@code rate(...)}
 * counts from the start, or from when the schedule was made, which is due at once. See <a
 * href="https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html">schedule types</a>.
 */
final class Plan {
    private static final Pattern AT = Pattern.compile("at\\((\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2})\\)");

    private final @Nullable Instant once;
    private final @Nullable Schedule recurring;
    private final Instant start;
    private final Instant end;

    private Plan(@Nullable Instant once, @Nullable Schedule recurring, Instant start, Instant end) {
        this.once = once;
        this.recurring = recurring;
        this.start = start;
        this.end = end;
    }

    /**
     * Reads a schedule's expression.
     *
     * @throws AwsError ValidationException when it is none, or the time zone is unknown
     */
    static Plan of(GetScheduleResponse schedule) {
        String expression = schedule.scheduleExpression();
        ZoneId zone = zone(schedule.scheduleExpressionTimezone());
        Matcher at = AT.matcher(expression);
        Instant start = schedule.startDate() == null ? schedule.creationDate() : schedule.startDate();
        Instant end = schedule.endDate() == null ? Instant.MAX : schedule.endDate();
        if (at.matches()) {
            try {
                Instant once = LocalDateTime.parse(at.group(1)).atZone(zone).toInstant();
                return new Plan(once, null, start, end);
            } catch (DateTimeException e) {
                throw SchedulerErrors.invalidExpression(expression);
            }
        }
        Schedule recurring =
                Schedule.parse(expression, zone).orElseThrow(() -> SchedulerErrors.invalidExpression(expression));
        return new Plan(null, recurring, start, end);
    }

    private static ZoneId zone(@Nullable String name) {
        if (name == null) {
            return ZoneOffset.UTC;
        }
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            throw AwsError.validation("Invalid Schedule Expression Timezone " + name + ".");
        }
        return ZoneId.of(name);
    }

    /** When the schedule is due next, seen from that time; empty when it no longer is. */
    Optional<Instant> from(Instant time) {
        if (once != null) {
            return Optional.of(once).filter(instant -> !instant.isBefore(time));
        }
        Instant earliest = start.isAfter(time) ? start : time;
        return upToEnd(
                recurring instanceof Schedule.Rate rate
                        ? Optional.of(onGrid(rate.period(), earliest))
                        : after(earliest.minusNanos(1)));
    }

    private Instant onGrid(Duration period, Instant earliest) {
        Instant before =
                start.plus(period.multipliedBy(Duration.between(start, earliest).dividedBy(period)));
        return before.isBefore(earliest) ? before.plus(period) : before;
    }

    /** When the schedule is due after it was at {@code tick}; empty when that was the last time. */
    Optional<Instant> after(Instant tick) {
        return recurring == null ? Optional.empty() : upToEnd(recurring.after(tick));
    }

    private Optional<Instant> upToEnd(Optional<Instant> tick) {
        return tick.filter(instant -> !instant.isAfter(end));
    }

    /** When it was last due up to {@code limit}, from {@code tick} on. */
    Instant last(Instant tick, Instant limit) {
        return recurring == null ? tick : recurring.last(tick, end.isBefore(limit) ? end : limit);
    }
}
