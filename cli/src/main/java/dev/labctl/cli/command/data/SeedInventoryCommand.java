package dev.labctl.cli.command.data;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.DeployedLabs;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.lab.SeedsInventory;
import dev.labctl.cli.output.Durations;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import dev.labctl.cli.progress.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "inventory",
        description = "Fill the inventory of db-replication's primary database, unless it has rows.")
final class SeedInventoryCommand implements Callable<Integer> {
    @Option(names = "--rows", paramLabel = "N", description = "So many generated rows (default: three samples).")
    private @Nullable Long rows;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "The rows of a CSV file whose first line names the columns, or of a JSON array.")
    private @Nullable Path file;

    @Option(names = "--replace", description = "Remove the rows that are there.")
    private boolean replace;

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    SeedInventoryCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        if (rows != null && file != null) {
            throw LabctlException.usage("--rows and --from exclude each other", "give one of them");
        }
        if (rows != null && (rows < 0 || rows > Integer.MAX_VALUE)) {
            throw LabctlException.usage("--rows must be 0 to %,d".formatted(Integer.MAX_VALUE), "--rows 1000");
        }
        if (file != null && !Files.isReadable(file)) {
            throw LabctlException.usage("cannot read " + file, "--from FILE.csv or FILE.json");
        }
        Lab lab = Labs.theOneWith(SeedsInventory.class, "seed an inventory");
        SeedsInventory able = Labs.capability(lab, SeedsInventory.class, "seed an inventory");
        Output talk = output.open();
        try (Cloud cloud = new Clouds(context).open(target, talk);
                Progress progress = target.progress(talk)) {
            long started = System.nanoTime();
            SeedsInventory.Seeded seeded = able.seed(
                    DeployedLabs.usable(cloud, target.names(), lab.slug()),
                    new SeedsInventory.Seed(rows, file, replace),
                    progress);
            talk.write(new Seeding(seeded, Duration.ofNanos(System.nanoTime() - started)));
            return 0;
        }
    }

    private record Seeding(SeedsInventory.Seeded seeded, Duration took) implements Result {
        @Override
        public Object json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("seeded", seeded.seeded());
            json.put(seeded.seeded() ? "rows" : "existingRows", seeded.rows());
            json.put("durationMs", took.toMillis());
            return json;
        }

        @Override
        public void print(Text text) {
            text.line(
                    seeded.seeded()
                            ? "seeded %,d row%s in %s"
                                    .formatted(seeded.rows(), seeded.rows() == 1 ? "" : "s", Durations.readable(took))
                            : "the table has %,d rows already and was left alone; --replace removes them"
                                    .formatted(seeded.rows()));
        }
    }
}
