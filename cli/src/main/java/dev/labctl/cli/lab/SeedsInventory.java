package dev.labctl.cli.lab;

import dev.labctl.cli.progress.Progress;
import dev.labctl.cli.stack.Deployment;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Has a table of inventory rows that can be filled: {@code labctl seed inventory}. */
public non-sealed interface SeedsInventory extends Capability {
    @Override
    default String verb() {
        return "seed";
    }

    /**
     * What to fill it with; with neither rows nor file, a few samples.
     *
     * @param rows so many generated ones
     * @param file a CSV or JSON file
     * @param replace whether rows that are there make way
     */
    record Seed(@Nullable Long rows, @Nullable Path file, boolean replace) {}

    /**
     * What came of it.
     *
     * @param seeded whether rows were written; false when the table had some and was left alone
     * @param rows how many the table has
     */
    record Seeded(boolean seeded, long rows) {}

    /**
     * Fills the table. All rows are there afterwards, or none of the new ones.
     *
     * @param progress of a file's upload, and of the time that loading takes
     */
    Seeded seed(Deployment deployment, Seed seed, Progress progress);
}
