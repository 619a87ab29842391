package dev.labctl.localcloud.chaos;

import dev.labctl.localcloud.core.AwsError;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Disturbs requests and deliveries as a plan says; does nothing without one, and forgets it with the process.
 *
 * <p>Whether a request is hit depends on the seed, on its service, and on how many requests of that service came before
 * it since the plan began, and on nothing else; so the same requests in the same order meet the same faults. The same
 * holds for the deliveries of each queue.
 */
public final class Chaos {
    private static final int REORDERED_AMONG = 100;

    private volatile @Nullable Running running;

    /** A plan under way. */
    private record Running(
            ChaosPlan plan, long startedNanos, Map<String, AtomicLong> draws, Map<String, AtomicLong> faults) {
        boolean isOver() {
            Duration length = plan.length();
            return length != null && System.nanoTime() - startedNanos > length.toNanos();
        }

        /** The next number of this sequence, which the seed alone determines. */
        SplittableRandom next(String sequence) {
            long index =
                    draws.computeIfAbsent(sequence, name -> new AtomicLong()).getAndIncrement();
            SplittableRandom ofSequence = new SplittableRandom(plan.seed() * 31 + sequence.hashCode());
            return new SplittableRandom(ofSequence.nextLong() + index);
        }

        void happened(String fault) {
            faults.computeIfAbsent(fault, name -> new AtomicLong()).incrementAndGet();
        }
    }

    /** Begins, in place of what is under way. */
    public void begin(ChaosPlan plan) {
        running = new Running(plan, System.nanoTime(), new ConcurrentHashMap<>(), new ConcurrentSkipListMap<>());
    }

    /** Ends at once. */
    public void end() {
        running = null;
    }

    private @Nullable Running running(String service) {
        Running now = running;
        return now == null || now.isOver() || !now.plan().services().contains(service) ? null : now;
    }

    /** What happens now; empty when nothing does. */
    public Optional<ChaosPlan> plan() {
        Running now = running;
        return now == null || now.isOver() ? Optional.empty() : Optional.of(now.plan());
    }

    /** How often each fault has happened since the plan began. */
    public Map<String, Long> faults() {
        Running now = running;
        Map<String, Long> counts = new TreeMap<>();
        if (now != null) {
            now.faults().forEach((fault, count) -> counts.put(fault, count.get()));
        }
        return counts;
    }

    /**
     * Has a request from outside wait, or be refused, before anything comes of it. Its connection has a thread of its own,
     * which nothing else could use meanwhile.
     *
     * @throws AwsError what the service says when it is asked too much
     * @throws IOException when the cloud ends meanwhile
     */
    public void meet(String service, String operation) throws IOException {
        Running now = running(service);
        if (now == null) {
            return;
        }
        SplittableRandom draw = now.next(service);
        boolean isThrottled = draw.nextInt(100) < now.plan().throttlePercent();
        if (!now.plan().latency().isZero()) {
            now.happened("delayed");
            pause(now.plan().latency());
        }
        if (isThrottled) {
            now.happened("throttled");
            throw Throttling.error(service, operation, draw.nextBoolean());
        }
    }

    private static void pause(Duration latency) throws IOException {
        try {
            Thread.sleep(latency.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the cloud ends", e);
        }
    }

    /** Whether a message that is being delivered for the first time comes again although it was received. */
    public boolean duplicates(String queueArn) {
        Running now = running("sqs");
        if (now == null
                || now.next("duplicate " + queueArn).nextInt(100) >= now.plan().duplicatePercent()) {
            return false;
        }
        now.happened("duplicated");
        return true;
    }

    /**
     * Chooses what a receive hands out.
     *
     * @param waiting all messages that may be received, the oldest first; asked for as many as are needed
     */
    public <T> List<T> order(String queueArn, int max, Waiting<T> waiting) {
        Running now = running("sqs");
        List<T> first = waiting.first(max);
        if (now == null || first.isEmpty()) {
            return first;
        }
        SplittableRandom draw = now.next("reorder " + queueArn);
        if (draw.nextInt(100) >= now.plan().reorderPercent()) {
            return first;
        }
        now.happened("reordered");
        List<T> among = new ArrayList<>(waiting.first(REORDERED_AMONG));
        Collections.shuffle(among, new Random(draw.nextLong()));
        return List.copyOf(among.subList(0, Math.min(max, among.size())));
    }

    /** Messages in their order. */
    @FunctionalInterface
    public interface Waiting<T> {
        /** Up to so many of them. */
        List<T> first(int max);
    }
}
