package dev.labctl.localcloud.service.lambda.execution;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Which environments there are, which of them are idle, and whose turn it is to get one or to start one.
 *
 * <p>AWS has processors for as many environments as there are events. Here, where they share a few, no more are started at
 * once than there are processors; and when a function has that many, an event waits a moment for one of them to become
 * idle. Events get idle ones in the order in which they came.
 */
final class EnvironmentPool {
    /** How long a new environment is put off when the machine has none to spare: about as long as starting it takes. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final int AT_ONCE = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Deque<ExecutionEnvironment>> idle = new HashMap<>();
    private final Map<String, Deque<Condition>> queues = new HashMap<>();
    private final Set<ExecutionEnvironment> all = new HashSet<>();
    private int starting;
    private boolean isClosed;

    /** What an event gets: an environment, or leave to start one, which {@link #endStart} gives back. */
    record Taken(@Nullable ExecutionEnvironment environment, List<ExecutionEnvironment> stale) {}

    /**
     * Waits for an idle environment of a function, or for leave to start one.
     *
     * @param until how long its credentials have to last
     * @return those to be ended, too: they are of another revision, or their credentials are too old
     * @throws InterruptedException when the wait is interrupted
     * @throws IllegalStateException when the pool is closed
     */
    Taken take(FunctionSpec function, Instant until) throws InterruptedException {
        lock.lock();
        Condition turn = lock.newCondition();
        Deque<Condition> queue = queues.computeIfAbsent(function.versionArn(), arn -> new ArrayDeque<>());
        queue.addLast(turn);
        try {
            List<ExecutionEnvironment> stale = new ArrayList<>();
            long giveUp = System.nanoTime() + PATIENCE.toNanos();
            while (!isClosed) {
                ExecutionEnvironment found = queue.peekFirst() == turn ? idle(function, until, stale) : null;
                if (found != null) {
                    return new Taken(found, stale);
                }
                long left = isCrowded(function) ? giveUp - System.nanoTime() : 0;
                if (left <= 0 && starting < AT_ONCE) {
                    starting++;
                    return new Taken(null, stale);
                }
                // Those who may start one but for others' starts are woken when one of these has ended.
                turn.await(left <= 0 ? PATIENCE.toNanos() : left, TimeUnit.NANOSECONDS);
            }
            throw new IllegalStateException("the pool is closed");
        } finally {
            queue.remove(turn);
            if (queue.isEmpty()) {
                queues.remove(function.versionArn());
            } else {
                queue.getFirst().signal();
            }
            lock.unlock();
        }
    }

    private @Nullable ExecutionEnvironment idle(
            FunctionSpec function, Instant until, List<ExecutionEnvironment> stale) {
        Deque<ExecutionEnvironment> waiting = idle.getOrDefault(function.versionArn(), new ArrayDeque<>());
        while (!waiting.isEmpty()) {
            ExecutionEnvironment candidate = waiting.removeLast();
            if (candidate.serves(function, until)) {
                return candidate;
            }
            stale.add(candidate);
        }
        return null;
    }

    /** Whether as many events of the function are handled as the machine can work on at once. */
    private boolean isCrowded(FunctionSpec function) {
        return all.stream().filter(environment -> environment.runs(function)).count() >= AT_ONCE;
    }

    /** The start of an environment is over, whether it succeeded or not. */
    void endStart() {
        locked(() -> {
            starting--;
            queues.values().forEach(queue -> queue.getFirst().signal());
        });
    }

    void add(ExecutionEnvironment environment) {
        locked(() -> all.add(environment));
    }

    void forget(ExecutionEnvironment environment) {
        locked(() -> all.remove(environment));
    }

    /** Keeps an environment for the next event; false when it is to be ended. */
    boolean giveBack(FunctionSpec function, ExecutionEnvironment environment, Instant now) {
        lock.lock();
        try {
            if (isClosed || !environment.isUsable()) {
                return false;
            }
            environment.idleFrom(now);
            idle.computeIfAbsent(function.versionArn(), arn -> new ArrayDeque<>())
                    .addLast(environment);
            Deque<Condition> queue = queues.get(function.versionArn());
            if (queue != null) {
                queue.getFirst().signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes out the idle environments of a version. */
    List<ExecutionEnvironment> takeIdle(String versionArn) {
        lock.lock();
        try {
            Deque<ExecutionEnvironment> waiting = idle.remove(versionArn);
            return waiting == null ? List.of() : List.copyOf(waiting);
        } finally {
            lock.unlock();
        }
    }

    /** Takes out the environments that have been idle since that time or longer. */
    List<ExecutionEnvironment> takeIdleSince(Instant limit) {
        lock.lock();
        try {
            List<ExecutionEnvironment> taken = new ArrayList<>();
            for (Deque<ExecutionEnvironment> waiting : idle.values()) {
                while (!waiting.isEmpty() && !waiting.getFirst().idleSince().isAfter(limit)) {
                    taken.add(waiting.removeFirst());
                }
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Since when the one has been idle that has been so for the longest; empty when none is. */
    Optional<Instant> oldestIdle() {
        lock.lock();
        try {
            return idle.values().stream()
                    .filter(waiting -> !waiting.isEmpty())
                    .map(waiting -> waiting.getFirst().idleSince())
                    .min(Comparator.naturalOrder());
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return isClosed;
        } finally {
            lock.unlock();
        }
    }

    /** Gives out nothing more, and hands over all environments there are. */
    List<ExecutionEnvironment> close() {
        lock.lock();
        try {
            isClosed = true;
            List<ExecutionEnvironment> running = List.copyOf(all);
            all.clear();
            idle.clear();
            queues.values().forEach(queue -> queue.forEach(Condition::signal));
            return running;
        } finally {
            lock.unlock();
        }
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }
}
