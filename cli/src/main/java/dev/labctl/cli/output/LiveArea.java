package dev.labctl.cli.output;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/**
 * The lines at the bottom of a terminal that are drawn again and again, below those that stay. The cursor always rests at
 * the beginning of the line below them: whatever ends the process, the terminal is whole. Safe for use by many threads.
 */
public final class LiveArea {
    private static final String UP = "\u001b[%dA";
    private static final String ERASE_BELOW = "\u001b[J";
    private static final String ERASE_REST = "\u001b[K";
    /** While lines are drawn, too long ones are cut off and not broken: each takes one row. */
    private static final String NO_WRAP = "\u001b[?7l";

    private static final String WRAP = "\u001b[?7h";

    private final PrintStream terminal;
    private final Supplier<ScreenSize> screen;
    private final PrintStream above = new PrintStream(new Above(), true, StandardCharsets.UTF_8);
    private List<String> drawn = List.of();
    private int columns = Integer.MAX_VALUE;
    private boolean inLine;
    private boolean isRetired;
    private long written;

    /** An area at the bottom of this terminal. */
    LiveArea(PrintStream terminal, Supplier<ScreenSize> screen) {
        this.terminal = terminal;
        this.screen = screen;
    }

    /** Takes the lines that stay, above the area. */
    public PrintStream above() {
        return above;
    }

    /** How much the terminal shows now. */
    public ScreenSize screen() {
        return screen.get();
    }

    /** How many bytes were written that stay. */
    public synchronized long written() {
        return written;
    }

    /** Draws these lines in place of those before; not while a line above them is unfinished. */
    public synchronized void draw(List<String> lines, ScreenSize size) {
        if (isRetired || inLine || (lines.isEmpty() && drawn.isEmpty())) {
            return;
        }
        StringBuilder all = new StringBuilder(NO_WRAP).append(back(size.columns()));
        lines.forEach(line -> all.append(line).append(ERASE_REST).append('\n'));
        terminal.print(all.append(ERASE_BELOW).append(WRAP));
        terminal.flush();
        drawn = List.copyOf(lines);
        columns = size.columns();
    }

    /** Takes the lines away. */
    public synchronized void erase() {
        if (!drawn.isEmpty()) {
            terminal.print(back(columns) + ERASE_BELOW);
            terminal.flush();
            drawn = List.of();
        }
    }

    /** Takes the lines away for good: the work is being ended, and nobody is to think that it goes on. */
    public synchronized void retire() {
        erase();
        isRetired = true;
    }

    /** To where the area begins; a terminal that became narrower has broken its lines meanwhile. */
    private String back(int columnsNow) {
        if (drawn.isEmpty()) {
            return "";
        }
        int rows = columnsNow >= columns
                ? drawn.size()
                : drawn.stream()
                        .mapToInt(line -> Math.max(1, (Text.visible(line) + columnsNow - 1) / columnsNow))
                        .sum();
        return "\r" + UP.formatted(rows);
    }

    private final class Above extends OutputStream {
        @Override
        public void write(int each) {
            write(new byte[] {(byte) each}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            synchronized (LiveArea.this) {
                if (length > 0) {
                    erase();
                    terminal.write(bytes, offset, length);
                    inLine = bytes[offset + length - 1] != '\n';
                    written += length;
                }
            }
        }

        @Override
        public void flush() {
            terminal.flush();
        }
    }
}
