package dev.labctl.localcloud.service.cloudformation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs named tasks in parallel, each after those it needs. */
final class TaskGraph {
    private static final Logger LOG = LoggerFactory.getLogger(TaskGraph.class);

    private final Map<String, Set<String>> needs = new LinkedHashMap<>();
    private final Predicate<String> task;
    private final BooleanSupplier isStopped;
    private final Set<String> done = new HashSet<>();
    private final Set<String> started = new HashSet<>();
    private final List<String> failed = new ArrayList<>();
    private int running;

    private TaskGraph(Map<String, Set<String>> needs, Predicate<String> task, BooleanSupplier isStopped) {
        needs.forEach((name, names) -> {
            Set<String> known = new HashSet<>(names);
            known.retainAll(needs.keySet());
            this.needs.put(name, known);
        });
        this.task = task;
        this.isStopped = isStopped;
    }

    /**
     * Runs tasks and returns when none is running and none can be started any more.
     *
     * @param needs for each task the tasks that must have succeeded before it
     * @param task does the work and tells whether it succeeded
     * @param isStopped when true, no further task is started
     * @return the tasks that failed, in order of failing
     */
    static List<String> run(
            Map<String, Set<String>> needs, Executor executor, Predicate<String> task, BooleanSupplier isStopped) {
        return new TaskGraph(needs, task, isStopped).runAll(executor);
    }

    private synchronized List<String> runAll(Executor executor) {
        startReady(executor);
        while (running > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Interrupted(e);
            }
        }
        return List.copyOf(failed);
    }

    private void startReady(Executor executor) {
        for (Map.Entry<String, Set<String>> entry : needs.entrySet()) {
            if (!isStopped.getAsBoolean() && done.containsAll(entry.getValue()) && started.add(entry.getKey())) {
                running++;
                executor.execute(() -> run(entry.getKey(), executor));
            }
        }
    }

    private void run(String name, Executor executor) {
        boolean isDone = false;
        try {
            isDone = task.test(name);
        } catch (Interrupted e) {
            LOG.debug("{} goes on when the cloud starts again", name);
        } catch (RuntimeException e) {
            LOG.error("working on {} failed", name, e);
        }
        synchronized (this) {
            if (isDone) {
                done.add(name);
            } else {
                failed.add(name);
            }
            running--;
            startReady(executor);
            notifyAll();
        }
    }

    /** The cloud stops; the work is taken up when it starts again. */
    static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Interrupted(Exception cause) {
            super(cause);
        }
    }
}
