package dev.labctl.localcloud.service.lambda;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the tasks of each key in the order they come, only some of one key at a time; no key waits for another. */
final class Lanes {
    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

    private final Executor executor;
    private final int width;
    private final Map<String, Lane> lanes = new HashMap<>();

    /** At most {@code width} tasks of one key run at a time. */
    Lanes(Executor executor, int width) {
        this.executor = executor;
        this.width = width;
    }

    private static final class Lane {
        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private int running;
    }

    /** Runs the task as soon as its lane has room. */
    void run(String key, Runnable task) {
        synchronized (lanes) {
            Lane lane = lanes.computeIfAbsent(key, name -> new Lane());
            if (lane.running >= width) {
                lane.waiting.add(task);
                return;
            }
            lane.running++;
        }
        start(key, task);
    }

    private void start(String key, Runnable task) {
        try {
            executor.execute(() -> {
                try {
                    task.run();
                } finally {
                    handOver(key);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("the cloud has stopped; what waits for {} is left to the next", key);
        }
    }

    /** Gives the place of a task that ended, however it ended, to the next. */
    private void handOver(String key) {
        Runnable next = next(key);
        if (next != null) {
            start(key, next);
        }
    }

    private @Nullable Runnable next(String key) {
        synchronized (lanes) {
            Lane lane = lanes.get(key);
            Runnable next = lane == null ? null : lane.waiting.poll();
            if (lane != null && next == null && --lane.running == 0) {
                lanes.remove(key);
            }
            return next;
        }
    }
}
