package dev.labctl.cli.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.archive.ArchiveSource;
import dev.labctl.cli.archive.RandomAccessArchive;
import dev.labctl.cli.archive.TestPostgres;
import dev.labctl.cli.archive.restore.Restore;
import dev.labctl.cli.archive.restore.RestoreOptions;
import dev.labctl.cli.archive.restore.RestoreProgress;
import dev.labctl.cli.archive.restore.RestoreTarget;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.wire.rdsbackup.BackupManifest;
import dev.labctl.wire.rdsbackup.BackupManifest.TableRows;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows counted in a database that was restored, against what was counted in its source. */
class RowCountsTest {
    private static final TestPostgres SERVER = TestPostgres.get();
    private static final int PARTITIONS = 5;

    @TempDir
    private Path folder;

    @Test
    void hashPartitionsByAnEnumAreComparedAsAWhole() throws Exception {
        String source = SERVER.createDatabase("");
        SERVER.execute(
                source,
                "CREATE TYPE colour AS ENUM ('red', 'green', 'blue', 'white', 'black', 'grey');"
                        + " CREATE TABLE paint (c colour) PARTITION BY HASH (c);"
                        + " CREATE TABLE other (i integer)");
        for (int i = 0; i < PARTITIONS; i++) {
            SERVER.execute(
                    source,
                    "CREATE TABLE paint%1$d PARTITION OF paint FOR VALUES WITH (MODULUS %2$d, REMAINDER %1$d)"
                            .formatted(i, PARTITIONS));
        }
        SERVER.execute(
                source, "INSERT INTO paint SELECT unnest(enum_range(NULL::colour)); INSERT INTO other VALUES (1)");
        BackupManifest manifest = manifest(counted(source));
        String target = SERVER.createDatabase("");
        Path dump = SERVER.dump(source, folder.resolve("paint.dump"), "-Fc");
        Restore.of(
                new RandomAccessArchive(ArchiveSource.file(dump)),
                target(target),
                RestoreOptions.jobs(1),
                RestoreProgress.NONE);

        assertThat(counted(target)).as("they have moved").isNotEqualTo(counted(source));
        assertThat(result(target, manifest).evidence()).containsExactly("7 rows agree, tables compared: 2");

        SERVER.execute(target, "DELETE FROM paint WHERE c = 'red'");
        assertThat(result(target, manifest))
                .isEqualTo(CheckResult.failed(
                        "public.paint has 5 rows in the database, and the manifest says 6",
                        "1 rows agree, tables compared: 2"));
    }

    private static CheckResult result(String database, BackupManifest manifest) throws Exception {
        return RowCounts.in(target(database), manifest)
                .against(manifest, "in the database")
                .result();
    }

    private static List<TableRows> counted(String database) throws SQLException {
        List<TableRows> tables = new ArrayList<>();
        for (String table : IntStream.rangeClosed(0, PARTITIONS)
                .mapToObj(i -> i == PARTITIONS ? "other" : "paint" + i)
                .toList()) {
            long rows = Long.parseLong(SERVER.ask(database, "SELECT count(*) FROM " + table));
            tables.add(new TableRows("public", table, rows));
        }
        return tables;
    }

    private static BackupManifest manifest(List<TableRows> tables) {
        return new BackupManifest("db", "eu-west-1", "app", 0, "15", "15", "2026-01-01T00:00:00Z", 0, "", 0, tables);
    }

    private static RestoreTarget target(String database) {
        Properties properties = new Properties();
        properties.setProperty("user", "postgres");
        return new RestoreTarget("jdbc:postgresql://localhost:%d/%s".formatted(SERVER.port(), database), properties);
    }
}
