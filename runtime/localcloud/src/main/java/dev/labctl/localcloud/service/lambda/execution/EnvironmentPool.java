package dev.labctl.localcloud.service.lambda.execution;

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
 * idle, as long as they do become idle. Events get idle ones in the order in which they came.
 */
final class EnvironmentPool {
    /** How long a new environment is put off when the machine has none to spare: about as long as starting it takes. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

    /** After how long without any that became idle it is not put off any longer. */
    private static final long STANDSTILL = TimeUnit.MILLISECONDS.toNanos(250);

    private static final int AT_ONCE = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Version> versions = new HashMap<>();
    private final Set<ExecutionEnvironment> all = new HashSet<>();
    private int starting;
    private boolean isClosed;

    /** The idle environments of one version of a function, and the events that wait for one, each with its condition. */
    private static final class Version {
        private final Deque<ExecutionEnvironment> idle = new ArrayDeque<>();
        private final Deque<Condition> queue = new ArrayDeque<>();
        private long movedAt = System.nanoTime();

        private void wakeFirst() {
            Condition first = queue.peekFirst();
            if (first != null) {
                first.signal();
            }
        }

        private @Nullable ExecutionEnvironment take(
                FunctionSpec function, Instant until, List<ExecutionEnvironment> stale) {
            while (!idle.isEmpty()) {
                ExecutionEnvironment candidate = idle.removeLast();
                if (candidate.serves(function, until)) {
                    movedAt = System.nanoTime();
                    return candidate;
                }
                stale.add(candidate);
            }
            return null;
        }
    }

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
        Version version = versions.computeIfAbsent(function.versionArn(), arn -> new Version());
        version.queue.addLast(turn);
        try {
            List<ExecutionEnvironment> stale = new ArrayList<>();
            long since = System.nanoTime();
            while (!isClosed) {
                ExecutionEnvironment found =
                        version.queue.peekFirst() == turn ? version.take(function, until, stale) : null;
                if (found != null) {
                    return new Taken(found, stale);
                }
                long left = isCrowded(function) ? patience(version, since) : 0;
                if (left <= 0 && starting < AT_ONCE) {
                    starting++;
                    return new Taken(null, stale);
                }
                // Those who may start one but for others' starts are woken when one of these has ended.
                turn.await(left <= 0 ? PATIENCE : left, TimeUnit.NANOSECONDS);
            }
            throw new IllegalStateException("the pool is closed");
        } finally {
            version.queue.remove(turn);
            version.wakeFirst();
            lock.unlock();
        }
    }

    /** How long an event that waits since then waits on, in nanoseconds. */
    private static long patience(Version version, long since) {
        long now = System.nanoTime();
        long moved = Math.max(version.movedAt - since, 0) + since;
        return Math.min(since + PATIENCE - now, moved + STANDSTILL - now);
    }

    /** Whether as many events of the function are handled as the machine can work on at once. */
    private boolean isCrowded(FunctionSpec function) {
        return all.stream().filter(environment -> environment.runs(function)).count() >= AT_ONCE;
    }

    /** The start of an environment is over, whether it succeeded or not. */
    void endStart() {
        locked(() -> {
            starting--;
            versions.values().forEach(Version::wakeFirst);
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
            Version version = versions.computeIfAbsent(function.versionArn(), arn -> new Version());
            version.idle.addLast(environment);
            version.wakeFirst();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes out the idle environments of a version. */
    List<ExecutionEnvironment> takeIdle(String versionArn) {
        lock.lock();
        try {
            Version version = versions.get(versionArn);
            if (version == null) {
                return List.of();
            }
            List<ExecutionEnvironment> taken = List.copyOf(version.idle);
            version.idle.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Takes out the environments that have been idle since that time or longer. */
    List<ExecutionEnvironment> takeIdleSince(Instant limit) {
        lock.lock();
        try {
            List<ExecutionEnvironment> taken = new ArrayList<>();
            for (Version version : versions.values()) {
                while (!version.idle.isEmpty()
                        && !version.idle.getFirst().idleSince().isAfter(limit)) {
                    taken.add(version.idle.removeFirst());
                }
            }
            versions.values().removeIf(version -> version.idle.isEmpty() && version.queue.isEmpty());
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Since when the one has been idle that has been so for the longest; empty when none is. */
    Optional<Instant> oldestIdle() {
        lock.lock();
        try {
            return versions.values().stream()
                    .filter(version -> !version.idle.isEmpty())
                    .map(version -> version.idle.getFirst().idleSince())
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
            versions.values().forEach(version -> {
                version.idle.clear();
                version.queue.forEach(Condition::signal);
            });
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
