package dev.labctl.localcloud.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The six fields of EventBridge's {@code cron(...)}: minutes, hours, day of month, month, day of week, year.
 *
 * <p>Read here and not by a library, because the dialect is AWS's own: one of the two day fields must be {@code ?}, days of
 * the week count from 1 for Sunday, and {@code L}, {@code W} and {@code #} stand for single days. See <a
 * href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html">cron expressions</a>.
 */
public final class CronExpression {
    private static final int FIELDS = 6;
    private static final int LAST_YEAR = 2199;

    private final BitSet minutes;
    private final BitSet hours;
    private final CronDays days;
    private final BitSet months;
    private final BitSet years;

    private CronExpression(BitSet minutes, BitSet hours, CronDays days, BitSet months, BitSet years) {
        this.minutes = minutes;
        this.hours = hours;
        this.days = days;
        this.months = months;
        this.years = years;
    }

    /** Reads the fields; empty when they are no cron expression. */
    public static Optional<CronExpression> parse(String fields) {
        String[] field = fields.strip().split("\\s+", -1);
        if (field.length != FIELDS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new CronExpression(
                    CronField.MINUTE.values(field[0]),
                    CronField.HOUR.values(field[1]),
                    CronDays.parse(field[2], field[4]),
                    CronField.MONTH.values(field[3]),
                    CronField.YEAR.values(field[5])));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * The first matching minute of the zone after that time; empty when no year has one. A minute that the zone's clocks
     * leave out does not count, and one that they show twice counts once.
     */
    public Optional<Instant> after(Instant time, ZoneId zone) {
        LocalDateTime next = LocalDateTime.ofInstant(time, zone)
                .truncatedTo(ChronoUnit.MINUTES)
                .plusMinutes(1);
        while (next.getYear() <= LAST_YEAR) {
            LocalDate date = next.toLocalDate();
            if (!years.get(date.getYear())) {
                next = date.withDayOfYear(1).plusYears(1).atStartOfDay();
            } else if (!months.get(date.getMonthValue())) {
                next = date.withDayOfMonth(1).plusMonths(1).atStartOfDay();
            } else if (!days.include(date)) {
                next = date.plusDays(1).atStartOfDay();
            } else {
                LocalDateTime found = onDay(next);
                if (found == null) {
                    next = date.plusDays(1).atStartOfDay();
                    continue;
                }
                List<ZoneOffset> offsets = zone.getRules().getValidOffsets(found);
                if (!offsets.isEmpty() && found.toInstant(offsets.get(0)).isAfter(time)) {
                    return Optional.of(found.toInstant(offsets.get(0)));
                }
                next = found.plusMinutes(1);
            }
        }
        return Optional.empty();
    }

    /** The first matching minute from {@code time} on, on its day; null when it has none left. */
    private @Nullable LocalDateTime onDay(LocalDateTime time) {
        int hour = hours.nextSetBit(time.getHour());
        if (hour < 0) {
            return null;
        }
        int minute = minutes.nextSetBit(hour == time.getHour() ? time.getMinute() : 0);
        if (minute < 0) {
            hour = hours.nextSetBit(hour + 1);
            minute = minutes.nextSetBit(0);
        }
        return hour < 0 ? null : time.toLocalDate().atTime(hour, minute);
    }
}
