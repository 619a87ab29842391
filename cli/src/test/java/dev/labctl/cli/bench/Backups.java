package dev.labctl.cli.bench;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.Logs;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** A database of 1 GB to S3, by the machine's own pg_dump and by the one in WebAssembly. */
final class Backups implements Section {
    private static final int TABLES = 4;
    private static final int ROWS = 1_900_000;
    private static final Pattern MEMORY = Pattern.compile("Max Memory Used: (\\d+) MB");

    @Override
    public String name() {
        return "backups";
    }

    @Override
    public void measure(Bed bed, Consumer<Row> table) throws Exception {
        // The oldest that labctl takes: a machine's pg_dump need not be newer.
        bed.labctl("deploy", "db-replication", "--yes", "--parameter", "EngineVersion=15");
        bed.labctl("deploy", "rds-backup", "--yes", "--rds-instance", "labctl-db-replication-primary");
        Server server = Server.of(bed, "PrimaryInstanceId");
        server.execute("inventory", "CREATE DATABASE large");
        for (int i = 1; i <= TABLES; i++) {
            server.execute("large", """
                    CREATE TABLE events_%d AS SELECT n AS id, md5(n::text) || md5((n / 7)::text) AS token,
                    'event ' || n %% 9973 AS kind, n * 1.25 AS amount FROM generate_series(1, %d) AS n
                    """.formatted(i, ROWS));
        }
        if (bed.has("pg_dump")) {
            natively(bed, table, server);
        } else {
            table.accept(Row.skipped("labctl backup, native", "no pg_dump"));
        }
        withoutNativeTools(bed);
        Samples webAssembly = new Samples(List.of(backUp(bed)));
        table.accept(Row.report("labctl backup of 1 GB, WebAssembly", webAssembly, "s"));
        table.accept(Row.report("its function, resident at most", Samples.of(memory(bed)), "MB"));
        bed.labctl("destroy", "rds-backup", "--yes");
        bed.labctl("destroy", "db-replication", "--yes");
    }

    private static void natively(Bed bed, Consumer<Row> table, Server server) throws Exception {
        Map<String, String> urls = Map.of("LARGE", server.url("large"));
        String label = "labctl backup of 1 GB, native";
        if (bed.aws() == null) {
            table.accept(Row.report(label, bed.repeat(() -> backUp(bed)), "s"));
        } else {
            bed.compare(
                    table,
                    1.15,
                    label,
                    () -> backUp(bed),
                    "pg_dump",
                    urls,
                    "pg_dump -Fc -Z1 \"$LARGE\" | '%s' s3 cp - 's3://%s/theirs.dump'"
                            .formatted(bed.aws(), bed.output("rds-backup", "BackupBucketName")));
        }
        table.accept(Row.atMost(200, "its function, resident at most", Samples.of(memory(bed)), "MB"));
    }

    private static double backUp(Bed bed) throws Exception {
        return bed.labctl("backup", "--database", "large").seconds();
    }

    /** What Lambda reports of the last run. */
    private static double memory(Bed bed) {
        try (Cloud cloud = bed.line().cloud()) {
            return cloud.logs()
                    .events(bed.output("rds-backup", "BackupLogGroupName"), Instant.EPOCH)
                    .map(Logs.LogEvent::message)
                    .map(MEMORY::matcher)
                    .filter(Matcher::find)
                    .mapToDouble(report -> Double.parseDouble(report.group(1)))
                    .reduce((first, second) -> second)
                    .orElseThrow();
        }
    }

    private static void withoutNativeTools(Bed bed) {
        String function = bed.output("rds-backup", "BackupFunctionName");
        try (LambdaClient lambda = bed.line().client(LambdaClient.builder())) {
            Map<String, String> variables =
                    new HashMap<>(lambda.getFunctionConfiguration(request -> request.functionName(function))
                            .environment()
                            .variables());
            variables.put("PATH", "/nowhere");
            lambda.updateFunctionConfiguration(request ->
                    request.functionName(function).environment(environment -> environment.variables(variables)));
            lambda.waiter().waitUntilFunctionUpdatedV2(request -> request.functionName(function));
        }
    }
}
