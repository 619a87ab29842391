package dev.labctl.localcloud.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.localcloud.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloudClockTest {
    private static final Duration CENTURIES = Duration.ofDays(365L * 400);

    @TempDir
    private Path directory;

    private ExecutorService executor;
    private Store store;
    private CloudClock clock;

    @BeforeEach
    void start() {
        executor = Executors.newCachedThreadPool();
        store = Store.open(directory.resolve("state"));
        clock = new CloudClock(store, executor);
    }

    @AfterEach
    void stop() {
        clock.close();
        store.close();
        executor.shutdownNow();
    }

    @Test
    void aTaskThatIsDueInCenturiesDoesNotKeepOthersFromRunning() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        clock.schedule(CENTURIES, () -> {});
        letItLook();

        clock.schedule(Duration.ofMillis(1), ran::countDown);

        assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aTaskThatIsCenturiesLateRuns() throws InterruptedException {
        clock.advance(CENTURIES);
        CountDownLatch ran = new CountDownLatch(1);

        clock.schedule(Instant.EPOCH, ran::countDown);

        assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void theClockIsMovedOnceWhatFellDueIsDoneWithWhatItSetOff() {
        AtomicBoolean isDone = new AtomicBoolean();
        Runnable setOff = () -> {
            LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
            isDone.set(true);
        };
        clock.schedule(Duration.ofHours(1), () -> executor.execute(clock.awaited(setOff)));

        clock.advance(Duration.ofHours(2));

        assertThat(isDone).isTrue();
    }

    @Test
    void theClockDoesNotWaitForWhatDoesNotEnd() {
        Instant before = clock.instant();
        clock.awaited(() -> {});

        clock.advance(Duration.ofHours(1));

        assertThat(clock.instant()).isAfter(before.plus(Duration.ofHours(1)));
    }

    @Test
    void theClockDoesNotLeaveTheYearsWithFourDigits() {
        assertThatThrownBy(() -> clock.advance(Duration.ofDays(365L * 10_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the clock ends at 9999-01-01T00:00:00Z");
        assertThat(clock.offset()).isZero();
    }

    /** Until the clock's thread has seen what is scheduled, and waits again or has died of it. */
    private static void letItLook() {
        Thread thread = Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals("clock"))
                .findFirst()
                .orElseThrow();
        while (thread.getState() == Thread.State.RUNNABLE || thread.getState() == Thread.State.BLOCKED) {
            Thread.onSpinWait();
        }
    }
}
