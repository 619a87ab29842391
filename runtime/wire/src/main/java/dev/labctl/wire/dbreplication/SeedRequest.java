package dev.labctl.wire.dbreplication;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code db-seed} is asked; nothing at all asks for the three sample rows.
 *
 * @param items these rows; at most one of {@code items}, {@code rows} and {@code csv} is given
 * @param rows so many generated rows
 * @param csv the rows of a CSV file in S3, whose first line names its columns
 * @param replace whether rows that are there make way; else a table that has rows is left alone
 */
public record SeedRequest(
        @Nullable List<InventoryItem> items,
        @Nullable Long rows,
        @Nullable CsvFile csv,
        boolean replace) {
    /** A CSV file in S3. */
    public record CsvFile(String bucket, String key) {}
}
