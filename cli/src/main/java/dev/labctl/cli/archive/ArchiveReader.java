package dev.labctl.cli.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads an archive from its first byte to its last, in constant memory (the table of contents and one window of
 * decompression). Whoever asks for blocks until there are none has had every byte checked: every block is whole and
 * belongs to an entry, and every entry with data has had its block.
 */
public final class ArchiveReader implements Closeable {
    private static final int ROWS = 1;
    private static final int LARGE_OBJECTS = 3;

    private final InputStream source;
    private final ArchiveInput in;
    private final TableOfContents contents;
    private final Map<Integer, TocEntry> byId = new HashMap<>();
    private final Map<Integer, TocEntry> missing = new LinkedHashMap<>();
    private @Nullable DataBlock open;
    private boolean ended;

    /**
     * Reads the header and the table of contents; the stream is closed with the reader.
     *
     * @throws CorruptArchiveException when it is no archive, or one of an unknown version
     */
    public ArchiveReader(InputStream source) throws IOException {
        this.source = source;
        this.in = new ArchiveInput(source, 0);
        this.contents = TableOfContents.read(in);
        for (TocEntry entry : contents.entries()) {
            byId.put(entry.id(), entry);
            if (entry.expectsData()) {
                missing.put(entry.id(), entry);
            }
        }
    }

    /** The header and the entries. */
    public TableOfContents contents() {
        return contents;
    }

    /** How many bytes of the archive were read. */
    public long position() {
        return in.position();
    }

    /**
     * Goes to the next block, after the rest of the one before is read and checked.
     *
     * @return empty at the archive's end, when nothing was missing
     * @throws CorruptArchiveException when something is missing, unknown or damaged
     */
    public Optional<DataBlock> next() throws IOException {
        DataBlock before = open;
        if (before != null) {
            before.finish();
            open = null;
        }
        Optional<DataBlock> block = ended ? Optional.empty() : readBlockHeader();
        open = block.orElse(null);
        return block;
    }

    private Optional<DataBlock> readBlockHeader() throws IOException {
        long offset = in.position();
        int type = in.read();
        if (type < 0) {
            ended = true;
            for (TocEntry entry : missing.values()) {
                throw in.corrupt("the archive ends before the data of %s (%d of %d blocks are missing)"
                        .formatted(
                                entry.title(),
                                missing.size(),
                                contents.withData().size()));
            }
            return Optional.empty();
        }
        TocEntry entry = readOwner(type, in, byId);
        if (missing.remove(entry.id()) == null) {
            throw new CorruptArchiveException(
                    entry.title() + (entry.expectsData() ? " has a second data block" : " has data but should not"),
                    offset);
        }
        if (entry.offset().isPresent() && entry.offset().getAsLong() != offset) {
            throw new CorruptArchiveException(
                    "%s should have its data at byte %d".formatted(entry.title(), entry.dataOffset()), offset);
        }
        return Optional.of(new DataBlock(entry, offset, in, contents.header().compression()));
    }

    /** Reads the entry's id after a block's type and checks that they fit. */
    static TocEntry readOwner(int type, ArchiveInput in, Map<Integer, TocEntry> byId) throws IOException {
        if (type != ROWS && type != LARGE_OBJECTS) {
            throw in.corrupt("a data block of the unknown type " + type);
        }
        int id = in.readInt("a data block's id");
        TocEntry entry = byId.get(id);
        if (entry == null) {
            throw in.corrupt("a data block for entry %d, which the table of contents does not have".formatted(id));
        }
        if (entry.isLargeObjects() != (type == LARGE_OBJECTS)) {
            throw in.corrupt(entry.title() + " has a data block of the wrong type");
        }
        return entry;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
