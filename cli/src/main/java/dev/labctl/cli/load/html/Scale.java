package dev.labctl.cli.load.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where a value stands on an axis, and which values are marked there. */
interface Scale {
    /** A marked value. */
    record Tick(double value, String label) {}

    /** From 0, the lowest value, to 1, the highest; values beyond are put at the ends. */
    double at(double value);

    /** The marked values, the lowest first. */
    List<Tick> ticks();

    /** Equal steps from zero. */
    static Scale linear(double highest) {
        double step = roundStep(Math.max(highest, 1) / 5);
        double top = Math.ceil(Math.max(highest, 1) / step) * step;
        List<Tick> ticks = new ArrayList<>();
        for (double value = 0; value <= top * 1.0001; value += step) {
            ticks.add(new Tick(value, number(value)));
        }
        return new Fixed(value -> value / top, ticks);
    }

    /** As many seconds, to the last one's end. */
    static Scale seconds(int count) {
        int last = Math.max(1, count);
        double step = roundStep(last / 8.0);
        List<Tick> ticks = new ArrayList<>();
        for (double value = 0; value <= last; value += step) {
            ticks.add(new Tick(value, number(value)));
        }
        return new Fixed(value -> value / last, ticks);
    }

    private static double roundStep(double least) {
        double magnitude = Math.pow(10, Math.floor(Math.log10(least)));
        for (double factor : new double[] {1, 2, 5}) {
            if (magnitude * factor >= least * 0.999 && magnitude * factor >= 1) {
                return magnitude * factor;
            }
        }
        return Math.max(1, magnitude * 10);
    }

    /** Equal steps for equal factors, of milliseconds. */
    static Scale millis(double lowest, double highest) {
        double bottom = marked(Math.max(lowest, 0.01), false);
        double top = Math.max(marked(Math.max(highest, 0.01), true), marked(Math.pow(10, bottom) * 4.9, true));
        boolean isWide = top - bottom > 3;
        List<Tick> ticks = new ArrayList<>();
        for (int power = (int) Math.floor(bottom); power <= Math.ceil(top); power++) {
            for (double factor : new double[] {1, 2, 5}) {
                double log = Math.log10(factor) + power;
                if (log >= bottom - 1e-9 && log <= top + 1e-9 && (factor == 1 || !isWide)) {
                    double value = factor * Math.pow(10, power);
                    ticks.add(new Tick(value, value >= 1000 ? number(value / 1000) + " s" : number(value) + " ms"));
                }
            }
        }
        return new Fixed(value -> (Math.log10(Math.max(value, 1e-9)) - bottom) / (top - bottom), ticks);
    }

    /** The logarithm of the value with a mark, 1, 2 or 5 times a power of ten, that is next above or below. */
    private static double marked(double value, boolean isAbove) {
        int power = (int) Math.floor(Math.log10(value));
        double next = isAbove ? power + 1 : power;
        for (double factor : new double[] {1, 2, 5}) {
            double log = Math.log10(factor) + power;
            if (isAbove && log >= Math.log10(value) && log < next) {
                next = log;
            } else if (!isAbove && log <= Math.log10(value)) {
                next = log;
            }
        }
        return next;
    }

    /** Percentiles up to that one, each nine as wide as the one before. */
    static Scale percentiles(double highest) {
        double top = Math.max(nines(highest), 1);
        List<Tick> ticks = new ArrayList<>();
        for (double percentile : new double[] {0, 50, 75, 90, 95, 99, 99.9, 99.99, 99.999}) {
            boolean isCrowded = top > 2.5 && (percentile == 75 || percentile == 95);
            if (nines(percentile) <= top * 1.0001 && !isCrowded) {
                ticks.add(new Tick(percentile, number(percentile) + " %"));
            }
        }
        return new Fixed(value -> nines(value) / top, ticks);
    }

    private static double nines(double percentile) {
        return percentile >= 100 ? Double.MAX_VALUE : -Math.log10(1 - percentile / 100);
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,d", (long) value)
                : String.valueOf(Math.rint(value * 1e6) / 1e6);
    }

    /** A scale that is known by its formula. */
    record Fixed(java.util.function.DoubleUnaryOperator formula, List<Tick> ticks) implements Scale {
        public Fixed {
            ticks = List.copyOf(ticks);
        }

        @Override
        public double at(double value) {
            return Math.min(1, Math.max(0, formula.applyAsDouble(value)));
        }
    }
}
