package dev.labctl.localcloud.time;

import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.store.Table;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The cloud's one clock: system time plus an offset that {@link #advance} adds to and that survives restarts.
 *
 * <p>Whatever happens "later" (visibility, delays, schedules, TTLs, time-outs, long polls) is scheduled here, so that
 * advancing the clock runs what falls due, each at its own instant and in order. Signatures are judged by system time,
 * because clients sign by theirs.
 */
public final class CloudClock extends Clock implements AutoCloseable {
    private static final String OFFSET = "offset";
    private static final String ADVANCED_TO = "advanced-to";

    /** The last year that ISO 8601, and with it every AWS protocol, writes with four digits. */
    private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");

    /** Centuries have more nanoseconds than a long holds. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    /** Of system time, that moving the clock takes at most for what it has set off. */
    private static final Duration LONGEST_SETTLING = Duration.ofSeconds(5);

    private final Store store;
    private final Table<String> settings;
    private final ExecutorService executor;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final Undertakings undertakings = new Undertakings();
    private final Thread thread;
    private volatile Duration offset;
    private volatile Instant advancedTo;
    private long sequence;
    private volatile boolean closed;

    /** Starts the clock; due tasks run on {@code executor}. */
    public CloudClock(Store store, ExecutorService executor) {
        this.store = store;
        this.executor = executor;
        this.settings = store.table("clock.settings", Codec.TEXT);
        this.offset = settings.get(OFFSET).map(Duration::parse).orElse(Duration.ZERO);
        this.advancedTo = settings.get(ADVANCED_TO).map(Instant::parse).orElse(Instant.MIN);
        this.thread = new Thread(this::runTimers, "clock");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(offset);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.fixed(instant(), zone);
    }

    /** How far the clock is ahead of system time. */
    public Duration offset() {
        return offset;
    }

    /**
     * Where {@link #advance} last left the clock: what was due until then fell due while the cloud ran, whatever became of
     * the cloud afterwards.
     */
    public Instant advancedTo() {
        return advancedTo;
    }

    /** Runs {@code task} on the cloud's executor once the clock reaches {@code due}; at once when that is past. */
    public Timer schedule(Instant due, Runnable task) {
        lock.lock();
        try {
            Timer timer = new Timer(this, due, sequence++, task);
            timers.add(timer);
            changed.signalAll();
            return timer;
        } finally {
            lock.unlock();
        }
    }

    /** Runs {@code task} after {@code delay} of cloud time. */
    public Timer schedule(Duration delay, Runnable task) {
        return schedule(instant().plus(delay), task);
    }

    void cancel(Timer timer) {
        lock.lock();
        try {
            timers.remove(timer);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The same task, which {@link #advance} waits for from now until it has run: work of its own that something due has set
     * off.
     */
    public Runnable awaited(Runnable task) {
        return undertakings.counted(task);
    }

    /**
     * Moves the clock forward, stopping at each instant something is due, and returns when that is done, or has been under
     * way for five seconds: a clock that is moved again and again must not run away from what takes its real time.
     *
     * @throws IllegalArgumentException when {@code by} is negative, for state knows no way back, or leads out of the
     *     years with four digits
     */
    public void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("the clock only goes forward, not by " + by);
        }
        if (by.compareTo(Duration.between(instant(), END)) > 0) {
            throw new IllegalArgumentException("the clock ends at " + END);
        }
        Instant target = instant().plus(by);
        advancedTo = target;
        lock.lock();
        try {
            Timer next = timers.peek();
            while (next != null && !next.due().isAfter(target)) {
                if (next.due().isAfter(instant())) {
                    offset = Duration.between(Instant.now(), next.due());
                }
                timers.remove(next);
                executor.execute(awaited(next));
                next = timers.peek();
            }
            if (target.isAfter(instant())) {
                offset = Duration.between(Instant.now(), target);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        store.write(() -> {
            settings.put(OFFSET, offset.toString());
            settings.put(ADVANCED_TO, target.toString());
        });
        settle();
    }

    private void settle() {
        try {
            undertakings.awaitNone(LONGEST_SETTLING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runTimers() {
        lock.lock();
        try {
            while (!closed) {
                Timer next = timers.peek();
                if (next == null) {
                    changed.await();
                    continue;
                }
                Duration left = Duration.between(instant(), next.due());
                if (left.isZero() || left.isNegative()) {
                    timers.remove(next);
                    executor.execute(next);
                } else {
                    changed.awaitNanos(left.compareTo(LONGEST_WAIT) < 0 ? left.toNanos() : LONGEST_WAIT.toNanos());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Ends the clock's thread; tasks not yet due are dropped (services schedule them again at start). */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
