package dev.labctl.runtime.lab.filepipeline;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Keeps messages from being received by others, and claims from going stale, while their items are worked on. */
final class Renewing implements AutoCloseable {
    /** A third of the time is used up before it is renewed, so that one renewal may fail. */
    private static final int PARTS = 3;

    private final HeldItems held;
    private final WorkQueue queue;
    private final ItemTable table;
    private final Duration lease;
    private final Clock clock;
    private final WorkerLog log;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "renew");
        thread.setDaemon(true);
        return thread;
    });

    private final ScheduledFuture<?> rounds;

    /**
     * Starts renewing.
     *
     * @param lease how long a message stays hidden, and a claim holds
     */
    Renewing(HeldItems held, WorkQueue queue, ItemTable table, Duration lease, Clock clock, WorkerLog log) {
        this.held = held;
        this.queue = queue;
        this.table = table;
        this.lease = lease;
        this.clock = clock;
        this.log = log;
        long period = Math.max(100, lease.toMillis() / (2 * PARTS));
        rounds = timer.scheduleWithFixedDelay(this::renew, period, period, TimeUnit.MILLISECONDS);
    }

    private void renew() {
        try {
            Instant now = clock.instant();
            Instant latest = now.minus(lease.dividedBy(PARTS));
            List<HeldItem> due = held.all().stream()
                    .filter(item -> item.renewed().isBefore(latest))
                    .toList();
            if (due.isEmpty()) {
                return;
            }
            queue.hide(due.stream().flatMap(item -> item.receipts().stream()).toList(), lease);
            table.lease(due.stream().filter(HeldItem::isClaimed).toList(), now.plus(lease));
            due.forEach(item -> item.renewed(now));
        } catch (RuntimeException e) {
            // The next round may do better; a timer whose task has thrown would never run again.
            log.line("cannot renew: %s".formatted(e));
        }
    }

    @Override
    public void close() {
        rounds.cancel(false);
        timer.shutdown();
        try {
            timer.awaitTermination(lease.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
