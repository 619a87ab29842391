package dev.labctl.cli.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Something whose bytes can be read from any offset, several times at once: a file, or an object with ranges. */
@FunctionalInterface
public interface ArchiveSource {
    /** A stream of the bytes from {@code offset} on, to be closed by whoever asked for it. */
    InputStream from(long offset) throws IOException;

    /** An archive in a file. */
    static ArchiveSource file(Path file) {
        return offset -> {
            FileChannel channel = FileChannel.open(file);
            channel.position(offset);
            return Channels.newInputStream(channel);
        };
    }
}
