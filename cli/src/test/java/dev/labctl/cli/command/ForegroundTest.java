package dev.labctl.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.Distribution;
import dev.labctl.cli.output.Console;
import dev.labctl.cli.output.Output;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A command of a session, and Ctrl-C. */
class ForegroundTest {
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private volatile Runnable ctrlC = () -> {};
    private final Context session = new Context(
            new Console(
                    new PrintStream(screen, true, StandardCharsets.UTF_8),
                    new PrintStream(screen, true, StandardCharsets.UTF_8),
                    new BufferedReader(new StringReader(""))),
            Map.of(),
            Path.of("nowhere"),
            new Distribution(Path.of("..")),
            new ProcessInterrupts());

    private Runnable onCtrlC(Runnable action) {
        ctrlC = action;
        return () -> ctrlC = () -> {};
    }

    @Test
    void aCommandThatEndsGivesItsExitCode() {
        int exitCode = Foreground.run(session, this::onCtrlC, context -> {
            context.console().out().println("done");
            return 7;
        });

        assertThat(exitCode).isEqualTo(7);
        assertThat(screen.toString(StandardCharsets.UTF_8)).isEqualTo("done" + System.lineSeparator());
    }

    @Test
    void ctrlCEndsTheCommandWhichSaysWhatBecomesOfItAndNothingMore() {
        CountDownLatch isAsleep = new CountDownLatch(1);
        CountDownLatch isCleanedUp = new CountDownLatch(1);
        Thread typist = new Thread(() -> {
            await(isAsleep);
            ctrlC.run();
        });
        typist.start();

        int exitCode = Foreground.run(session, this::onCtrlC, context -> {
            Output talk = new Output(context.console(), Output.Format.TEXT, 0, false);
            return context.interrupts()
                    .during(
                            () -> {
                                isAsleep.countDown();
                                await(new CountDownLatch(1));
                                talk.say("labctl: a failure that comes of it");
                                return 5;
                            },
                            talk,
                            "it goes on",
                            isCleanedUp::countDown);
        });

        assertThat(exitCode).isEqualTo(130);
        assertThat(isCleanedUp.getCount()).isZero();
        assertThat(screen.toString(StandardCharsets.UTF_8))
                .isEqualTo("labctl: interrupted; it goes on" + System.lineSeparator());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
