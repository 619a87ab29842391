package dev.labctl.cli.bench;

import java.util.function.Consumer;

/** Deploy, verify and destroy: of one lab, as a user tries it first, and of all of them, as a CI job does. */
final class Smoke implements Section {
    @Override
    public String name() {
        return "smoke";
    }

    @Override
    public void measure(Bed bed, Consumer<Row> table) throws Exception {
        bed.labctl("smoke", "--labs", "s3-replication");
        Samples one =
                bed.repeat(() -> bed.labctl("smoke", "--labs", "s3-replication").seconds());
        table.accept(Row.atMost(20, "labctl smoke --labs s3-replication", one, "s"));
        Samples all = bed.repeat(() -> bed.labctl("smoke").seconds());
        table.accept(Row.report("labctl smoke, all labs", all, "s"));
        // Smoke's own clouds are gone when it ends.
        bed.labctl("deploy", "s3-replication");
        bed.labctl("verify", "s3-replication");
        table.accept(Row.atMost(
                250,
                "local cloud after a deploy and a verify, resident",
                Samples.of(Bed.residentNow(bed.localCloud())),
                "MiB"));
        bed.labctl("destroy", "--all", "--yes");
    }
}
