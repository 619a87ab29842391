package dev.labctl.cli.progress;

import dev.labctl.cli.output.LiveArea;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.ScreenSize;
import dev.labctl.cli.output.Text.Style;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a run is doing. On a terminal its tasks are drawn at the bottom, again and again, with the time they have taken and
 * what is probably left; elsewhere a line says from time to time what it waits for, when nothing else was said. Silent
 * under {@code -q}. Safe for use by many threads.
 */
public final class Progress implements AutoCloseable {
    private static final Duration BETWEEN_DRAWINGS = Duration.ofMillis(250);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    /** What is over sooner is not shown. */
    private static final Duration SHOWN_AFTER = Duration.ofMillis(500);

    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(20);

    private final @Nullable Output output;
    private final EarlierRuns earlier;
    private final LongSupplier clock;
    private final List<Task> tasks = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable Thread teller;
    private long written = -1;
    private long silentSince;

    /** Progress of a run that talks there. */
    public Progress(Output output, EarlierRuns earlier) {
        this(output.verbosity() < 0 ? null : output, earlier, System::nanoTime);
    }

    /** Progress by this clock of nanoseconds; without an output nobody looks at it. */
    Progress(@Nullable Output output, EarlierRuns earlier, LongSupplier clock) {
        this.output = output;
        this.earlier = earlier;
        this.clock = clock;
    }

    /** Progress that nobody looks at. */
    public static Progress silent() {
        return new Progress(null, EarlierRuns.none(), System::nanoTime);
    }

    /**
     * A task begins.
     *
     * @param title what is being done: {@code deploying labctl-s3-replication}
     */
    public Task begin(String title) {
        Task task = new Task(this, title, clock, earlier);
        synchronized (this) {
            tasks.add(task);
            tell();
        }
        return task;
    }

    /** A task begins, of which a line tells that stays: also those who see no progress learn of it. */
    public Task announce(String title) {
        if (output != null) {
            output.say(output.talk().styled(Style.QUIET, title));
        }
        return begin(title);
    }

    boolean isLookedAt() {
        return output != null;
    }

    synchronized void end(Task task) {
        tasks.remove(task);
    }

    private void tell() {
        if (output != null && teller == null) {
            Thread thread = new Thread(() -> tell(output), "progress");
            thread.setDaemon(true);
            teller = thread;
            thread.start();
        }
    }

    private void tell(Output to) {
        Duration pause = to.isLive() ? BETWEEN_DRAWINGS : BETWEEN_LOOKS;
        try {
            while (!ended.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                if (to.isLive()) {
                    draw(to);
                } else {
                    breakSilence(to);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Stream<TaskView> views() {
        List<Task> now;
        synchronized (this) {
            now = List.copyOf(tasks);
        }
        return now.stream().map(Task::view);
    }

    /** Draws the tasks as they are now. */
    void draw(Output to) {
        LiveArea area = to.area();
        ScreenSize screen = area.screen();
        List<TaskView> shown = views().filter(task -> task.elapsed().compareTo(SHOWN_AFTER) >= 0)
                .toList();
        area.draw(
                Lines.of(shown, screen).stream()
                        .map(line -> to.talk().styled(Style.QUIET, line))
                        .toList(),
                screen);
    }

    /** Says what is waited for, once nothing was said for long; looked at again and again by one thread. */
    void breakSilence(Output to) {
        long now = clock.getAsLong();
        if (to.area().written() == written && now - silentSince >= LONGEST_SILENCE.toNanos()) {
            views().map(Lines::heartbeat).forEach(to::say);
        }
        if (to.area().written() != written) {
            written = to.area().written();
            silentSince = now;
        }
    }

    /** Ends all tasks, takes away what is drawn, and keeps how long things took. */
    @Override
    public void close() {
        ended.countDown();
        Thread thread = teller;
        if (output == null || thread == null) {
            return;
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        output.area().erase();
        earlier.keep().ifPresent(output::detail);
    }
}
