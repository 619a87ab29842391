package dev.labctl.cli.archive;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The same archive in another of the shapes that pg_dump can give it.
 *
 * @param minor the archive's version, 14 to 16
 * @param offsets whether the table of contents says where the data is
 */
record Rewritten(int minor, int intSize, int offsetSize, Compression compression, boolean offsets) {
    private static final int CHUNK = 4096;

    byte[] of(byte[] archive) throws IOException {
        Map<Integer, Long> places = new HashMap<>();
        byte[] written = write(archive, places);
        // The offsets are known only now, and the numbers for them have a fixed size.
        return offsets ? write(archive, places) : written;
    }

    private byte[] write(byte[] archive, Map<Integer, Long> places) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ArchiveReader reader = new ArchiveReader(new ByteArrayInputStream(archive))) {
            writeHeader(out, reader.contents().header());
            List<TocEntry> entries = reader.contents().entries();
            writeInt(out, entries.size());
            for (TocEntry entry : entries) {
                writeEntry(out, entry, places.get(entry.id()));
            }
            for (Optional<DataBlock> next = reader.next(); next.isPresent(); next = reader.next()) {
                places.put(next.get().entry().id(), (long) out.size());
                writeBlock(out, next.get());
            }
        }
        return out.toByteArray();
    }

    private void writeHeader(ByteArrayOutputStream out, ArchiveHeader header) {
        out.writeBytes("PGDMP".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(new byte[] {1, (byte) minor, 0, (byte) intSize, (byte) offsetSize, 1});
        if (minor >= 15) {
            out.write(compression.code());
        } else {
            writeInt(out, compression == Compression.NONE ? 0 : -1);
        }
        LocalDateTime time = header.created();
        for (int field : new int[] {
            time.getSecond(),
            time.getMinute(),
            time.getHour(),
            time.getDayOfMonth(),
            time.getMonthValue() - 1,
            time.getYear() - 1900,
            0
        }) {
            writeInt(out, field);
        }
        writeString(out, header.database());
        writeString(out, header.serverVersion());
        writeString(out, header.dumpVersion());
    }

    private void writeEntry(ByteArrayOutputStream out, TocEntry entry, @Nullable Long place) {
        writeInt(out, entry.id());
        writeInt(out, entry.hasData() ? 1 : 0);
        writeString(out, Long.toString(entry.tableOid()));
        writeString(out, Long.toString(entry.oid()));
        writeString(out, entry.tag());
        writeString(out, entry.description());
        writeInt(out, entry.section().code());
        for (String text : List.of(
                entry.definition(),
                entry.drop(),
                entry.copy(),
                entry.schema(),
                entry.tablespace(),
                entry.tableAccessMethod())) {
            writeString(out, text);
        }
        if (minor >= 16) {
            writeInt(out, entry.description().equals("TABLE") ? 'r' : 0);
        }
        writeString(out, entry.owner());
        writeString(out, "false");
        for (int dependency : entry.dependencies()) {
            writeString(out, Integer.toString(dependency));
        }
        writeInt(out, -1);
        out.write(!entry.expectsData() ? 3 : offsets ? 2 : 1);
        writeNumber(out, offsets && place != null ? place : 0, offsetSize);
    }

    private void writeBlock(ByteArrayOutputStream out, DataBlock block) throws IOException {
        boolean objects = block.entry().isLargeObjects();
        out.write(objects ? 3 : 1);
        writeInt(out, block.entry().id());
        if (!objects) {
            writeContent(out, block);
            return;
        }
        for (OptionalLong oid = block.nextLargeObject(); oid.isPresent(); oid = block.nextLargeObject()) {
            writeInt(out, (int) oid.getAsLong());
            writeContent(out, block);
        }
        writeInt(out, 0);
    }

    private void writeContent(ByteArrayOutputStream out, DataBlock block) throws IOException {
        try (OutputStream encoder = encoder(new Chunks(out))) {
            block.content().transferTo(encoder);
        }
        writeInt(out, 0);
    }

    private OutputStream encoder(OutputStream chunks) throws IOException {
        return switch (compression) {
            case NONE -> chunks;
            case GZIP -> new DeflaterOutputStream(chunks, new Deflater(1), CHUNK);
            case LZ4 -> new LZ4FrameOutputStream(chunks, LZ4FrameOutputStream.BLOCKSIZE.SIZE_64KB);
            case ZSTD -> new ZstdOutputStream(chunks, 3);
        };
    }

    private void writeString(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        writeInt(out, bytes.length);
        out.writeBytes(bytes);
    }

    private void writeInt(ByteArrayOutputStream out, int value) {
        out.write(value < 0 ? 1 : 0);
        writeNumber(out, Math.abs((long) value), intSize);
    }

    private static void writeNumber(ByteArrayOutputStream out, long value, int size) {
        for (int i = 0; i < size; i++) {
            out.write(i < Long.BYTES ? (int) (value >>> (8 * i)) : 0);
        }
    }

    /** Each piece behind its length. */
    private final class Chunks extends FilterOutputStream {
        private final ByteArrayOutputStream archive;

        Chunks(ByteArrayOutputStream archive) {
            super(archive);
            this.archive = archive;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            for (int at = offset; at < offset + length; at += CHUNK) {
                int count = Math.min(CHUNK, offset + length - at);
                writeInt(archive, count);
                archive.write(bytes, at, count);
            }
        }
    }
}
