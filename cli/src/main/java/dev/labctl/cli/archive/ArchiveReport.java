package dev.labctl.cli.archive;

import java.util.List;
import java.util.Map;

/**
 * What a check of a whole archive found.
 *
 * @param bytes the archive's length
 * @param tables in the archive's order
 * @param largeObjects how many there are
 * @param largeObjectBytes their content together
 * @param offsets where in the archive each entry's data begins, by the entry's id
 */
public record ArchiveReport(
        TableOfContents contents,
        long bytes,
        List<Table> tables,
        long largeObjects,
        long largeObjectBytes,
        Map<Integer, Long> offsets) {

    /** Copies the tables and the offsets. */
    public ArchiveReport {
        tables = List.copyOf(tables);
        offsets = Map.copyOf(offsets);
    }

    /**
     * A table's data.
     *
     * @param rows how many; −1 where the archive has INSERT commands instead of COPY data
     * @param contentBytes of the rows as text
     * @param storedBytes of the rows as the archive has them
     */
    public record Table(String schema, String name, long rows, long contentBytes, long storedBytes) {}

    /** All rows of all tables. */
    public long rows() {
        return tables.stream().mapToLong(table -> Math.max(table.rows(), 0)).sum();
    }
}
