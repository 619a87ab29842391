package dev.labctl.localcloud.service.events;

import dev.labctl.localcloud.core.AwsError;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a scheduled rule runs: {@code rate(...)} or {@code cron(...)}, in UTC. See <a
 * href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html">schedule patterns</a>.
 */
sealed interface Schedule {
    /** The first tick of a rule that is made or enabled at that time; empty when there is none. */
    Optional<Instant> first(Instant start);

    /** The tick after that tick. */
    Optional<Instant> after(Instant tick);

    /** The last tick that is not after {@code limit}, from {@code tick} on, which is not after it either. */
    Instant last(Instant tick, Instant limit);

    /**
     * Reads a schedule expression.
     *
     * @throws AwsError ValidationException when it is none
     */
    static Schedule parse(String expression) {
        Matcher rate = Rate.FORM.matcher(expression);
        if (rate.matches()) {
            return Rate.of(rate);
        }
        if (expression.startsWith("cron(") && expression.endsWith(")")) {
            return new Cron(CronExpression.parse(expression.substring("cron(".length(), expression.length() - 1))
                    .orElseThrow(Schedule::invalid));
        }
        throw invalid();
    }

    private static AwsError invalid() {
        return AwsError.validation("Parameter ScheduleExpression is not valid.");
    }

    /** Every so often, counted from when the rule is made or enabled. */
    record Rate(Duration period) implements Schedule {
        private static final Pattern FORM =
                Pattern.compile("rate\\(([1-9]\\d{0,8}) (minute|minutes|hour|hours|day|days)\\)");

        private static Rate of(Matcher form) {
            long value = Long.parseLong(form.group(1));
            boolean isPlural = form.group(2).endsWith("s");
            if (isPlural == (value == 1)) {
                throw invalid();
            }
            ChronoUnit unit =
                    switch (form.group(2).charAt(0)) {
                        case 'm' -> ChronoUnit.MINUTES;
                        case 'h' -> ChronoUnit.HOURS;
                        default -> ChronoUnit.DAYS;
                    };
            return new Rate(Duration.of(value, unit));
        }

        @Override
        public Optional<Instant> first(Instant start) {
            return after(start.truncatedTo(ChronoUnit.SECONDS));
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

    /** By the calendar. */
    record Cron(CronExpression expression) implements Schedule {
        @Override
        public Optional<Instant> first(Instant start) {
            return expression.after(start);
        }

        @Override
        public Optional<Instant> after(Instant tick) {
            return expression.after(tick);
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
