package dev.labctl.runtime.lab.filepipeline;

import dev.labctl.runtime.copy.CopyLimits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Works off the queue: receives messages, claims their items, copies, writes how it ended, deletes the messages. Each of
 * these goes on all the time for different items, with as many in one request as AWS takes, and each is safe to repeat: a
 * worker may be killed at any moment, and any message may come any number of times.
 */
final class Worker {
    /** Enough for all stages to be busy; with it, memory is bounded. */
    private static final int PLACES = 200;

    private static final int RECEIVERS = 3;
    private static final int COPIERS = 32;
    private static final long LOOK_MILLIS = 50;

    /** How long copies that are being made when the worker is stopped have to end. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final WorkQueue queue;
    private final ItemTable table;
    private final FileCopy copy;
    private final Clock clock;
    private final WorkerLog log;
    private final HeldItems held;
    private final Receiving receiving;
    private final Settling settling;
    private final Finishing finishing;
    private final Copying copying;
    private final Claiming claiming;
    private final Duration lease;

    /** Makes a worker, which asks the queue for its settings and receives nothing yet. */
    Worker(WorkerSettings settings, SqsClient sqs, DynamoDbClient dynamoDb, S3Client s3, Clock clock, WorkerLog log) {
        this.clock = clock;
        this.log = log;
        this.queue = new WorkQueue(sqs, settings.queueUrl(), log);
        this.table = new ItemTable(new Statements(dynamoDb), settings.table(), settings.workerId(), clock);
        this.copy = new FileCopy(s3, CopyLimits.S3);
        this.lease = queue.visibilityTimeout();
        this.held = new HeldItems(PLACES, clock);
        this.settling = new Settling(held, queue);
        this.finishing = new Finishing(table, settling, log);
        this.copying = new Copying(copy, settling, COPIERS, log, finishing::add);
        this.claiming = new Claiming(table, settling, lease, clock, log, copying::add);
        this.receiving = new Receiving(queue, held, settings.idle(), log, claiming::add);
    }

    /**
     * What a worker has done.
     *
     * @param isIdle whether it ended because no message came any more; else it was stopped
     */
    record Report(boolean isIdle, long finished, long failed) {}

    /** Takes no more messages: {@link #run} gives back what is not done and returns. */
    void stop() {
        receiving.stop();
    }

    /**
     * Works until the queue has been idle for long enough, or it is stopped.
     *
     * @throws IllegalStateException when the queue cannot be reached any more
     */
    Report run() throws InterruptedException {
        Renewing renewing = new Renewing(held, queue, table, lease, clock, log);
        try {
            receive();
            if (receiving.isStopped()) {
                giveBack();
            } else {
                claiming.close();
                copying.close();
                finishing.close();
            }
        } finally {
            renewing.close();
            settling.close();
        }
        return new Report(!receiving.isStopped(), finishing.finished(), finishing.failed());
    }

    private void receive() throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(RECEIVERS, task -> {
            // A poll takes up to 20 s, and a worker that is to stop does not wait for it.
            Thread thread = new Thread(task, "receive");
            thread.setDaemon(true);
            return thread;
        });
        ExecutorCompletionService<Void> ends = new ExecutorCompletionService<>(threads);
        for (int receiver = 0; receiver < RECEIVERS; receiver++) {
            ends.submit(() -> {
                receiving.run();
                return null;
            });
        }
        threads.shutdown();
        int running = RECEIVERS;
        while (running > 0 && !receiving.isStopped()) {
            Future<Void> end = ends.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            if (end == null) {
                continue;
            }
            try {
                end.get();
                running--;
            } catch (ExecutionException e) {
                receiving.stop();
                giveBack();
                throw new IllegalStateException("cannot receive messages", e.getCause());
            }
        }
    }

    /** Ends what can be ended in a moment, and leaves the rest to another worker at once. */
    private void giveBack() {
        claiming.stop();
        copying.stop(GRACE);
        finishing.close();
        Collection<HeldItem> left = held.all();
        table.lease(left.stream().filter(HeldItem::isClaimed).toList(), Instant.EPOCH);
        queue.hide(left.stream().flatMap(item -> item.receipts().stream()).toList(), Duration.ZERO);
        log.line("stopped: %d unfinished items are given back".formatted(left.size()));
    }
}
