package dev.labctl.cli.archive.restore;

import dev.labctl.cli.archive.TocEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Hands out tasks to several workers: none before all that it uses is done, and none that locks what a running one uses,
 * so that workers neither wait for each other in the server nor deadlock.
 */
final class TaskQueue {
    /**
     * A task.
     *
     * @param uses ids of entries that it needs
     * @param locks those of them that it locks against everybody
     * @param weight the heaviest ready task goes first
     * @param handedIn whether it is done by somebody else, as its data comes
     */
    record Task(TocEntry entry, Set<Integer> uses, Set<Integer> locks, long weight, boolean handedIn) {
        /** Copies the sets. */
        Task {
            uses = Set.copyOf(uses);
            locks = Set.copyOf(locks);
        }
    }

    private final List<Task> waiting = new ArrayList<>();
    private final Map<Integer, Task> open = new HashMap<>();
    private final Map<Integer, Task> running = new LinkedHashMap<>();
    private boolean stopped;

    void add(Task task) {
        waiting.add(task);
        open.put(task.entry().id(), task);
    }

    /** All tasks are there. */
    void seal() {
        waiting.sort(Comparator.comparingLong(Task::weight).reversed());
    }

    /** The next task, or empty when there will be none: all are done, or the restore was stopped. */
    synchronized Optional<Task> take() throws InterruptedException {
        while (!stopped && !waiting.isEmpty()) {
            Optional<Task> ready = waiting.stream().filter(this::isReady).findFirst();
            if (ready.isEmpty() && running.isEmpty()) {
                // Only dependencies in circles are left; the archive's order has to do, as in pg_restore.
                ready = waiting.stream()
                        .filter(task -> !task.handedIn())
                        .min(Comparator.comparingInt(task -> task.entry().id()))
                        .filter(task -> waiting.stream().noneMatch(Task::handedIn));
            }
            if (ready.isPresent()) {
                waiting.remove(ready.get());
                running.put(ready.get().entry().id(), ready.get());
                return ready;
            }
            wait();
        }
        return Optional.empty();
    }

    private boolean isReady(Task task) {
        return !task.handedIn()
                && Collections.disjoint(task.uses(), open.keySet())
                && running.values().stream()
                        .allMatch(other -> Collections.disjoint(task.locks(), other.uses())
                                && Collections.disjoint(other.locks(), task.uses()));
    }

    /** A task is done, by whomever. */
    synchronized void done(TocEntry entry) {
        Task task = open.remove(entry.id());
        if (running.remove(entry.id()) == null && task != null) {
            waiting.remove(task);
        }
        notifyAll();
    }

    /** No more tasks are handed out. */
    synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    synchronized boolean isStopped() {
        return stopped;
    }

    /** The entries that are not done. */
    synchronized Set<Integer> left() {
        return new HashSet<>(open.keySet());
    }
}
