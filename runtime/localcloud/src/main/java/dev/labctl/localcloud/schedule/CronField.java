package dev.labctl.localcloud.schedule;

import java.util.BitSet;
import java.util.Locale;

/** A field of a cron expression: numbers or names, {@code *}, ranges, steps and lists of them. */
enum CronField {
    MINUTE(0, 59, ""),
    HOUR(0, 23, ""),
    DAY_OF_MONTH(1, 31, ""),
    MONTH(1, 12, "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"),
    DAY_OF_WEEK(1, 7, "SUN MON TUE WED THU FRI SAT"),
    YEAR(1970, 2199, "");

    /** With the space between two names. */
    private static final int NAME_LENGTH = 4;

    private final int least;
    private final int most;
    /** Of three letters each, from the least value on. */
    private final String names;

    CronField(int least, int most, String names) {
        this.least = least;
        this.most = most;
        this.names = names;
    }

    /**
     * The values that a field's text names.
     *
     * @throws IllegalArgumentException when it is not of the field's form
     */
    BitSet values(String text) {
        BitSet values = new BitSet();
        for (String item : text.split(",", -1)) {
            add(item, values);
        }
        return values;
    }

    private void add(String item, BitSet values) {
        String[] stepped = item.split("/", -1);
        int step = stepped.length == 1 ? 1 : number(stepped[1]);
        if (stepped.length > 2 || step < 1) {
            throw new IllegalArgumentException(item);
        }
        String[] range = stepped[0].equals("*") ? new String[0] : stepped[0].split("-", -1);
        if (range.length > 2) {
            throw new IllegalArgumentException(item);
        }
        int first = range.length == 0 ? least : value(range[0]);
        // 5/10 is from 5 on, every 10
        int end = stepped.length == 2 ? most : first;
        int last = range.length == 0 ? most : range.length == 2 ? value(range[1]) : end;
        if (first <= last) {
            addAll(first, last, step, values);
        } else {
            // a range that goes over the end, as 22-2 for hours or FRI-MON
            int wrapped = last + (most - least + 1);
            for (int value = first; value <= wrapped; value += step) {
                values.set(value > most ? value - (most - least + 1) : value);
            }
        }
    }

    private static void addAll(int first, int last, int step, BitSet values) {
        for (int value = first; value <= last; value += step) {
            values.set(value);
        }
    }

    /** One value, by number or name. */
    int value(String text) {
        int named = text.matches("[A-Za-z]{3}") ? names.indexOf(text.toUpperCase(Locale.ROOT)) : -1;
        int value = named < 0 ? number(text) : named / NAME_LENGTH + least;
        if (value < least || value > most) {
            throw new IllegalArgumentException(text);
        }
        return value;
    }

    private static int number(String text) {
        if (!text.matches("\\d{1,4}")) {
            throw new IllegalArgumentException(text);
        }
        return Integer.parseInt(text);
    }
}
