package dev.labctl.cli.output;

import java.util.Locale;

/** Sizes as people read them, in decimal units: {@code 512 B}, {@code 3.4 kB}, {@code 1.2 GB}. */
public final class Sizes {
    private static final String UNITS = "kMGTPE";
    private static final int STEP = 1000;

    private Sizes() {}

    /**
     * Writes a size.
     *
     * @param bytes how many
     */
    public static String readable(long bytes) {
        if (bytes < STEP) {
            return bytes + " B";
        }
        double amount = bytes;
        int unit = -1;
        // What would be rounded to 1000.0 belongs to the next unit.
        while (amount >= STEP - 0.05 && unit < UNITS.length() - 1) {
            amount /= STEP;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %cB", amount, UNITS.charAt(unit));
    }
}
