package dev.labctl.cli.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The data of one entry while it is read: a table's rows ({@link #content()}), or large objects one after the other
 * ({@link #nextLargeObject()}, then {@link #content()}).
 */
public final class DataBlock {
    private final TocEntry entry;
    private final long offset;
    private final ArchiveInput in;
    private final Compression compression;
    private final Set<Long> seen = new HashSet<>();
    private @Nullable BlockContent content;
    private boolean ended;

    DataBlock(TocEntry entry, long offset, ArchiveInput in, Compression compression) {
        this.entry = entry;
        this.offset = offset;
        this.in = in;
        this.compression = compression;
        if (!entry.isLargeObjects()) {
            content = new BlockContent(entry.title(), in, compression);
        }
    }

    /** Whose data this is. */
    public TocEntry entry() {
        return entry;
    }

    /** Where in the archive the block begins. */
    public long offset() {
        return offset;
    }

    /** The table's rows, or the bytes of the large object that {@link #nextLargeObject()} named; to be read once. */
    public InputStream content() {
        return Objects.requireNonNull(content, "no large object is open");
    }

    /** Goes to the next large object, after the rest of the one before is read and checked. */
    public OptionalLong nextLargeObject() throws IOException {
        if (!entry.isLargeObjects() || ended) {
            return OptionalLong.empty();
        }
        finishContent();
        long oid = in.readOid(entry.title() + ": a large object's id");
        if (oid == 0) {
            ended = true;
            return OptionalLong.empty();
        }
        if (!seen.add(oid)) {
            throw in.corrupt("%s: large object %d is there twice".formatted(entry.title(), oid));
        }
        content = new BlockContent(entry.title() + ", large object " + oid, in, compression);
        return OptionalLong.of(oid);
    }

    /** Reads and checks what is left of the block. */
    void finish() throws IOException {
        if (!entry.isLargeObjects()) {
            finishContent();
            return;
        }
        OptionalLong object = nextLargeObject();
        while (object.isPresent()) {
            object = nextLargeObject();
        }
    }

    private void finishContent() throws IOException {
        BlockContent open = content;
        if (open != null) {
            open.drain();
            open.close();
            content = null;
        }
    }

    CorruptArchiveException corrupt(String what) {
        return in.corrupt(entry.title() + ": " + what);
    }

    /** Goes to the block's end without looking at its bytes. */
    void skip() throws IOException {
        if (!entry.isLargeObjects()) {
            new ChunkInputStream(in).skipAll();
            return;
        }
        while (in.readOid(entry.title() + ": a large object's id") != 0) {
            new ChunkInputStream(in).skipAll();
        }
    }
}
