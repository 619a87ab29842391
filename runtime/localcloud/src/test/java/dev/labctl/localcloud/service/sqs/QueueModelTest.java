package dev.labctl.localcloud.service.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.chaos.Chaos;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.time.CloudClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random histories of one queue against a model that is too simple to be wrong: a list of messages in order. The clock
 * only moves in whole minutes, so that what is due is never a matter of milliseconds.
 */
final class QueueModelTest {
    private static final int STEPS = 1_000;
    private static final String ACCOUNT = "123456789012";

    @TempDir
    Path directory;

    private ExecutorService executor;
    private Store store;
    private CloudClock clock;
    private Queue queue;

    @BeforeEach
    void start() {
        executor = Executors.newCachedThreadPool();
        open();
        openQueue(false);
    }

    @AfterEach
    void stop() {
        clock.close();
        store.close();
        executor.shutdownNow();
    }

    private void open() {
        store = Store.open(directory.resolve("state"));
        clock = new CloudClock(store, executor);
    }

    private void openQueue(boolean isFifo) {
        SqsTables tables = new SqsTables(store, clock.millis());
        QueueKey key = new QueueKey("eu-central-1", isFifo ? "q.fifo" : "q");
        QueueRecord stored = new QueueRecord("id", key, QueueAttributes.defaults(isFifo), Map.of(), 0, 0, 0, null, 0);
        queue = new Queue(stored, tables, clock, other -> null, ACCOUNT, new Chaos());
    }

    private void restart() {
        clock.close();
        store.close();
        open();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aStandardQueueGivesOutExactlyWhatIsVisible(long seed) {
        compareWithModel(seed, false);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void aFifoQueueGivesOutEachGroupInOrder(long seed) {
        compareWithModel(seed, true);
    }

    private void compareWithModel(long seed, boolean isFifo) {
        openQueue(isFifo);
        Random random = new Random(seed);
        Model model = new Model(isFifo);
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> send(random, model, step);
                case 3, 4 -> receive(random, model);
                case 5 -> delete(random, model);
                case 6 -> hide(random, model);
                default -> pass(random, model);
            }
            if (random.nextInt(200) == 0) {
                restart();
                openQueue(isFifo);
            }
            assertThat(queue.counts()).as("seed %d, step %d", seed, step).satisfies(counts -> {
                assertThat(counts.visible()).isEqualTo(model.visible());
                assertThat(counts.delayed()).isEqualTo(model.delayed());
                assertThat(counts.inFlight()).isEqualTo(model.messages.size() - model.visible() - model.delayed());
            });
        }
    }

    private void send(Random random, Model model, int step) {
        String group = model.isFifo ? "g" + random.nextInt(4) : null;
        int delayMinutes = model.isFifo ? 0 : random.nextInt(3);
        Outgoing message = new Outgoing(
                "body " + step,
                model.isFifo ? null : 60 * delayMinutes,
                Map.of(),
                Map.of(),
                model.isFifo ? "d" + step : null,
                group);
        String id = queue.send(List.of(message), "sender", null).get(0).messageId();
        model.messages.put(id, new ModelMessage(group == null ? id : group, model.now + delayMinutes, 0, ""));
    }

    private void receive(Random random, Model model) {
        int max = 1 + random.nextInt(10);
        int minutes = random.nextInt(4);
        List<String> expected = model.receivable();
        List<Queue.Received> received = queue.receive(max, 60_000L * minutes, 0, null);
        assertThat(received).hasSize(Math.min(max, expected.size()));
        Map<String, List<String>> byGroup = new LinkedHashMap<>();
        for (Queue.Received message : received) {
            String id = message.content().messageId();
            assertThat(expected).contains(id);
            ModelMessage before = model.message(id);
            byGroup.computeIfAbsent(before.group, name -> new ArrayList<>()).add(id);
            model.messages.put(
                    id, new ModelMessage(before.group, model.now + minutes, before.receives + 1, message.handle()));
            assertThat(message.entry().receives()).isEqualTo(before.receives + 1);
        }
        byGroup.forEach((group, ids) -> assertThat(expected.stream()
                        .filter(id -> model.message(id).group.equals(group))
                        .toList())
                .startsWith(ids.toArray(String[]::new)));
    }

    private void delete(Random random, Model model) {
        model.inFlight(random).ifPresent(id -> {
            queue.deleteMessage(model.message(id).handle);
            model.messages.remove(id);
        });
    }

    private void hide(Random random, Model model) {
        int minutes = random.nextInt(3);
        model.inFlight(random).ifPresent(id -> {
            ModelMessage before = model.message(id);
            queue.changeVisibility(before.handle, 60_000L * minutes);
            model.messages.put(id, new ModelMessage(before.group, model.now + minutes, before.receives, before.handle));
        });
    }

    private void pass(Random random, Model model) {
        int minutes = random.nextInt(3);
        clock.advance(Duration.ofMinutes(minutes));
        model.now += minutes;
    }

    /** A message of the model; {@code visibleAt} in minutes. */
    private record ModelMessage(String group, int visibleAt, int receives, String handle) {}

    private static final class Model {
        final boolean isFifo;
        final Map<String, ModelMessage> messages = new LinkedHashMap<>();
        int now;

        Model(boolean isFifo) {
            this.isFifo = isFifo;
        }

        ModelMessage message(String id) {
            return java.util.Objects.requireNonNull(messages.get(id));
        }

        int visible() {
            return (int) messages.values().stream()
                    .filter(message -> message.visibleAt <= now)
                    .count();
        }

        int delayed() {
            return (int) messages.values().stream()
                    .filter(message -> message.visibleAt > now && message.receives == 0)
                    .count();
        }

        /** All that may be received, in order; in FIFO groups only what no hidden message precedes. */
        List<String> receivable() {
            List<String> blocked = new ArrayList<>();
            List<String> ids = new ArrayList<>();
            messages.forEach((id, message) -> {
                if (message.visibleAt > now) {
                    blocked.add(message.group);
                } else if (!isFifo || !blocked.contains(message.group)) {
                    ids.add(id);
                }
            });
            return ids;
        }

        java.util.Optional<String> inFlight(Random random) {
            List<String> ids = messages.entrySet().stream()
                    .filter(entry -> entry.getValue().visibleAt > now && entry.getValue().receives > 0)
                    .map(Map.Entry::getKey)
                    .toList();
            return ids.isEmpty()
                    ? java.util.Optional.empty()
                    : java.util.Optional.of(ids.get(random.nextInt(ids.size())));
        }
    }
}
