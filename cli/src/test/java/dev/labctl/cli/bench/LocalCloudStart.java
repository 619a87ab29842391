package dev.labctl.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The local cloud's start, from the user's command to its being ready, and the memory it then has. */
final class LocalCloudStart implements Section {
    @Override
    public String name() {
        return "local-cloud";
    }

    @Override
    public void measure(Bed bed, Consumer<Row> table) throws Exception {
        bed.labctl("local", "start");
        bed.labctl("local", "stop");
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < bed.runs(); i++) {
            seconds.add(bed.labctl("local", "start").seconds());
            if (i + 1 < bed.runs()) {
                bed.labctl("local", "stop");
            }
        }
        table.accept(Row.atMost(1.5, "labctl local start, second start", new Samples(seconds), "s"));
        table.accept(Row.atMost(250, "local cloud, resident", Samples.of(Bed.residentNow(bed.localCloud())), "MiB"));
    }
}
