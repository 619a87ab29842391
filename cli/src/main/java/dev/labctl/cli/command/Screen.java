package dev.labctl.cli.command;

import dev.labctl.cli.output.ScreenSize;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The terminal that the process was started at, whose size {@code stty} knows. */
final class Screen {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,5}) (\\d{1,5})");
    private static final File TERMINAL = new File("/dev/tty");

    /** So long is an answer taken to hold: asking starts a process. */
    private static final long HOLDS_NANOS = Duration.ofMillis(400).toNanos();

    private ScreenSize known = ScreenSize.USUAL;
    private long askedAt = System.nanoTime() - HOLDS_NANOS;

    private Screen() {}

    /** Its size whenever it is asked for; null for a terminal that cannot draw lines again. */
    static @Nullable Supplier<ScreenSize> ofTerminal(Map<String, String> environment) {
        return environment.getOrDefault("TERM", "dumb").equals("dumb") ? null : new Screen()::size;
    }

    private synchronized ScreenSize size() {
        if (System.nanoTime() - askedAt >= HOLDS_NANOS) {
            known = asked();
            askedAt = System.nanoTime();
        }
        return known;
    }

    private static ScreenSize asked() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(TERMINAL)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader answer =
                    new BufferedReader(new InputStreamReader(stty.getInputStream(), StandardCharsets.US_ASCII))) {
                return size(answer.readLine());
            }
        } catch (IOException e) {
            // Without stty, or a terminal of its own, there is only what is usual.
            return ScreenSize.USUAL;
        }
    }

    /** What {@code stty size} answers: rows and columns; a terminal that does not know says 0. */
    static ScreenSize size(@Nullable String answer) {
        Matcher size = SIZE.matcher(answer == null ? "" : answer);
        if (!size.matches()) {
            return ScreenSize.USUAL;
        }
        int rows = Integer.parseInt(size.group(1));
        int columns = Integer.parseInt(size.group(2));
        return rows == 0 || columns == 0 ? ScreenSize.USUAL : new ScreenSize(columns, rows);
    }
}
