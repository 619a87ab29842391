package dev.labctl.cli.progress;

import dev.labctl.cli.output.Sizes;
import dev.labctl.cli.output.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work that takes its time, from when it was begun until it is closed. Its measure is one of bytes, planned
 * steps, or figures of its own. Safe for use by many threads.
 */
public final class Task implements LongConsumer, AutoCloseable {
    private static final long UNKNOWN = -1;
    /** Before that a rate says nothing yet. */
    private static final Duration FIRST_RATE = Duration.ofSeconds(1);

    private final Progress progress;
    private final String title;
    private final LongSupplier clock;
    private final EarlierRuns earlier;
    private final long begunAt;
    private final Map<String, PlannedStep> waiting = new LinkedHashMap<>();
    private final Map<String, Running> running = new LinkedHashMap<>();
    private final Set<String> ended = new LinkedHashSet<>();
    private String thing = "";
    private int atOnce = Integer.MAX_VALUE;
    private long bytes;
    private long allBytes;
    private boolean isMeasuredInBytes;
    private @Nullable Duration whole;
    private List<String> keys = List.of();
    private Supplier<String> figures = () -> "";

    private record Running(PlannedStep step, long since) {}

    Task(Progress progress, String title, LongSupplier clock, EarlierRuns earlier) {
        this.progress = progress;
        this.title = title;
        this.clock = clock;
        this.earlier = earlier;
        this.begunAt = clock.getAsLong();
    }

    /** It is measured in bytes, of which there are so many. */
    public synchronized Task ofBytes(long total) {
        isMeasuredInBytes = true;
        allBytes = total;
        return this;
    }

    /** It is measured in bytes, and nobody knows how many there will be. */
    public Task ofBytes() {
        return ofBytes(UNKNOWN);
    }

    /** It ends after so long by itself. */
    public synchronized Task lasting(Duration duration) {
        whole = duration;
        return this;
    }

    /** What is told of how far it is; asked only when somebody looks, by another thread. */
    public synchronized Task told(Supplier<String> asked) {
        figures = asked;
        return this;
    }

    /** It takes about as long as it took under this key before; {@link #succeed} keeps how long it took. */
    public synchronized Task remembered(String key) {
        keys = List.of(key);
        return this;
    }

    /**
     * It consists of these steps.
     *
     * @param thing what a step is: {@code resource}
     * @param workers how many steps can be worked on at the same time
     */
    public synchronized Task plan(String thing, Collection<PlannedStep> steps, int workers) {
        this.thing = thing;
        atOnce = workers;
        steps.forEach(step -> waiting.put(step.name(), step));
        return this;
    }

    /** A step begins; one that was not planned is shown all the same. */
    public synchronized void begin(String step) {
        PlannedStep planned = waiting.remove(step);
        if (planned != null) {
            running.put(step, new Running(planned, clock.getAsLong()));
        } else if (!ended.contains(step)) {
            running.putIfAbsent(step, new Running(new PlannedStep(step, "", List.of(), Set.of()), clock.getAsLong()));
        }
    }

    /** A step has ended as it should; how long it took helps later runs to know. */
    public synchronized void end(String step) {
        Running was = running.remove(step);
        if (was != null) {
            earlier.add(was.step().keys(), since(was.since()));
        }
        waiting.remove(step);
        ended.add(step);
    }

    /** A step is over, and how long it took tells nothing. */
    public synchronized void drop(String step) {
        running.remove(step);
        waiting.remove(step);
        ended.add(step);
    }

    /** So many bytes more are done. */
    @Override
    public synchronized void accept(long more) {
        bytes += more;
    }

    /** So many bytes are done altogether. */
    synchronized void reach(long sum) {
        bytes = Math.max(bytes, sum);
    }

    /**
     * Does the work, of which another place knows how many bytes are done.
     *
     * @param reached asked by another thread, and only when somebody looks
     */
    public <T> T during(LongSupplier reached, Supplier<T> work) {
        Watch watch = progress.isLookedAt() ? new Watch(this, reached) : null;
        try {
            return work.get();
        } finally {
            if (watch != null) {
                watch.end();
            }
        }
    }

    /** It has ended as it should; how long it took helps later runs to know. */
    public synchronized void succeed() {
        earlier.add(keys, since(begunAt));
        close();
    }

    /** It has ended, and is not shown any more. */
    @Override
    public void close() {
        progress.end(this);
    }

    private Duration since(long then) {
        return Duration.ofNanos(clock.getAsLong() - then);
    }

    synchronized TaskView view() {
        Duration elapsed = since(begunAt);
        List<TaskView.StepView> steps = running.values().stream()
                .map(each -> new TaskView.StepView(
                        each.step().name(),
                        each.step().note(),
                        since(each.since()),
                        earlier.typical(each.step().keys()).orElse(null)))
                .toList();
        return new TaskView(title, measure(elapsed), elapsed, left(elapsed), steps);
    }

    private String measure(Duration elapsed) {
        if (isMeasuredInBytes) {
            return measureOfBytes(elapsed);
        }
        if (!thing.isEmpty()) {
            return "%,d of %s"
                    .formatted(ended.size(), Text.counted(ended.size() + running.size() + waiting.size(), thing));
        }
        return figures.get();
    }

    private String measureOfBytes(Duration elapsed) {
        if (allBytes == UNKNOWN) {
            return bytes == 0 ? "" : "%s, %s".formatted(Sizes.readable(bytes), rate(elapsed));
        }
        long shown = Math.min(bytes, allBytes);
        String amount = "%s of %s (%d %%)"
                .formatted(
                        Sizes.readable(shown),
                        Sizes.readable(allBytes),
                        allBytes == 0 ? 100 : (long) (100.0 * shown / allBytes));
        return hasRate(elapsed) ? amount + ", " + rate(elapsed) : amount;
    }

    private boolean hasRate(Duration elapsed) {
        return bytes > 0 && elapsed.compareTo(FIRST_RATE) >= 0;
    }

    private String rate(Duration elapsed) {
        return Sizes.readable((long) (bytes * 1e9 / Math.max(1, elapsed.toNanos()))) + "/s";
    }

    private @Nullable Duration left(Duration elapsed) {
        if (whole != null) {
            return positive(whole.minus(elapsed));
        }
        if (isMeasuredInBytes && allBytes != UNKNOWN) {
            return hasRate(elapsed)
                    ? Duration.ofMillis((long) (elapsed.toMillis() * (double) Math.max(0, allBytes - bytes) / bytes))
                    : null;
        }
        if (!thing.isEmpty()) {
            return leftOfSteps();
        }
        return earlier.typical(keys).map(each -> positive(each.minus(elapsed))).orElse(null);
    }

    private @Nullable Duration leftOfSteps() {
        List<Forecast.Job> jobs = new ArrayList<>();
        running.values()
                .forEach(each -> jobs.add(
                        new Forecast.Job(each.step().name(), Set.of(), typical(each.step()), since(each.since()))));
        waiting.values().forEach(step -> jobs.add(new Forecast.Job(step.name(), step.after(), typical(step), null)));
        return Forecast.left(jobs, atOnce).orElse(null);
    }

    private @Nullable Duration typical(PlannedStep step) {
        return earlier.typical(step.keys()).orElse(null);
    }

    private static Duration positive(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
