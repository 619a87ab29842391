package dev.labctl.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.0 kB",
        "68528, 68.5 kB",
        "999949, 999.9 kB",
        "999950, 1.0 MB",
        "1346977, 1.3 MB",
        "5000000000000, 5.0 TB",
        "9223372036854775807, 9.2 EB"
    })
    void sizesAreReadInThreeDigitsOrSo(long bytes, String expected) {
        assertThat(Sizes.readable(bytes)).isEqualTo(expected);
    }

    @Test
    void theLineTellsAmountRateAndTheTimeThatIsLeft() {
        assertThat(Progress.line("reading", 30_000_000, 120_000_000, 2_000_000_000L))
                .isEqualTo("  reading: 30.0 MB of 120.0 MB (25 %), 15.0 MB/s, 6.0 s left");
        assertThat(Progress.line("reading", 10, 120_000_000, 100)).isEqualTo("  reading: 10 B of 120.0 MB (0 %)");
        assertThat(Progress.line("reading", 7, 5, 2_000_000_000L))
                .contains("5 B of 5 B (100 %)")
                .endsWith("0.0 s left");
        assertThat(Progress.line("reading", 0, 0, 2_000_000_000L)).isEqualTo("  reading: 0 B of 0 B (100 %)");
    }

    @Test
    void theLineOfAnUnknownSizeTellsWhatThereIs() {
        assertThat(Progress.line("backing up", 30_000_000, -1, 2_000_000_000L))
                .isEqualTo("  backing up: 30.0 MB, 15.0 MB/s, 2.0 s");
        assertThat(Progress.line("loading", 0, -1, 2_000_000_000L)).isEqualTo("  loading: 2.0 s");
    }

    @Test
    void whatHappensElsewhereIsAskedUntilItIsOver() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        Console console = new Console(stream, stream, new BufferedReader(Reader.nullReader()), true);
        CountDownLatch asked = new CountDownLatch(2);
        boolean wasAsked;
        try (Progress progress = new Progress(new Output(console, Output.Format.TEXT, 0, false))) {
            wasAsked = progress.during(
                    "backing up",
                    () -> {
                        asked.countDown();
                        return 7_000_000;
                    },
                    () -> isReached(asked));
        }
        assertThat(wasAsked).isTrue();
        String drawn = err.toString(StandardCharsets.UTF_8);
        assertThat(drawn).contains("\r\u001b[K  backing up: 7.0 MB, ").endsWith("\r\u001b[K");
    }

    private static boolean isReached(CountDownLatch latch) {
        try {
            return latch.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void offATerminalNothingIsDrawn() {
        assertThat(drawn(false)).isEmpty();
        assertThat(drawn(true)).isEqualTo("\r\u001b[K  copying: 2 B of 4 B (50 %)\r\u001b[K");
    }

    private static String drawn(boolean interactive) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        Console console = new Console(stream, stream, new BufferedReader(Reader.nullReader()), interactive);
        AtomicLong clock = new AtomicLong();
        try (Progress progress = new Progress(new Output(console, Output.Format.TEXT, 0, false), clock::get)) {
            progress.begin("copying", 4);
            clock.addAndGet(190_000_000);
            progress.accept(1);
            clock.addAndGet(20_000_000);
            progress.accept(1);
        }
        return err.toString(StandardCharsets.UTF_8);
    }
}
