package dev.labctl.cli.output;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Passes results on, and remembers why they did not arrive: a {@link java.io.PrintStream} above forgets the reason. */
public final class ResultStream extends OutputStream {
    private static final String READER_LEFT = "Broken pipe";

    private final OutputStream sink;
    private @Nullable IOException loss;

    /** Passes everything on to this stream. */
    public ResultStream(OutputStream sink) {
        this.sink = sink;
    }

    /** Why something that was written is lost; nothing when all arrived, or the reader had seen enough and left. */
    public Optional<IOException> loss() {
        return Optional.ofNullable(loss).filter(e -> !READER_LEFT.equals(e.getMessage()));
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            sink.write(bytes, offset, length);
        } catch (IOException e) {
            loss = e;
            throw e;
        }
    }

    @Override
    public void flush() throws IOException {
        sink.flush();
    }

    @Override
    public void close() throws IOException {
        sink.close();
    }
}
