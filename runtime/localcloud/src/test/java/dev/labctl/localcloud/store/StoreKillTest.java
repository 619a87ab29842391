package dev.labctl.localcloud.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** A process writes and acknowledges on its standard output; it is killed at a random moment, again and again. */
@Tag("long")
final class StoreKillTest {
    private static final int KILLS = 12;
    private static final Random RANDOM = new Random();

    @TempDir
    Path directory;

    @RepeatedTest(3)
    void whatWasAcknowledgedIsThereAndNoWriteIsHalf() throws Exception {
        Path file = directory.resolve("state.db");
        for (int kill = 0; kill < KILLS; kill++) {
            long acknowledged = writeUntilKilled(file);
            try (Store store = Store.open(file)) {
                Table<String> left = store.table("test.left", Codec.TEXT);
                Table<String> right = store.table("test.right", Codec.TEXT);
                assertThat(left.get("last")).isEqualTo(right.get("last"));
                assertThat(left.size()).isEqualTo(right.size());
                assertThat(left.get("last").map(Long::parseLong).orElse(0L)).isGreaterThanOrEqualTo(acknowledged);
            }
        }
    }

    private static long writeUntilKilled(Path file) throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        // Around the thousandth commit space is reclaimed, which is the hardest moment.
        int lines = RANDOM.nextBoolean() ? 1 + RANDOM.nextInt(2_000) : 900 + RANDOM.nextInt(120);
        long acknowledged = 0;
        try (BufferedReader answers =
                new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.US_ASCII))) {
            String line = answers.readLine();
            while (line != null) {
                acknowledged = Long.parseLong(line);
                if (--lines == 0) {
                    // Unlike Process's, the handle's leaves the pipe open: what is in it was acknowledged.
                    writer.toHandle().destroyForcibly();
                }
                line = answers.readLine();
            }
        }
        writer.waitFor();
        return acknowledged;
    }

    /** Counts on from what the store holds, in two tables at once. */
    static final class Writer {
        private Writer() {}

        @SuppressWarnings("SystemOut") // the acknowledgement is a line on standard output
        public static void main(String[] arguments) {
            try (Store store = Store.open(Path.of(arguments[0]))) {
                Table<String> left = store.table("test.left", Codec.TEXT);
                Table<String> right = store.table("test.right", Codec.TEXT);
                long count = left.get("last").map(Long::parseLong).orElse(0L);
                while (true) {
                    String next = Long.toString(++count);
                    store.write(() -> {
                        left.put("last", next);
                        left.put("key-" + next.hashCode() % 500, next);
                        right.put("last", next);
                        right.put("key-" + next.hashCode() % 500, next);
                    });
                    store.awaitDurable();
                    System.out.println(next);
                }
            }
        }
    }
}
