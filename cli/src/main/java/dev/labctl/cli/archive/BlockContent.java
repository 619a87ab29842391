package dev.labctl.cli.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** A block's decompressed bytes; what is wrong with them is told with the entry's name and the offset. */
final class BlockContent extends InputStream {
    private static final int SINK = 1 << 16;

    private final String title;
    private final ArchiveInput in;
    private final ChunkInputStream chunks;
    private final InputStream decoded;
    private long total;
    private boolean ended;

    BlockContent(String title, ArchiveInput in, Compression compression) {
        this.title = title;
        this.in = in;
        this.chunks = new ChunkInputStream(in);
        this.decoded = compression.decode(chunks);
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (ended) {
            return -1;
        }
        try {
            int read = decoded.read(bytes, offset, length);
            if (read >= 0) {
                total += read;
                return read;
            }
            ended = true;
            if (chunks.read() >= 0) {
                throw new IOException("data after the end of what was compressed");
            }
            return -1;
        } catch (IOException e) {
            throw named(e);
        }
    }

    private IOException named(IOException e) {
        if (in.isSourceFailure(e)) {
            return e;
        }
        String what = e instanceof CorruptArchiveException corrupt ? corrupt.what() : text(e);
        return new CorruptArchiveException(title + ": " + what, in.position(), e);
    }

    private static String text(IOException e) {
        return Objects.requireNonNullElse(e.getMessage(), e.toString());
    }

    /** Reads and checks what is left. */
    void drain() throws IOException {
        byte[] sink = new byte[SINK];
        int count;
        do {
            count = read(sink, 0, sink.length);
        } while (count >= 0);
    }

    /** How many bytes the content had so far. */
    long count() {
        return total;
    }

    /** How many bytes the archive has for them. */
    long stored() {
        return chunks.stored();
    }

    @Override
    public void close() throws IOException {
        decoded.close();
    }
}
