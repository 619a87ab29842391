package dev.labctl.cli.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a whole archive and checks everything that can be checked without a database.
 *
 * <p>Found are: a truncation at any byte; blocks that are missing, doubled, misplaced or of a wrong kind; any change to
 * gzip data, by its Adler-32; changes that break the structure of LZ4 or Zstandard data or the shape of rows. Not found
 * can be a changed byte inside a value where the archive is not compressed or compressed without a checksum (LZ4 and
 * Zstandard as pg_dump writes them), and one in the text of the table of contents: for those there is the SHA-256 in the
 * backup's manifest.
 */
public final class ArchiveCheck {
    private ArchiveCheck() {}

    /**
     * Checks the archive that {@code source} has from its beginning to its end.
     *
     * @throws CorruptArchiveException when something is wrong with it
     */
    public static ArchiveReport of(InputStream source) throws IOException {
        List<ArchiveReport.Table> tables = new ArrayList<>();
        Map<Integer, Long> offsets = new HashMap<>();
        long objects = 0;
        long objectBytes = 0;
        try (ArchiveReader reader = new ArchiveReader(source)) {
            for (Optional<DataBlock> next = reader.next(); next.isPresent(); next = reader.next()) {
                DataBlock block = next.get();
                offsets.put(block.entry().id(), block.offset());
                if (block.entry().isLargeObjects()) {
                    while (block.nextLargeObject().isPresent()) {
                        BlockContent content = (BlockContent) block.content();
                        content.drain();
                        objects++;
                        objectBytes += content.count();
                    }
                } else {
                    tables.add(table(block));
                }
            }
            return new ArchiveReport(reader.contents(), reader.position(), tables, objects, objectBytes, offsets);
        }
    }

    private static ArchiveReport.Table table(DataBlock block) throws IOException {
        TocEntry entry = block.entry();
        BlockContent content = (BlockContent) block.content();
        long rows = entry.copy().isEmpty() ? -1 : new CopyRows(block).count();
        content.drain();
        return new ArchiveReport.Table(entry.schema(), entry.tag(), rows, content.count(), content.stored());
    }
}
