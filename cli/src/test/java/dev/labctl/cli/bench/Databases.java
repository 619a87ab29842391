package dev.labctl.cli.bench;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.Lambda;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** A million rows between two databases, from a file into one, and out of an archive: beside PostgreSQL's own tools. */
final class Databases implements Section {
    private static final int ROWS = 1_000_000;
    /** About a gigabyte of them, so that the JVM's start does not count. */
    private static final int MANY_ROWS = 8_000_000;

    private static final int TABLES = 4;

    /** The oldest that labctl takes: a machine's pg_dump need not be newer. */
    private static final String ENGINE = "EngineVersion=15";

    @Override
    public String name() {
        return "databases";
    }

    @Override
    public void measure(Bed bed, Consumer<Row> table) throws Exception {
        bed.labctl("deploy", "db-replication", "--yes", "--parameter", ENGINE);
        Server primary = Server.of(bed, "PrimaryInstanceId");
        Server backup = Server.of(bed, "BackupInstanceId");
        Map<String, String> urls = Map.of("PRIMARY", primary.url("inventory"), "BACKUP", backup.url("inventory"));
        seed(bed, table, urls);
        reload(bed, table, urls);
        for (int rows : List.of(ROWS, MANY_ROWS)) {
            restore(bed, table, primary, backup, rows);
        }
        bed.labctl("destroy", "db-replication", "--yes");
    }

    private static void seed(Bed bed, Consumer<Row> table, Map<String, String> urls) throws Exception {
        Path csv = bed.line().home().resolve("rows.csv");
        write(csv);
        bed.labctl("seed", "inventory");
        bed.compare(
                table,
                1.5,
                "labctl seed inventory, CSV of 1,000,000 rows",
                () -> bed.labctl("seed", "inventory", "--from", csv.toString(), "--replace")
                        .seconds(),
                "psql",
                urls,
                """
                psql -qX "$PRIMARY" -c "TRUNCATE inventory_sample" -c "\\copy inventory_sample FROM '%s' (FORMAT csv, HEADER)"
                """.formatted(csv));
    }

    private static void write(Path csv) throws IOException {
        try (BufferedWriter rows = Files.newBufferedWriter(csv)) {
            rows.write("item_id,item_name,quantity,updated_at\n");
            for (int i = 1; i <= ROWS; i++) {
                rows.write("%d,Widget %d,%d,2026-11-21 %02d:%02d:%02d.%06d+00\n"
                        .formatted(i, i, i % 1000, i % 24, i % 60, i % 59, i));
            }
        }
    }

    private static void reload(Bed bed, Consumer<Row> table, Map<String, String> urls) throws Exception {
        String replicator = bed.output("db-replication", "ReplicatorFunctionName");
        String inspector = bed.output("db-replication", "InspectorFunctionName");
        try (LambdaClient lambda = bed.line().client(LambdaClient.builder());
                Cloud cloud = bed.line().cloud()) {
            Map<String, String> variables =
                    new HashMap<>(lambda.getFunctionConfiguration(request -> request.functionName(replicator))
                            .environment()
                            .variables());
            variables.put("JAVA_TOOL_OPTIONS", "-Xmx64m");
            lambda.updateFunctionConfiguration(request ->
                    request.functionName(replicator).environment(environment -> environment.variables(variables)));
            lambda.waiter().waitUntilFunctionUpdatedV2(request -> request.functionName(replicator));
            bed.compare(
                    table,
                    1.0,
                    "db-backup, 1,000,000 rows, verified, heap 64 MB",
                    () -> invoke(cloud, replicator),
                    "psql",
                    urls,
                    """
                    psql -qX "$PRIMARY" -c "COPY inventory_sample TO STDOUT" |
                      psql -qX "$BACKUP" -c "TRUNCATE inventory_sample" -c "COPY inventory_sample FROM STDIN"
                    """);
            table.accept(Pairs.take(bed.runs(), () -> invoke(cloud, inspector), () -> invoke(cloud, replicator))
                    .row(0.4, "db-inspect, both sides' checksums", "s", "db-backup"));
        }
    }

    private static double invoke(Cloud cloud, String function) {
        long started = System.nanoTime();
        Lambda.Invocation answer = cloud.lambda().invoke(function, "{}");
        if (answer.failed()) {
            throw new IllegalStateException(answer.payload());
        }
        return (System.nanoTime() - started) / 1e9;
    }

    /** Several tables with indexes, so that there is something to do at the same time. */
    private static void restore(Bed bed, Consumer<Row> table, Server source, Server target, int rows) throws Exception {
        if (!bed.has("pg_dump")) {
            table.accept(Row.skipped("labctl restore", "no pg_dump to make an archive with"));
            return;
        }
        source.execute("inventory", "DROP DATABASE IF EXISTS shop", "CREATE DATABASE shop");
        for (int i = 1; i <= TABLES; i++) {
            source.execute(
                    "shop",
                    """
                            CREATE TABLE orders_%1$d AS SELECT n AS id, md5(n::text) AS reference, 'customer ' || n %% 9973 AS
                            customer, n * 1.25 AS total, now() AS placed FROM generate_series(1, %2$d) AS n
                            """.formatted(i, rows / TABLES),
                    "ALTER TABLE orders_%d ADD PRIMARY KEY (id)".formatted(i),
                    "CREATE INDEX ON orders_%d (customer)".formatted(i));
        }
        Path dump = bed.line().home().resolve("shop.dump");
        Map<String, String> urls = Map.of("SHOP", source.url("shop"), "SCRATCH", target.url("scratch"));
        bed.shell("pg_dump -Fc -Z1 -f '%s' \"$SHOP\"".formatted(dump), urls);
        bed.compare(
                table,
                1.2,
                "labctl restore, %,d rows in %d tables".formatted(rows, TABLES),
                () -> {
                    anew(target);
                    return bed.labctl("restore", dump.toString(), "--to", target.url("scratch"), "-j", "2")
                            .seconds();
                },
                "pg_restore",
                () -> {
                    anew(target);
                    return bed.shell("pg_restore -j2 -d \"$SCRATCH\" '%s'".formatted(dump), urls)
                            .seconds();
                });
    }

    private static void anew(Server server) throws Exception {
        server.execute("inventory", "DROP DATABASE IF EXISTS scratch", "CREATE DATABASE scratch", "CHECKPOINT");
    }
}
