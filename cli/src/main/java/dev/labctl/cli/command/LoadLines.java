package dev.labctl.cli.command;

import dev.labctl.cli.load.Latency;
import dev.labctl.cli.load.LoadEngine;
import dev.labctl.cli.load.LoadSnapshot;
import dev.labctl.cli.output.Durations;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Text;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How a load goes, on stderr: on a terminal one line that is drawn again twice a second, else a line every ten seconds.
 */
final class LoadLines implements AutoCloseable {
    private static final Duration DRAWN = Duration.ofMillis(500);
    private static final Duration SAID = Duration.ofSeconds(10);
    private static final String ERASE = "\r\u001b[K";

    private final Output output;
    private final LoadEngine engine;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread = new Thread(this::look, "load-lines");

    LoadLines(Output output, LoadEngine engine) {
        this.output = output;
        this.engine = engine;
        thread.setDaemon(true);
    }

    /** Shows it from now on. */
    void begin() {
        thread.start();
    }

    private void look() {
        Duration pause = output.isLive() ? DRAWN : SAID;
        try {
            while (!ended.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                String line = line(engine.snapshot());
                if (output.isLive()) {
                    output.talk().part(ERASE + output.talk().styled(Text.Style.QUIET, line));
                } else {
                    output.say(line);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@code load: 412 calls/s, p50 8.0 ms, p95 21 ms, p99 40 ms, 0 errors, 18.0 s left}. */
    static String line(LoadSnapshot now) {
        Latency latency = now.soFar().latency();
        return "  %s: %,d calls/s, p50 %s ms, p95 %s ms, p99 %s ms, %,d errors, %s left"
                .formatted(
                        now.warmingUp() ? "warm-up" : "load",
                        now.callsPerSecond(),
                        Latency.readable(latency.median()),
                        Latency.readable(latency.p95()),
                        Latency.readable(latency.p99()),
                        now.soFar().errors(),
                        Durations.readable(now.left()));
    }

    /** Takes the line away. */
    @Override
    public void close() {
        ended.countDown();
        try {
            thread.join(DRAWN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (output.isLive()) {
            output.talk().part(ERASE);
        }
    }
}
