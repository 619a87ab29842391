package dev.labctl.cli.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Measured values of one thing, all in one unit. */
record Samples(List<Double> values) {
    Samples {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        values = values.stream().sorted().toList();
    }

    static Samples of(double... values) {
        return new Samples(Arrays.stream(values).boxed().toList());
    }

    double median() {
        int middle = values.size() / 2;
        return values.size() % 2 == 1 ? values.get(middle) : (values.get(middle - 1) + values.get(middle)) / 2;
    }

    /** The median, and behind it the smallest and the largest where there are several. */
    String text(String unit) {
        if (values.size() == 1) {
            return number(median()) + " " + unit;
        }
        return "%s %s (%s to %s)"
                .formatted(number(median()), unit, number(values.get(0)), number(values.get(values.size() - 1)));
    }

    private static String number(double value) {
        String pattern = value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, pattern, value);
    }
}
