package dev.labctl.runtime.lab.filepipeline;

import dev.labctl.runtime.lab.filepipeline.ItemTable.Ending;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Copies many items' files at once. */
final class Copying implements AutoCloseable {
    private final FileCopy copy;
    private final Settling settling;
    private final WorkerLog log;
    private final Consumer<Ending> next;
    private final ThreadPoolExecutor threads;

    /**
     * Starts copying.
     *
     * @param parallelism how many are copied at once
     * @param next what to do with how it ended
     */
    Copying(FileCopy copy, Settling settling, int parallelism, WorkerLog log, Consumer<Ending> next) {
        this.copy = copy;
        this.settling = settling;
        this.log = log;
        this.next = next;
        this.threads = (ThreadPoolExecutor) Executors.newFixedThreadPool(parallelism, task -> {
            Thread thread = new Thread(task, "copy");
            thread.setDaemon(true);
            return thread;
        });
    }

    void add(HeldItem item) {
        threads.execute(() -> run(item));
    }

    private void run(HeldItem item) {
        FileCopy.Result result = copy.copy(item.path());
        if (result instanceof FileCopy.Result.Copied copied) {
            next.accept(new Ending.Finished(item, copied.output()));
        } else if (result instanceof FileCopy.Result.Impossible impossible) {
            next.accept(new Ending.Failed(item, impossible.reason()));
        } else if (result instanceof FileCopy.Result.Unavailable unavailable) {
            Duration pause = settling.pause(item);
            log.line("%s is tried again after %s: %s".formatted(item.id(), pause, unavailable.reason()));
            settling.giveBack(item, pause);
        }
    }

    /** Returns when all copies are made. */
    @Override
    public void close() {
        threads.shutdown();
        await(Duration.ofDays(1));
    }

    /** Begins no copy that waits, and gives those that are being made this time to end. */
    void stop(Duration time) {
        threads.getQueue().clear();
        threads.shutdown();
        await(time);
    }

    private void await(Duration time) {
        try {
            threads.awaitTermination(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
