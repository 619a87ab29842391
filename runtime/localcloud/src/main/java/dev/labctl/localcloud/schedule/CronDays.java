package dev.labctl.localcloud.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.BitSet;

/** The days that the two day fields of a cron expression name, one of which must be {@code ?}. */
@FunctionalInterface
interface CronDays {
    String ANY = "?";
    int DAYS_OF_WEEK = 7;

    boolean include(LocalDate date);

    /**
     * Reads both fields.
     *
     * @throws IllegalArgumentException when they are not of that form
     */
    static CronDays parse(String ofMonth, String ofWeek) {
        if (ofMonth.equals(ANY) == ofWeek.equals(ANY)) {
            throw new IllegalArgumentException("exactly one of the day fields must be ?");
        }
        return ofWeek.equals(ANY) ? ofMonth(ofMonth) : ofWeek(ofWeek);
    }

    private static CronDays ofMonth(String text) {
        if (text.equals("L")) {
            return date -> date.getDayOfMonth() == date.lengthOfMonth();
        }
        if (text.equals("LW")) {
            return date -> date.equals(weekdayNear(date, date.lengthOfMonth()));
        }
        if (text.endsWith("W")) {
            int day = CronField.DAY_OF_MONTH.value(text.substring(0, text.length() - 1));
            return date -> day <= date.lengthOfMonth() && date.equals(weekdayNear(date, day));
        }
        BitSet days = CronField.DAY_OF_MONTH.values(text);
        return date -> days.get(date.getDayOfMonth());
    }

    /** The weekday nearest to that day of the date's month, in the same month. */
    private static LocalDate weekdayNear(LocalDate month, int day) {
        LocalDate near = month.withDayOfMonth(day);
        if (near.getDayOfWeek() == DayOfWeek.SATURDAY) {
            return day == 1 ? near.plusDays(2) : near.minusDays(1);
        }
        if (near.getDayOfWeek() == DayOfWeek.SUNDAY) {
            return day == near.lengthOfMonth() ? near.minusDays(2) : near.plusDays(1);
        }
        return near;
    }

    private static CronDays ofWeek(String text) {
        if (text.equals("L")) {
            return date -> date.getDayOfWeek() == DayOfWeek.SATURDAY;
        }
        if (text.endsWith("L")) {
            DayOfWeek day = dayOfWeek(text.substring(0, text.length() - 1));
            return date -> date.equals(date.with(TemporalAdjusters.lastInMonth(day)));
        }
        int hash = text.indexOf('#');
        if (hash >= 0) {
            DayOfWeek day = dayOfWeek(text.substring(0, hash));
            String which = text.substring(hash + 1);
            if (!which.matches("[1-5]")) {
                throw new IllegalArgumentException(text);
            }
            int week = Integer.parseInt(which);
            return date ->
                    date.getDayOfWeek() == day && (date.getDayOfMonth() + DAYS_OF_WEEK - 1) / DAYS_OF_WEEK == week;
        }
        BitSet days = CronField.DAY_OF_WEEK.values(text);
        return date -> days.get(date.getDayOfWeek().getValue() % DAYS_OF_WEEK + 1);
    }

    private static DayOfWeek dayOfWeek(String text) {
        return DayOfWeek.SATURDAY.plus(CronField.DAY_OF_WEEK.value(text));
    }
}
