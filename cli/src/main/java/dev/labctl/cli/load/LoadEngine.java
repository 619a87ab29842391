package dev.labctl.cli.load;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs virtual users, each in a thread of its own, and measures their calls.
 *
 * <p>Closed loop: each user makes its next call when the last was answered. Open loop, with a rate: calls are due on a
 * schedule that knows nothing of answers; whichever user is free makes the next. A call's latency counts from when it was
 * due, so that the calls that a stalled system held up are seen too (Tene, "How NOT to measure latency").
 */
public final class LoadEngine {
    /** Users do little but wait. */
    private static final long STACK_BYTES = 512 * 1024;

    private static final double NANOS = 1e9;

    private final LoadPlan plan;
    private final Instant startedAt = Instant.now();
    private final Stopwatch watch = new Stopwatch();
    private final Meter meter;
    private final long end;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicLong stoppedAt = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong arrivals = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** An engine, whose time begins now. */
    public LoadEngine(LoadPlan plan) {
        this.plan = plan;
        this.meter = new Meter(plan.warmUp().toNanos());
        this.end = plan.whole().toNanos();
    }

    /** Nanoseconds since the start. */
    static final class Stopwatch {
        private final long started = System.nanoTime();

        long nanos() {
            return System.nanoTime() - started;
        }
    }

    /** Waits; false when the load was stopped meanwhile. */
    @FunctionalInterface
    interface Pause {
        boolean await(long nanos) throws InterruptedException;
    }

    /**
     * Runs the load to its end, or until it is stopped; calls that are on their way then are waited for.
     *
     * @throws RuntimeException what a user threw; all others are stopped then
     */
    public LoadFigures run(Scenario scenario) throws InterruptedException {
        List<Thread> threads = threads(scenario);
        threads.forEach(Thread::start);
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            stop();
            throw e;
        }
        Throwable thrown = failure.get();
        if (thrown instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        long over = Math.min(stoppedAt.get(), end);
        unsentDue(over).forEach(due -> meter.notSent(due, over));
        return meter.figures(startedAt, Duration.ofNanos(over), isStopped());
    }

    private List<Thread> threads(Scenario scenario) {
        SplittableRandom seeds = new SplittableRandom(plan.seed());
        List<Thread> threads = new ArrayList<>();
        for (int number = 0; number < plan.users(); number++) {
            SplittableRandom random = seeds.split();
            VirtualUser user = scenario.user(number, random.split());
            Caller caller = new Caller(watch, meter, random, this::pause);
            threads.add(new Thread(null, () -> live(user, caller), "user-" + number, STACK_BYTES));
        }
        return threads;
    }

    private void live(VirtualUser user, Caller caller) {
        try {
            for (long due = nextDue(); due >= 0; due = nextDue()) {
                caller.make(user.next(), due);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
            stop();
        }
    }

    /** Waits until the next call is due, and tells when that was; -1 when there is none any more. */
    private long nextDue() throws InterruptedException {
        Double rate = plan.rate();
        long due = rate == null ? watch.nanos() : nextArrival(rate);
        if (due >= end || !pause(due - watch.nanos())) {
            return -1;
        }
        if (watch.nanos() >= end) {
            meter.notSent(due, end);
            return -1;
        }
        return due;
    }

    /** What the warm-up did not get to is not made up for: the time that is measured begins on schedule. */
    private long nextArrival(double rate) {
        long warmUpEnds = plan.warmUp().toNanos();
        long due = due(arrivals.getAndIncrement(), rate);
        while (due < warmUpEnds && watch.nanos() >= warmUpEnds) {
            due = due(arrivals.getAndIncrement(), rate);
        }
        return due;
    }

    private static long due(long arrival, double rate) {
        return (long) (arrival * NANOS / rate);
    }

    /** When the calls were due that no user got to. */
    private List<Long> unsentDue(long over) {
        List<Long> dues = new ArrayList<>();
        Double rate = plan.rate();
        if (rate != null) {
            for (long arrival = arrivals.get(); due(arrival, rate) < over; arrival++) {
                dues.add(due(arrival, rate));
            }
        }
        return dues;
    }

    private boolean pause(long nanos) throws InterruptedException {
        return nanos <= 0 ? !isStopped() : !stopped.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Ends the load early: no call begins any more. */
    public void stop() {
        stoppedAt.accumulateAndGet(watch.nanos(), Math::min);
        stopped.countDown();
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** How it goes; any thread may ask. */
    public LoadSnapshot snapshot() {
        long now = Math.min(watch.nanos(), end);
        return meter.snapshot(Duration.ofNanos(now), Duration.ofNanos(end - now));
    }
}
