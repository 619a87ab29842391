package dev.labctl.localcloud.time;

import java.time.Instant;
import java.util.Comparator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A task that the {@link CloudClock} runs at its instant, unless it is cancelled before. */
public final class Timer implements Comparable<Timer>, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Timer.class);
    private static final Comparator<Timer> ORDER =
            Comparator.comparing(Timer::due).thenComparingLong(timer -> timer.sequence);

    private final CloudClock clock;
    private final Instant due;
    private final long sequence;
    private final Runnable task;

    Timer(CloudClock clock, Instant due, long sequence, Runnable task) {
        this.clock = clock;
        this.due = due;
        this.sequence = sequence;
        this.task = task;
    }

    public Instant due() {
        return due;
    }

    /** Takes the task off the clock; a task already started runs on. */
    public void cancel() {
        clock.cancel(this);
    }

    @Override
    public void run() {
        try {
            task.run();
        } catch (RuntimeException e) {
            if (clock.isClosed()) {
                LOG.debug("the cloud stopped under a task due at {}", due, e);
            } else {
                LOG.error("a task due at {} failed", due, e);
            }
        }
    }

    @Override
    public int compareTo(Timer other) {
        return ORDER.compare(this, other);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(sequence);
    }
}
