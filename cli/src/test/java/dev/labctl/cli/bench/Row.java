package dev.labctl.cli.bench;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table.
 *
 * @param ours what was measured of labctl; null where nothing could be
 * @param unit the unit of the measured values
 * @param rival what it is compared with
 * @param theirs what was measured of the rival, in the same unit and in turns with ours
 * @param ratio ours divided by theirs, pair by pair
 * @param goal the most that the ratio, or without one our median, should be
 */
record Row(
        String what,
        @Nullable Samples ours,
        String unit,
        @Nullable String rival,
        @Nullable Samples theirs,
        @Nullable Samples ratio,
        @Nullable Double goal) {

    /** A figure without a goal. */
    static Row report(String what, Samples ours, String unit) {
        return new Row(what, ours, unit, null, null, null, null);
    }

    /** A figure that this machine lacks something for. */
    static Row skipped(String what, String reason) {
        return new Row("%s: skipped, %s".formatted(what, reason), null, "", null, null, null, null);
    }

    /** A figure that should be at most {@code goal}. */
    static Row atMost(double goal, String what, Samples ours, String unit) {
        return new Row(what, ours, unit, null, null, null, goal);
    }

    boolean missed() {
        Samples measured = ratio == null ? ours : ratio;
        return goal != null && measured != null && measured.median() > goal;
    }

    String text() {
        if (ours == null) {
            return what;
        }
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-46s %-32s", what, ours.text(unit)));
        if (rival != null && theirs != null && ratio != null) {
            line.append(String.format(
                    Locale.ROOT,
                    " %-24s %-32s %-22s",
                    rival,
                    theirs.text(unit),
                    "x" + ratio.text("").trim()));
        }
        if (goal != null) {
            String unitOfGoal = ratio == null ? " " + unit : "";
            line.append(String.format(
                    Locale.ROOT,
                    " goal %s%s%s: %s",
                    ratio == null ? "" : "x",
                    String.format(Locale.ROOT, goal >= 100 ? "%.0f" : "%.2f", goal),
                    unitOfGoal,
                    missed() ? "MISSED" : "met"));
        }
        return line.toString().stripTrailing();
    }
}
