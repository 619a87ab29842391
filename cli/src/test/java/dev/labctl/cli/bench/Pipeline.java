package dev.labctl.cli.bench;

import java.util.List;
import java.util.function.Consumer;

/** Items through file-pipeline: how long one takes, and how many a worker does beside the loop that most people write. */
final class Pipeline implements Section {
    private static final int ITEMS = 10_000;
    /** The plain loop's share: it does as many a second at the end as at the beginning. */
    private static final int LOOP_ITEMS = 500;

    private static final int SINGLES = 20;

    @Override
    public String name() {
        return "pipeline";
    }

    @Override
    public void measure(Bed bed, Consumer<Row> table) throws Exception {
        bed.labctl("deploy", "file-pipeline", "--yes");
        try (PipelineBed pipeline = new PipelineBed(bed)) {
            pipeline.upload(ITEMS);
            table.accept(Row.atMost(10, "one item, from nothing to FINISHED", fromNothing(bed, pipeline), "s"));
            table.accept(Row.atMost(1, "one item, a worker runs, put to FINISHED", oneByOne(pipeline), "s"));
            against(bed, pipeline, table, "");
            bed.labctl("local", "chaos", "--seed", "1", "--latency", "10ms", "--services", "s3,dynamodb");
            against(bed, pipeline, table, ", 10 ms more for S3 and DynamoDB");
            bed.labctl("local", "chaos", "off");
            for (int workers : List.of(1, 2, 4)) {
                pipeline.setMaxWorkers(workers);
                double seconds = pipeline.processed(ITEMS).seconds();
                table.accept(Row.report(
                        "%,d items, %d worker%s".formatted(ITEMS, workers, workers == 1 ? "" : "s"),
                        Samples.of(ITEMS / seconds),
                        "items/s"));
            }
        }
        bed.labctl("destroy", "file-pipeline", "--yes");
    }

    private static Samples fromNothing(Bed bed, PipelineBed pipeline) throws Exception {
        return bed.repeat(() -> {
            pipeline.endWorkers();
            long started = System.nanoTime();
            pipeline.put(1);
            pipeline.awaitQueued(1);
            pipeline.launch();
            pipeline.awaitFinished(0);
            return (System.nanoTime() - started) / 1e9;
        });
    }

    private static Samples oneByOne(PipelineBed pipeline) throws Exception {
        double[] seconds = new double[SINGLES];
        for (int i = 0; i < SINGLES; i++) {
            long started = System.nanoTime();
            pipeline.put(1);
            pipeline.awaitFinished(0);
            seconds[i] = (System.nanoTime() - started) / 1e9;
        }
        return Samples.of(seconds);
    }

    private static void against(Bed bed, PipelineBed pipeline, Consumer<Row> table, String where) throws Exception {
        PipelineBed.Work[] last = new PipelineBed.Work[2];
        table.accept(Pairs.take(
                        bed.runs(),
                        () -> {
                            last[0] = pipeline.processed(ITEMS);
                            return last[0].seconds() / ITEMS * 1e3;
                        },
                        () -> {
                            last[1] = pipeline.looped(LOOP_ITEMS);
                            return last[1].seconds() / LOOP_ITEMS * 1e3;
                        })
                .row(0.1, "%,d items of 4 KiB%s".formatted(ITEMS, where), "ms/item", "plain loop"));
        table.accept(new Row(
                "AWS requests for an item" + where,
                Samples.of(last[0].requests() / (double) ITEMS),
                "requests",
                "plain loop",
                Samples.of(last[1].requests() / (double) LOOP_ITEMS),
                Samples.of(last[0].requests() / (double) ITEMS * LOOP_ITEMS / last[1].requests()),
                0.5));
        table.accept(Row.report("the worker's peak memory" + where, Samples.of(last[0].peakMebibytes()), "MiB"));
    }
}
