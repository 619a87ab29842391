package dev.labctl.cli.progress;

import dev.labctl.cli.output.Console;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.ScreenSize;
import java.io.BufferedReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jline.builtins.ScreenTerminal;

/** Where somebody sits at a terminal and looks at a run, whose clock is moved by hand. */
final class Seat {
    private final ScreenTerminal terminal;
    private final AtomicLong clock = new AtomicLong();
    private final Output output;
    private ScreenSize size;

    Seat(int columns, int rows) {
        size = new ScreenSize(columns, rows);
        terminal = new ScreenTerminal(columns, rows);
        PrintStream stream = new PrintStream(new Wire(), true, StandardCharsets.UTF_8);
        Console console =
                new Console(stream, stream, new BufferedReader(Reader.nullReader()), true, prompt -> null, () -> size);
        output = new Output(console, Output.Format.TEXT, 0, true);
    }

    Output output() {
        return output;
    }

    Progress progress(EarlierRuns earlier) {
        return new Progress(output, earlier, clock::get);
    }

    void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    /** Another size, of which the lines on the screen know nothing. */
    void resize(int columns, int rows) {
        size = new ScreenSize(columns, rows);
        terminal.setSize(columns, rows);
    }

    /** What is to be seen, without the empty lines at the end. */
    List<String> seen() {
        return terminal.toString().lines().map(String::stripTrailing).toList().stream()
                .takeWhile(line -> !line.isEmpty())
                .toList();
    }

    private final class Wire extends OutputStream {
        @Override
        public void write(int each) {
            write(new byte[] {(byte) each}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            // What a terminal's driver makes of a line's end.
            terminal.write(new String(bytes, offset, length, StandardCharsets.UTF_8).replace("\n", "\r\n"));
        }
    }
}
