package dev.labctl.cli.command.pipeline;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.Instance;
import dev.labctl.cli.lab.ProcessesItems;
import dev.labctl.cli.lab.WorksOffQueue;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import dev.labctl.cli.stack.Deployment;
import dev.labctl.wire.filepipeline.ItemStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One look at a lab that processes items.
 *
 * @param at when
 * @param nanos the same moment, to measure from
 * @param perSecond how many items were done a second since the look before; 0 for the first
 * @param workers instances that start or run
 */
record Watched(
        Instant at,
        long nanos,
        Map<ItemStatus, Long> items,
        double perSecond,
        QueueState queue,
        QueueState deadLetters,
        List<Instance> workers)
        implements Result {
    private static final int LINES = 5;
    private static final int SHOWN_WORKERS = 2;

    Watched {
        items = Map.copyOf(items);
        workers = List.copyOf(workers);
    }

    /** Where to look. */
    record Source(Deployment deployment, ProcessesItems items, WorksOffQueue queues) {
        /** Looks; {@code before} is the look before, null for none. */
        Watched look(@Nullable Watched before) {
            Cloud cloud = deployment.cloud();
            Map<ItemStatus, Long> counts = items.counts(deployment);
            long now = System.nanoTime();
            double perSecond = before == null
                    ? 0
                    : Math.max(0, (done(counts) - done(before.items())) * 1e9 / (now - before.nanos()));
            return new Watched(
                    Instant.now().truncatedTo(ChronoUnit.SECONDS),
                    now,
                    counts,
                    perSecond,
                    QueueState.of(cloud, queues.work(deployment)),
                    QueueState.of(cloud, queues.deadLetters(deployment)),
                    cloud.ec2().instances().stream()
                            .filter(Instance::isStartingOrRunning)
                            .filter(instance -> instance.isOf(deployment.stackName()))
                            .toList());
        }

        private static long done(Map<ItemStatus, Long> counts) {
            return counts.getOrDefault(ItemStatus.FINISHED, 0L) + counts.getOrDefault(ItemStatus.FAILED, 0L);
        }
    }

    private long count(ItemStatus status) {
        return items.getOrDefault(status, 0L);
    }

    @Override
    public Object json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("at", at);
        Map<String, Long> byStatus = new LinkedHashMap<>();
        for (ItemStatus status : ItemStatus.values()) {
            byStatus.put(status.name(), count(status));
        }
        json.put("items", byStatus);
        json.put("itemsPerSecond", perSecond);
        json.put("queue", queue.json());
        json.put("deadLetters", deadLetters.depth().all());
        json.put(
                "instances",
                workers.stream()
                        .map(worker -> Map.of("id", worker.id(), "state", worker.state()))
                        .toList());
        return json;
    }

    @Override
    public void print(Text text) {
        text.line(
                "%s  pending %,d  processing %,d  finished %,d  failed %,d  %,.0f/s  queue %,d+%,d  dead %,d  workers %d"
                        .formatted(
                                at,
                                count(ItemStatus.PENDING),
                                count(ItemStatus.PROCESSING),
                                count(ItemStatus.FINISHED),
                                count(ItemStatus.FAILED),
                                perSecond,
                                queue.depth().waiting(),
                                queue.depth().inFlight(),
                                deadLetters.depth().all(),
                                workers.size()));
    }

    /**
     * The same as some lines, none of which a terminal of 80 columns breaks; {@code again} draws them over those of the
     * look before.
     */
    Result block(boolean again) {
        return new Result() {
            @Override
            public Object json() {
                return Watched.this.json();
            }

            @Override
            public void print(Text text) {
                if (again) {
                    text.part("\u001b[%dA".formatted(LINES));
                }
                line(text, text.styled(Text.Style.QUIET, "%s  %,.0f items/s  Ctrl-C ends".formatted(at, perSecond)));
                line(
                        text,
                        "items    %,8d pending %,6d processing %,8d finished %s"
                                .formatted(
                                        count(ItemStatus.PENDING),
                                        count(ItemStatus.PROCESSING),
                                        count(ItemStatus.FINISHED),
                                        failures(
                                                text,
                                                "%,6d failed".formatted(count(ItemStatus.FAILED)),
                                                count(ItemStatus.FAILED))));
                line(
                        text,
                        "queue    %,8d waiting %,6d in flight  %s"
                                .formatted(
                                        queue.depth().waiting(), queue.depth().inFlight(), oldest()));
                line(
                        text,
                        "failures "
                                + failures(
                                        text,
                                        "%,8d dead letters"
                                                .formatted(deadLetters.depth().all()),
                                        deadLetters.depth().all()));
                line(text, "workers  %8d %s".formatted(workers.size(), shown()));
            }
        };
    }

    private static void line(Text text, String line) {
        text.line(line + "\u001b[K");
    }

    private static String failures(Text text, String shown, long count) {
        return count == 0 ? shown : text.styled(Text.Style.BAD, shown);
    }

    private String oldest() {
        return queue.oldestSeconds().isEmpty()
                ? ""
                : "oldest %,.0f s".formatted(queue.oldestSeconds().getAsDouble());
    }

    private String shown() {
        String names = String.join(
                "  ",
                workers.stream()
                        .limit(SHOWN_WORKERS)
                        .map(worker -> worker.id() + " " + worker.state())
                        .toList());
        return workers.size() > SHOWN_WORKERS ? names + "  ..." : names;
    }
}
