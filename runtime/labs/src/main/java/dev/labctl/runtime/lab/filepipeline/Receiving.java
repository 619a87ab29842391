package dev.labctl.runtime.lab.filepipeline;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Receives messages, as fast as the others take them, on a few threads.
 *
 * <p>How long the queue has been idle is counted in long polls that brought nothing, so it is the queue's time, whatever
 * the clock of this machine says.
 */
final class Receiving {
    private static final Duration LONGEST_POLL = Duration.ofSeconds(20);
    private static final long LOOK_MILLIS = 100;
    private static final int ENDURED_FAILURES = 8;

    private final WorkQueue queue;
    private final HeldItems held;
    private final Duration idle;
    private final WorkerLog log;
    private final Consumer<HeldItem> next;
    private final AtomicLong received = new AtomicLong();
    private volatile boolean stopped;
    private volatile boolean ended;

    /**
     * Receives nothing yet.
     *
     * @param idle how long no message comes before it ends
     * @param next what to do with an item whose message has come
     */
    Receiving(WorkQueue queue, HeldItems held, Duration idle, WorkerLog log, Consumer<HeldItem> next) {
        this.queue = queue;
        this.held = held;
        this.idle = idle;
        this.log = log;
        this.next = next;
    }

    /** Takes no more messages; what is under way is given back. */
    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    /**
     * Receives until the queue has been idle for long enough, or it is stopped.
     *
     * @throws SdkException when the queue cannot be reached, time after time
     */
    void run() throws InterruptedException {
        Duration waited = Duration.ZERO;
        long seen = received.get();
        int failures = 0;
        while (!stopped && !ended) {
            if (!held.reserve(WorkQueue.BATCH, LOOK_MILLIS)) {
                continue;
            }
            Duration poll = shorter(LONGEST_POLL, idle.minus(waited));
            List<Message> messages;
            try {
                messages = queue.receive(poll);
                failures = 0;
            } catch (SdkException e) {
                held.unreserve(WorkQueue.BATCH);
                failures++;
                if (failures > ENDURED_FAILURES) {
                    throw e;
                }
                log.line("cannot receive: %s".formatted(e.getMessage()));
                Thread.sleep(LOOK_MILLIS << failures);
                continue;
            }
            held.unreserve(WorkQueue.BATCH - messages.size());
            messages.forEach(this::take);
            if (seen == received.get() && held.isEmpty()) {
                waited = waited.plus(poll);
            } else {
                waited = Duration.ZERO;
                seen = received.get();
            }
            if (waited.compareTo(idle) >= 0) {
                // The other threads end with the poll that they are in; what it brings is still done.
                ended = true;
            }
        }
    }

    private void take(Message message) {
        received.incrementAndGet();
        ItemMessage read;
        try {
            read = ItemMessage.of(message);
        } catch (IllegalArgumentException e) {
            log.line("message %s cannot be read and goes back: %s".formatted(message.messageId(), e.getMessage()));
            held.unreserve(1);
            queue.hide(List.of(message.receiptHandle()), Duration.ZERO);
            return;
        }
        if (stopped) {
            held.unreserve(1);
            queue.hide(List.of(message.receiptHandle()), Duration.ZERO);
            return;
        }
        held.hold(read).ifPresent(next);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
