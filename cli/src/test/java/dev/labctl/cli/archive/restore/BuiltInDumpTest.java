package dev.labctl.cli.archive.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.archive.ArchiveCheck;
import dev.labctl.cli.archive.ArchiveReport;
import dev.labctl.cli.archive.ArchiveSource;
import dev.labctl.cli.archive.Compression;
import dev.labctl.cli.archive.RandomAccessArchive;
import dev.labctl.cli.archive.TestPostgres;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An archive of the pg_dump 18 that is built into the runtime (version 1.16, compressed in passing), made of
 * {@code sample.sql}: what the runtime writes has to be what we and pg_restore read.
 */
class BuiltInDumpTest {
    private static final TestPostgres SERVER = TestPostgres.get();
    private static final int READS_IT = 17;

    @TempDir
    private static Path folder;

    @Test
    void itIsReadAndCheckedToTheEnd() throws Exception {
        ArchiveReport report = ArchiveCheck.of(new ByteArrayInputStream(archive()));

        assertThat(report.contents().header().version()).isEqualTo("1.16-0");
        assertThat(report.contents().header().dumpVersion()).startsWith("18.");
        assertThat(report.contents().header().compression()).isEqualTo(Compression.GZIP);
        assertThat(report.rows()).isEqualTo(404 + 3000 + 500 + 2 + 20 + 2 + 3);
        assertThat(report.largeObjectBytes()).isEqualTo(300_011);
    }

    @Test
    void whatIsRestoredOfItEqualsTheSourceTableByTable() throws Exception {
        String source = SERVER.createDatabaseFrom("/archive/sample.sql");
        String target = SERVER.createDatabase("");

        RestoreReport report = Restore.of(
                new RandomAccessArchive(ArchiveSource.of(archive())),
                target(target),
                RestoreOptions.jobs(2),
                RestoreProgress.NONE);

        assertThat(report.skipped()).isEmpty();
        assertThat(report.largeObjects()).isEqualTo(3);
        String tables = "SELECT string_agg(format('%s %s', c.oid::regclass, (xpath('/row/h/text()', query_to_xml("
                + "format('SELECT count(*) || md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '''')) AS h"
                + " FROM %s t', c.oid::regclass), true, true, '')))[1]), chr(10) ORDER BY c.oid::regclass::text)"
                + " FROM pg_class c WHERE relkind IN ('r', 'p', 'v', 'm') AND relispopulated"
                + " AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)"
                + " AND relnamespace <> 'pg_toast'::regnamespace";
        assertThat(SERVER.ask(target, tables)).contains("customers").isEqualTo(SERVER.ask(source, tables));
        String constraints = "SELECT string_agg(conname || pg_get_constraintdef(oid), chr(10) ORDER BY conname)"
                + " FROM pg_constraint WHERE connamespace = 'public'::regnamespace";
        assertThat(SERVER.ask(target, constraints)).isEqualTo(SERVER.ask(source, constraints));
        assertThat(SERVER.ask(target, "SELECT sum(length(lo_get(oid))) FROM pg_largeobject_metadata"))
                .isEqualTo("300011");
    }

    @Test
    void aNativePgRestoreThatIsNewEnoughReadsIt() throws Exception {
        Assumptions.assumeTrue(
                TestPostgres.major("pg_restore") >= READS_IT,
                "pg_restore 17 or newer, which archives of version 1.16 need, is not installed on this machine");
        Path file = Files.write(folder.resolve("builtin.dump"), archive());
        String target = SERVER.createDatabase("");

        SERVER.run("pg_restore", List.of("--exit-on-error", "-d", target, file.toString()));

        assertThat(SERVER.ask(target, "SELECT count(*) FROM customers")).isEqualTo("404");
    }

    private static byte[] archive() throws IOException {
        try (InputStream in = BuiltInDumpTest.class.getResourceAsStream("/archive/builtin.dump")) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    private static RestoreTarget target(String database) {
        Properties properties = new Properties();
        properties.setProperty("user", "postgres");
        return new RestoreTarget("jdbc:postgresql://localhost:" + SERVER.port() + "/" + database, properties);
    }
}
