package dev.labctl.cli.bench;

import java.util.function.Consumer;

/** How long a user waits for the quick verbs. */
final class StartUp implements Section {
    @Override
    public String name() {
        return "start-up";
    }

    @Override
    public void measure(Bed bed, Consumer<Row> table) throws Exception {
        bed.labctl("local", "start");
        if (bed.aws() == null) {
            table.accept(Row.report("labctl --version", bed.repeat(() -> millis(bed, "--version")), "ms"));
            table.accept(Row.report("labctl status", bed.repeat(() -> millis(bed, "status")), "ms"));
            return;
        }
        table.accept(Pairs.take(bed.runs(), () -> millis(bed, "--version"), () -> awsMillis(bed, "--version"))
                .row(0.6, "labctl --version", "ms", "aws --version"));
        table.accept(Pairs.take(bed.runs(), () -> millis(bed, "status"), () -> awsMillis(bed, "s3", "ls"))
                .row(1.0, "labctl status", "ms", "aws s3 ls"));
    }

    private static double millis(Bed bed, String... arguments) throws Exception {
        return bed.labctl(arguments).seconds() * 1000;
    }

    private static double awsMillis(Bed bed, String... arguments) throws Exception {
        return bed.aws(arguments).seconds() * 1000;
    }
}
