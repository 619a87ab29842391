package dev.labctl.cli.bench;

import java.util.function.Consumer;

/** Deploy, verify and destroy of all labs. */
final class Smoke implements Section {
    @Override
    public String name() {
        return "smoke";
    }

    @Override
    public void measure(Bed bed, Consumer<Row> table) throws Exception {
        bed.labctl("smoke");
        Samples seconds = bed.repeat(() -> bed.labctl("smoke").seconds());
        table.accept(Row.atMost(20, "labctl smoke (deploy, verify, destroy)", seconds, "s"));
        table.accept(Row.atMost(
                250, "local cloud after it, resident", Samples.of(Bed.residentNow(bed.localCloud())), "MiB"));
    }
}
