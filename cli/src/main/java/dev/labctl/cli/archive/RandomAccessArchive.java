package dev.labctl.cli.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * An archive whose blocks can be read in any order and by several threads at once. Where the table of contents has no
 * offsets, as in archives that went through a pipe, they are found by one pass over the blocks' headers.
 */
public final class RandomAccessArchive {
    private final ArchiveSource source;
    private final TableOfContents contents;
    private final Map<Integer, TocEntry> byId = new HashMap<>();
    private final Map<Integer, Long> offsets = new HashMap<>();
    private final Map<Integer, Long> sizes = new HashMap<>();

    private RandomAccessArchive(ArchiveSource source, RandomAccessArchive known) {
        this.source = source;
        this.contents = known.contents;
        this.byId.putAll(known.byId);
        this.offsets.putAll(known.offsets);
        this.sizes.putAll(known.sizes);
    }

    /** The same archive, which tells of the bytes that are read from now on. */
    public RandomAccessArchive counted(LongConsumer read) {
        return new RandomAccessArchive(source.counted(read), this);
    }

    /**
     * Reads the table of contents and finds every block.
     *
     * @throws CorruptArchiveException when it is no archive, or a block is missing or belongs to nobody
     */
    public RandomAccessArchive(ArchiveSource source) throws IOException {
        this.source = source;
        try (InputStream stream = source.from(0)) {
            ArchiveInput in = new ArchiveInput(stream, 0);
            contents = TableOfContents.read(in);
            boolean known = true;
            for (TocEntry entry : contents.entries()) {
                byId.put(entry.id(), entry);
                if (entry.expectsData()) {
                    known &= entry.offset().isPresent();
                    entry.offset().ifPresent(offset -> offsets.put(entry.id(), offset));
                }
            }
            if (!known) {
                scan(in);
            }
        }
        measure();
    }

    /** The archive that a check has read to its end, and so found every block of. */
    public RandomAccessArchive(ArchiveSource source, ArchiveReport checked) throws IOException {
        this.source = source;
        this.contents = checked.contents();
        contents.entries().forEach(entry -> byId.put(entry.id(), entry));
        offsets.putAll(checked.offsets());
        measure();
    }

    /** Blocks follow each other without gaps: each ends where the next begins. */
    private void measure() throws IOException {
        List<Map.Entry<Integer, Long>> blocks = new ArrayList<>(offsets.entrySet());
        blocks.sort(Map.Entry.comparingByValue());
        long end = source.length();
        for (int i = blocks.size() - 1; i >= 0; i--) {
            sizes.put(blocks.get(i).getKey(), end - blocks.get(i).getValue());
            end = blocks.get(i).getValue();
        }
    }

    /** How many bytes of the archive an entry's data takes, 0 when it has none. */
    public long size(TocEntry entry) {
        return sizes.getOrDefault(entry.id(), 0L);
    }

    private void scan(ArchiveInput in) throws IOException {
        offsets.clear();
        long offset = in.position();
        for (int type = in.read(); type >= 0; type = in.read()) {
            TocEntry entry = ArchiveReader.readOwner(type, in, byId);
            if (offsets.put(entry.id(), offset) != null) {
                throw in.corrupt(entry.title() + " has a second data block");
            }
            new DataBlock(entry, offset, in, contents.header().compression()).skip();
            offset = in.position();
        }
        for (TocEntry entry : contents.withData()) {
            if (!offsets.containsKey(entry.id())) {
                throw in.corrupt("the archive ends before the data of " + entry.title());
            }
        }
    }

    /** The header and the entries. */
    public TableOfContents contents() {
        return contents;
    }

    /** A block that is open for reading, and the stream behind it. */
    public static final class OpenBlock implements Closeable {
        private final DataBlock block;
        private final InputStream stream;

        private OpenBlock(DataBlock block, InputStream stream) {
            this.block = block;
            this.stream = stream;
        }

        /** The data. */
        public DataBlock block() {
            return block;
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }

    /** Opens the data of an entry that has some; threads may each have a block open. */
    public OpenBlock open(TocEntry entry) throws IOException {
        Long offset = offsets.get(entry.id());
        if (offset == null) {
            throw new IllegalArgumentException(entry.title() + " has no data");
        }
        InputStream stream = source.from(offset);
        try {
            ArchiveInput in = new ArchiveInput(stream, offset);
            in.sizes(contents.header().intSize(), contents.header().offsetSize());
            TocEntry owner = ArchiveReader.readOwner(in.readByte("the data of " + entry.title()), in, byId);
            if (owner.id() != entry.id()) {
                throw in.corrupt("%s has its data where %s should".formatted(owner.title(), entry.title()));
            }
            return new OpenBlock(
                    new DataBlock(entry, offset, in, contents.header().compression()), stream);
        } catch (IOException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }
}
