package dev.labctl.cli.progress;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Asks something that happens elsewhere how far it has got, again and again, until it has ended. */
final class Watch {
    private static final long PAUSE_MILLIS = 500;
    private static final long PATIENCE_MILLIS = Duration.ofSeconds(5).toMillis();

    private final Task task;
    private final LongSupplier reached;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread = new Thread(this::look, "watch");

    Watch(Task task, LongSupplier reached) {
        this.task = task;
        this.reached = reached;
        thread.setDaemon(true);
        thread.start();
    }

    private void look() {
        try {
            while (!ended.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                task.reach(reached.getAsLong());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks no more, and waits for the question that is on its way. */
    void end() {
        ended.countDown();
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
