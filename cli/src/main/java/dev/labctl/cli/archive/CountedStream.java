package dev.labctl.cli.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Tells how many bytes are read, or skipped, as they are. */
final class CountedStream extends FilterInputStream {
    private final LongConsumer read;

    CountedStream(InputStream source, LongConsumer read) {
        super(source);
        this.read = read;
    }

    @Override
    public int read() throws IOException {
        int octet = super.read();
        if (octet >= 0) {
            read.accept(1);
        }
        return octet;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = super.read(bytes, offset, length);
        if (count > 0) {
            read.accept(count);
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = super.skip(count);
        read.accept(skipped);
        return skipped;
    }
}
