package dev.labctl.wire.dbreplication;

import org.jspecify.annotations.Nullable;

/**
 * What {@code db-seed} answers: {@code {"seeded":true,"rows":3}} or {@code {"seeded":false,"existingRows":n}}.
 *
 * @param seeded whether rows were written
 * @param rows how many; null when none were written
 * @param existingRows how many the table had already, so that it was left alone; null when it was seeded
 */
public record SeedResult(
        boolean seeded, @Nullable Long rows, @Nullable Long existingRows) {
    /** The table has these many new rows. */
    public static SeedResult seeded(long rows) {
        return new SeedResult(true, rows, null);
    }

    /** The table had rows and was left alone. */
    public static SeedResult skipped(long existingRows) {
        return new SeedResult(false, null, existingRows);
    }
}
