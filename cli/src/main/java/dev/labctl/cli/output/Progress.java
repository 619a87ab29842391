package dev.labctl.cli.output;

import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How far something long has got, as one line on a terminal that is drawn again and again: how much is done, how fast,
 * and how long the rest takes at that rate. Off a terminal, where lines cannot be drawn again, it is silent. Safe for use
 * by many threads.
 */
public final class Progress implements LongConsumer, AutoCloseable {
    private static final long BETWEEN_DRAWINGS = Duration.ofMillis(200).toNanos();
    /** Before that a rate says nothing yet. */
    private static final long FIRST_RATE = Duration.ofSeconds(1).toNanos();

    private static final long UNKNOWN = -1;

    private final @Nullable Output output;
    private final LongSupplier clock;
    private String doing = "";
    private long total;
    private long done;
    private long began;
    private long drawnAt;
    private boolean drawn;

    /** Progress on this output's stderr. */
    public Progress(Output output) {
        this(output, System::nanoTime);
    }

    /** Progress by this clock of nanoseconds. */
    Progress(Output output, LongSupplier clock) {
        this.output = output.isLive() ? output : null;
        this.clock = clock;
    }

    private Progress() {
        this.output = null;
        this.clock = System::nanoTime;
    }

    /** Progress that nobody looks at. */
    public static Progress silent() {
        return new Progress();
    }

    /**
     * Something begins.
     *
     * @param what it is: {@code restoring}
     * @param bytes of all of it
     */
    public synchronized void begin(String what, long bytes) {
        close();
        doing = what;
        total = bytes;
        done = 0;
        began = clock.getAsLong();
        drawnAt = began;
    }

    /**
     * Does something of which another place knows how far it has got.
     *
     * @param what it is: {@code backing up}
     * @param reached how many bytes there are so far; asked by another thread, and only when somebody looks
     */
    public <T> T during(String what, LongSupplier reached, Supplier<T> work) {
        begin(what, UNKNOWN);
        if (output == null) {
            return work.get();
        }
        Watch watch = new Watch(this, reached);
        try {
            return work.get();
        } finally {
            watch.end();
            close();
        }
    }

    /** So many bytes more are done. */
    @Override
    public synchronized void accept(long bytes) {
        reach(done + bytes);
    }

    /** So many bytes are done altogether. */
    synchronized void reach(long bytes) {
        done = Math.max(done, bytes);
        long now = clock.getAsLong();
        if (output != null && now - drawnAt >= BETWEEN_DRAWINGS) {
            drawnAt = now;
            drawn = true;
            output.talk()
                    .part("\r\u001b[K" + output.talk().styled(Text.Style.QUIET, line(doing, done, total, now - began)));
        }
    }

    /** What is drawn: {@code restoring: 312.0 MB of 1.2 GB (26 %), 98.1 MB/s, 9.1 s left}. */
    static String line(String doing, long done, long total, long nanos) {
        if (total == UNKNOWN) {
            return lineOfUnknown(doing, done, nanos);
        }
        long shown = Math.min(done, total);
        String amount = "  %s: %s of %s (%d %%)"
                .formatted(doing, Sizes.readable(shown), Sizes.readable(total), total == 0 ? 100 : 100 * shown / total);
        if (nanos < FIRST_RATE || done == 0) {
            return amount;
        }
        double perSecond = done * 1e9 / nanos;
        Duration left = Duration.ofMillis((long) (1000 * (total - shown) / perSecond));
        return "%s, %s/s, %s left".formatted(amount, Sizes.readable((long) perSecond), Durations.readable(left));
    }

    /** What is drawn of something without a known size: {@code backing up: 312.0 MB, 98.1 MB/s, 3.2 s}. */
    private static String lineOfUnknown(String doing, long done, long nanos) {
        String took = Durations.readable(Duration.ofNanos(nanos));
        return done == 0
                ? "  %s: %s".formatted(doing, took)
                : "  %s: %s, %s/s, %s"
                        .formatted(
                                doing,
                                Sizes.readable(done),
                                Sizes.readable((long) (done * 1e9 / Math.max(1, nanos))),
                                took);
    }

    /** Takes the line away, so that something else can be said. */
    @Override
    public synchronized void close() {
        if (drawn && output != null) {
            output.talk().part("\r\u001b[K");
            drawn = false;
        }
    }
}
