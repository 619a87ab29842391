package dev.labctl.cli.archive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** Something whose bytes can be read from any offset, several times at once: a file, or an object with ranges. */
public interface ArchiveSource {
    /** A stream of the bytes from {@code offset} on, to be closed by whoever asked for it. */
    InputStream from(long offset) throws IOException;

    /** How many bytes there are. */
    long length() throws IOException;

    /** The same, telling how many bytes were read of it, each time that some are; by any thread. */
    default ArchiveSource counted(LongConsumer read) {
        ArchiveSource all = this;
        return new ArchiveSource() {
            @Override
            public InputStream from(long offset) throws IOException {
                return new CountedStream(all.from(offset), read);
            }

            @Override
            public long length() throws IOException {
                return all.length();
            }
        };
    }

    /** An archive in a file. */
    static ArchiveSource file(Path file) {
        return new ArchiveSource() {
            @Override
            public InputStream from(long offset) throws IOException {
                FileChannel channel = FileChannel.open(file);
                channel.position(offset);
                return Channels.newInputStream(channel);
            }

            @Override
            public long length() throws IOException {
                return Files.size(file);
            }
        };
    }

    /** An archive in memory. */
    static ArchiveSource of(byte[] archive) {
        return new ArchiveSource() {
            @Override
            public InputStream from(long offset) {
                int start = (int) Math.min(offset, archive.length);
                return new ByteArrayInputStream(archive, start, archive.length - start);
            }

            @Override
            public long length() {
                return archive.length;
            }
        };
    }
}
