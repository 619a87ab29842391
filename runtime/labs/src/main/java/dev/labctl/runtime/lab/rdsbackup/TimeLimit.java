package dev.labctl.runtime.lab.rdsbackup;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The time that Lambda gives a run. What will not be done by then is refused at once, and what is not done shortly before
 * is ended while there is still time to take the upload back.
 */
final class TimeLimit {
    private static final int DEFAULT_RATE = 20;
    private static final long MEBIBYTE = 1L << 20;

    /** To take back an upload and to say so. */
    private static final Duration RESERVE = Duration.ofSeconds(10);

    private final long deadline;
    private final int mebibytesPerSecond;

    /**
     * A run's time.
     *
     * @param remainingMillis until Lambda ends the run
     * @param mebibytesPerSecond how fast a database is dumped at least
     */
    TimeLimit(long remainingMillis, int mebibytesPerSecond) {
        this.deadline = System.nanoTime()
                + Duration.ofMillis(remainingMillis).minus(RESERVE).toNanos();
        this.mebibytesPerSecond = mebibytesPerSecond;
    }

    /**
     * The rate as it is configured.
     *
     * @throws IllegalArgumentException when it is no positive number
     */
    static int rate(@Nullable String configured) {
        if (configured == null || configured.isBlank()) {
            return DEFAULT_RATE;
        }
        if (!configured.matches("[1-9]\\d{0,4}")) {
            throw new IllegalArgumentException(
                    "DUMP_MIB_PER_SECOND must be a whole number from 1 to 99999: " + configured);
        }
        return Integer.parseInt(configured);
    }

    /**
     * Says whether a database can be dumped in time.
     *
     * @throws IllegalArgumentException when it cannot, with what to do
     */
    void require(String database, long bytes) {
        Duration left = left();
        Duration needed = Duration.ofSeconds(bytes / (mebibytesPerSecond * MEBIBYTE));
        if (needed.compareTo(left) > 0) {
            throw new IllegalArgumentException(
                    ("%s has %,d MiB, which at %d MiB/s take %s, and Lambda leaves %s: dump it with pg_dump on a machine"
                                    + " in its network, or, where dumps are faster, deploy with --parameter DumpRate=N")
                            .formatted(
                                    database, bytes / MEBIBYTE, mebibytesPerSecond, readable(needed), readable(left)));
        }
    }

    /** What a run does. */
    interface Task<T> {
        T run() throws SQLException, IOException, InterruptedException;
    }

    /**
     * Does it, and interrupts it when the time is up.
     *
     * @throws InterruptedException when the time was up before it was done
     */
    <T> T within(Task<T> task) throws SQLException, IOException, InterruptedException {
        Thread worker = Thread.currentThread();
        AtomicBoolean isOver = new AtomicBoolean();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(TimeLimit::daemon);
        ScheduledFuture<?> interruption = timer.schedule(
                () -> {
                    if (isOver.compareAndSet(false, true)) {
                        worker.interrupt();
                    }
                },
                left().toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            return task.run();
        } catch (SQLException | IOException | RuntimeException e) {
            if (isOver.get()) {
                InterruptedException timeIsUp = new InterruptedException("the time is up");
                timeIsUp.initCause(e);
                throw timeIsUp;
            }
            throw e;
        } finally {
            if (!isOver.compareAndSet(false, true)) {
                // Lambda uses this thread again.
                boolean unused = Thread.interrupted();
            }
            interruption.cancel(false);
            timer.shutdownNow();
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "time-limit");
        thread.setDaemon(true);
        return thread;
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    private static String readable(Duration duration) {
        return "%d min %d s".formatted(duration.toMinutes(), duration.toSecondsPart());
    }
}
