package dev.labctl.localcloud.time;

import java.time.Duration;

/** How many tasks are under way. */
final class Undertakings {
    private int count;

    /** The same task, which counts from now until it has run. */
    Runnable counted(Runnable task) {
        synchronized (this) {
            count++;
        }
        return () -> {
            try {
                task.run();
            } finally {
                ended();
            }
        };
    }

    private synchronized void ended() {
        count--;
        notifyAll();
    }

    /** Waits until none is under way, or for that long. */
    synchronized void awaitNone(Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (count > 0) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }
}
