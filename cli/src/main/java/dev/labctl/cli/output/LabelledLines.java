package dev.labctl.cli.output;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Passes lines on as a whole, each with a label before it. */
final class LabelledLines extends OutputStream {
    private final PrintStream sink;
    private final byte[] label;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    LabelledLines(PrintStream sink, String label) {
        this.sink = sink;
        this.label = (label + " | ").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void write(int each) {
        if (line.size() == 0) {
            line.writeBytes(label);
        }
        line.write(each);
        if (each == '\n') {
            // In one piece, so that no other line comes in between.
            sink.write(line.toByteArray(), 0, line.size());
            sink.flush();
            line.reset();
        }
    }
}
