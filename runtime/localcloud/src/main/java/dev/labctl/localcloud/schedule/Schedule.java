package dev.labctl.localcloud.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When something recurs: {@code rate(...)} or {@code cron(...)}. See <a
 * href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html">schedule patterns</a>.
 */
public sealed interface Schedule {
    /** The tick after that tick; empty when it was the last. */
    Optional<Instant> after(Instant tick);

    /** The last tick that is not after {@code limit}, from {@code tick} on, which is not after it either. */
    Instant last(Instant tick, Instant limit);

    /** Reads a schedule expression; empty when it is none. The zone is where the calendar of a {@code cron} is read. */
    static Optional<Schedule> parse(String expression, ZoneId zone) {
        Matcher rate = Rate.FORM.matcher(expression);
        if (rate.matches()) {
            return Rate.of(rate);
        }
        if (expression.startsWith("cron(") && expression.endsWith(")")) {
            return CronExpression.parse(expression.substring("cron(".length(), expression.length() - 1))
                    .map(fields -> new Cron(fields, zone));
        }
        return Optional.empty();
    }

    /**
     * Every so often.
     *
     * @param period the time between two ticks
     */
    record Rate(Duration period) implements Schedule {
        private static final Pattern FORM =
                Pattern.compile("rate\\(([1-9]\\d{0,8}) (minute|minutes|hour|hours|day|days)\\)");

        private static Optional<Schedule> of(Matcher form) {
            long value = Long.parseLong(form.group(1));
            boolean isPlural = form.group(2).endsWith("s");
            if (isPlural == (value == 1)) {
                return Optional.empty();
            }
            ChronoUnit unit =
                    switch (form.group(2).charAt(0)) {
                        case 'm' -> ChronoUnit.MINUTES;
                        case 'h' -> ChronoUnit.HOURS;
                        default -> ChronoUnit.DAYS;
                    };
            return Optional.of(new Rate(Duration.of(value, unit)));
        }

        @Override
        public Optional<Instant> after(Instant tick) {
            return Optional.of(tick.plus(period));
        }

        @Override
        public Instant last(Instant tick, Instant limit) {
            long periods = Duration.between(tick, limit).dividedBy(period);
            return tick.plus(period.multipliedBy(periods));
        }
    }

    /**
     * By the calendar.
     *
     * @param expression the minutes that are meant
     * @param zone where
     */
    record Cron(CronExpression expression, ZoneId zone) implements Schedule {
        @Override
        public Optional<Instant> after(Instant tick) {
            return expression.after(tick, zone);
        }

        @Override
        public Instant last(Instant tick, Instant limit) {
            Instant last = tick;
            Optional<Instant> next = after(last);
            while (next.isPresent() && !next.get().isAfter(limit)) {
                last = next.get();
                next = after(last);
            }
            return last;
        }
    }
}
