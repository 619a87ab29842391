package dev.labctl.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.output.Console;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.ScreenSize;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final List<PlannedStep> STEPS = List.of(
            new PlannedStep("Vpc", "AWS::EC2::VPC", List.of("create lab/Vpc"), Set.of()),
            new PlannedStep("Database", "AWS::RDS::DBInstance", List.of("create lab/Database"), Set.of("Vpc")));

    @TempDir
    Path folder;

    @Test
    void whatIsBeingWorkedOnIsDrawnBelowTheLinesThatStay() {
        Seat seat = new Seat(80, 24);
        Progress progress = seat.progress(EarlierRuns.none());
        Task task = progress.begin("creating labctl-lab").plan("resource", STEPS, Integer.MAX_VALUE);
        task.begin("Vpc");
        seat.pass(SECOND);
        progress.draw(seat.output());
        seat.output().say("CREATE_COMPLETE Vpc");
        task.end("Vpc");
        task.begin("Database");
        seat.pass(SECOND);
        progress.draw(seat.output());

        assertThat(seat.seen())
                .containsExactly(
                        "CREATE_COMPLETE Vpc",
                        "creating labctl-lab: 1 of 2 resources, 2.0 s",
                        "  Database  AWS::RDS::DBInstance  1.0 s");

        task.close();
        progress.draw(seat.output());
        assertThat(seat.seen()).containsExactly("CREATE_COMPLETE Vpc");
    }

    @Test
    void theTimeThatIsLeftFollowsFromDependenciesAndEarlierRuns() {
        EarlierRuns before = EarlierRuns.in(folder, "aws");
        before.add(List.of("create lab/Vpc"), Duration.ofSeconds(10));
        before.add(List.of("create lab/Database"), Duration.ofMinutes(5));
        assertThat(before.keep()).isEmpty();

        Seat seat = new Seat(100, 24);
        Progress progress = seat.progress(EarlierRuns.in(folder, "aws"));
        Task task = progress.begin("creating labctl-lab").plan("resource", STEPS, Integer.MAX_VALUE);
        task.begin("Vpc");
        seat.pass(Duration.ofSeconds(4));
        progress.draw(seat.output());

        assertThat(seat.seen())
                .containsExactly(
                        "creating labctl-lab: 0 of 2 resources, 4.0 s, about 5m 06s left",
                        "  Vpc  AWS::EC2::VPC  4.0 s of about 10 s");

        task.end("Vpc");
        task.begin("Database");
        seat.pass(Duration.ofSeconds(301));
        progress.draw(seat.output());
        assertThat(seat.seen().get(0)).endsWith("1 of 2 resources, 5m 05s, longer than before");
    }

    @Test
    void aNarrowTerminalGetsShorterLinesAndALowOneFewer() {
        Seat seat = new Seat(40, 5);
        Progress progress = seat.progress(EarlierRuns.none());
        Task task = progress.begin("uploading a file with a very long name").ofBytes(1000);
        for (int i = 1; i <= 5; i++) {
            task.begin("file-" + i);
        }
        task.accept(500);
        seat.pass(SECOND);
        progress.draw(seat.output());

        assertThat(seat.seen())
                .containsExactly("uploading a file with a very long na...", "  file-1  1.0 s", "  and 4 more");
    }

    @Test
    void aTerminalThatBecomesNarrowerKeepsWhatWasSaid() {
        Seat seat = new Seat(100, 24);
        Progress progress = seat.progress(EarlierRuns.none());
        seat.output().say("first");
        seat.output().say("second");
        Task task = progress.begin("restoring").ofBytes(1000);
        seat.pass(SECOND);
        progress.draw(seat.output());
        seat.resize(60, 24);
        progress.draw(seat.output());
        task.close();
        progress.draw(seat.output());
        seat.output().say("third");

        assertThat(seat.seen()).containsExactly("first", "second", "third");
    }

    @Test
    void nothingIsDrawnIntoALineThatIsNotFinished() {
        Seat seat = new Seat(80, 24);
        Progress progress = seat.progress(EarlierRuns.none());
        progress.begin("restoring").ofBytes(1000);
        seat.pass(SECOND);
        seat.output().talk().part("Make these changes? [y/N] ");
        progress.draw(seat.output());
        assertThat(seat.seen()).containsExactly("Make these changes? [y/N]");
    }

    @Test
    void onceTheRunIsInterruptedNothingIsDrawnAnyMore() {
        Seat seat = new Seat(80, 24);
        Progress progress = seat.progress(EarlierRuns.none());
        progress.begin("restoring").ofBytes(1000);
        seat.pass(SECOND);
        progress.draw(seat.output());
        seat.output().area().retire();
        seat.output().say("interrupted");
        progress.draw(seat.output());
        assertThat(seat.seen()).containsExactly("interrupted");
    }

    @Test
    void offATerminalALineTellsWhatIsWaitedForWhenNothingElseIsSaid() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Output output = offATerminal(err, 0);
        AtomicLong clock = new AtomicLong();
        Progress progress = new Progress(output, EarlierRuns.none(), clock::get);
        Task task = progress.begin("creating labctl-lab").plan("resource", STEPS, Integer.MAX_VALUE);
        task.begin("Vpc");
        progress.breakSilence(output);
        clock.addAndGet(Duration.ofSeconds(19).toNanos());
        progress.breakSilence(output);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();

        clock.addAndGet(SECOND.toNanos());
        progress.breakSilence(output);
        progress.breakSilence(output);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("still creating labctl-lab: 0 of 2 resources, 20.0 s; Vpc 20.0 s%n".formatted());

        clock.addAndGet(Duration.ofSeconds(15).toNanos());
        output.say("CREATE_COMPLETE Vpc");
        progress.breakSilence(output);
        clock.addAndGet(Duration.ofSeconds(15).toNanos());
        progress.breakSilence(output);
        assertThat(err.toString(StandardCharsets.UTF_8).lines()).hasSize(2);
    }

    @Test
    void whoeverIsQuietSaysNothing() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (Progress progress = new Progress(offATerminal(err, -1), EarlierRuns.none())) {
            progress.begin("restoring").ofBytes(10);
            assertThat(progress.isLookedAt()).isFalse();
        }
        assertThat(err.toByteArray()).isEmpty();
    }

    @Test
    void whatHappensElsewhereIsAskedUntilItIsOver() {
        Seat seat = new Seat(80, 24);
        CountDownLatch asked = new CountDownLatch(2);
        try (Progress progress = new Progress(seat.output(), EarlierRuns.none());
                Task task = progress.begin("backing up").ofBytes()) {
            boolean wasAsked = task.during(
                    () -> {
                        asked.countDown();
                        return 7_000_000;
                    },
                    () -> isReached(asked));
            assertThat(wasAsked).isTrue();
            assertThat(task.view().figures()).startsWith("7.0 MB, ");
        }
        assertThat(seat.seen()).isEmpty();
    }

    private static boolean isReached(CountDownLatch latch) {
        try {
            return latch.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aTaskOfBytesTellsAmountRateAndTheTimeThatIsLeft() {
        AtomicLong clock = new AtomicLong();
        Progress progress = new Progress(null, EarlierRuns.none(), clock::get);
        Task task = progress.begin("reading").ofBytes(120_000_000);
        task.accept(30_000_000);
        assertThat(Lines.header(task.view())).isEqualTo("reading: 30.0 MB of 120.0 MB (25 %), 0.0 s");
        clock.addAndGet(2 * SECOND.toNanos());
        assertThat(Lines.header(task.view()))
                .isEqualTo("reading: 30.0 MB of 120.0 MB (25 %), 15.0 MB/s, 2.0 s, about 6 s left");
        assertThat(Lines.of(List.of(task.view()), new ScreenSize(64, 24)))
                .containsExactly("reading: 30.0 MB of 120.0 MB (25 %), 2.0 s, about 6 s left");
        assertThat(Lines.of(List.of(task.view()), new ScreenSize(40, 24)))
                .containsExactly("reading: 2.0 s, about 6 s left");
        assertThat(Lines.header(progress.begin("reading").ofBytes(0).view()))
                .isEqualTo("reading: 0 B of 0 B (100 %), 0.0 s");
    }

    private static Output offATerminal(ByteArrayOutputStream err, int verbosity) {
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        Console console = new Console(stream, stream, new BufferedReader(Reader.nullReader()));
        return new Output(console, Output.Format.TEXT, verbosity, false);
    }
}
