package dev.labctl.localcloud.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading a table while others change it and every change is committed, which makes room for the next. */
final class StoreReadsTest {
    private static final int ROWS = 3_000;
    private static final int READS = 1_500;
    private static final int WRITERS = 3;

    @TempDir
    private Path dir;

    @Test
    void noRowIsMissedWhileAllAreRewritten() throws Exception {
        try (Store store = Store.open(dir.resolve("state.mv"))) {
            Table<String> table = store.table("test.rows", Codec.TEXT);
            store.write(() -> {
                for (int i = 0; i < ROWS; i++) {
                    table.put(key(i), "x".repeat(100));
                }
            });
            AtomicBoolean isDone = new AtomicBoolean();
            ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                Random random = new Random(i);
                writers.add(threads.submit(() -> {
                    while (!isDone.get()) {
                        store.write(() -> table.put(key(random.nextInt(ROWS)), "y".repeat(100)));
                        store.awaitDurable();
                    }
                }));
            }
            try {
                Random random = new Random(7);
                for (int i = 0; i < READS; i++) {
                    int from = random.nextInt(ROWS);
                    assertThat(table.range(key(from), null).count()).isEqualTo(ROWS - from);
                    assertThat(table.descending(key(from), null).count()).isEqualTo(ROWS - from);
                    assertThat(table.get(key(from))).isPresent();
                    assertThat(table.next(key(from)).isPresent()).isEqualTo(from < ROWS - 1);
                }
            } finally {
                isDone.set(true);
                threads.shutdown();
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        }
    }

    private static String key(int row) {
        return RowNumbers.decimal(row, 6);
    }
}
