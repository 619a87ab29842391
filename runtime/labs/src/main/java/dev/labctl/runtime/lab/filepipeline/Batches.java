package dev.labctl.runtime.lab.filepipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gathers things that are sent in one request: a batch goes when it is full, or when its first has waited long enough.
 *
 * <p>How many can wait is for others to bound.
 */
final class Batches<T> implements AutoCloseable {
    private static final long LOOK_MILLIS = 50;

    private final BlockingQueue<T> waiting = new LinkedBlockingQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final int size;
    private final long lingerNanos;
    private final Consumer<List<T>> send;
    private volatile boolean closed;

    /**
     * Starts gathering.
     *
     * @param size how many a request takes
     * @param lingerMillis how long the first of a batch waits for others
     * @param senders how many requests are made at once
     * @param send makes the request; it throws nothing
     */
    Batches(String name, int size, long lingerMillis, int senders, Consumer<List<T>> send) {
        this.size = size;
        this.lingerNanos = TimeUnit.MILLISECONDS.toNanos(lingerMillis);
        this.send = send;
        for (int number = 1; number <= senders; number++) {
            Thread thread = new Thread(this::run, name + "-" + number);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
    }

    void add(T each) {
        waiting.add(each);
    }

    private void run() {
        try {
            while (true) {
                T first = waiting.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    send.accept(batch(first));
                } else if (closed) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<T> batch(T first) throws InterruptedException {
        long end = System.nanoTime() + lingerNanos;
        List<T> batch = new ArrayList<>(size);
        batch.add(first);
        while (batch.size() < size) {
            @Nullable T next = waiting.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (next == null) {
                return batch;
            }
            batch.add(next);
        }
        return batch;
    }

    /** Forgets what waits, and returns when what was on its way is sent. */
    void stop() {
        waiting.clear();
        close();
    }

    /** Sends what waits, and returns when it is sent. */
    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
