package dev.labctl.cli.archive;

import dev.labctl.cli.archive.codec.Lz4FrameInputStream;
import dev.labctl.cli.archive.codec.ZstdInputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** How the data blocks of an archive are compressed. */
public enum Compression {
    /** Not at all: nothing but the rows' shape tells whether a byte changed. */
    NONE(0),
    /** As zlib streams, each with an Adler-32 checksum. */
    GZIP(1),
    /** As LZ4 frames; pg_dump writes them without a checksum of their content. */
    LZ4(2),
    /** As Zstandard frames; pg_dump writes them without a checksum of their content. */
    ZSTD(3);

    private final int code;

    Compression(int code) {
        this.code = code;
    }

    /** The number that the header has for it. */
    int code() {
        return code;
    }

    static Optional<Compression> ofCode(int code) {
        return Arrays.stream(values()).filter(known -> known.code == code).findFirst();
    }

    /** Decompresses a block's data; an empty stream has empty content, as pg_dump leaves out what it never began. */
    InputStream decode(InputStream data) {
        return switch (this) {
            case NONE -> data;
            case GZIP -> new ZlibInputStream(data);
            case LZ4 -> new Lz4FrameInputStream(data);
            case ZSTD -> new ZstdInputStream(data);
        };
    }
}
