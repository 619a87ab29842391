package dev.labctl.runtime.lab.filepipeline;

import java.io.PrintStream;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/** What the worker does, a line each, with the time. */
final class WorkerLog {
    private final PrintStream out;
    private final Clock clock;

    WorkerLog(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    /** Writes a line; line breaks in what is told are shown as spaces. */
    void line(String text) {
        String line = text.replace('\n', ' ').replace('\r', ' ');
        out.println(clock.instant().truncatedTo(ChronoUnit.MILLIS) + " " + line);
        out.flush();
    }
}
